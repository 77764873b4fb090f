import assert from "node:assert/strict";
import type { CommandResult } from "./commands";
import { inputsIn, refused, succeeded } from "./outcome";
import type { Project } from "./project";

/** Where stacks have their objects. */
export interface Place {
  /** A project that works there, with a program in JavaScript. */
  project(program: string): Promise<Project>;
  /** What is there of the objects that have addresses, by a text that names each. */
  objects(project: Project): Promise<ReadonlyMap<string, unknown>>;
  /** Names of two IPv4 subnets and of an IPv6 one. */
  readonly subnets: { readonly v4: string; readonly other: string; readonly v6: string };
  /** An address of each IPv4 subnet that nobody is given. */
  readonly pools: { readonly v4: string; readonly other: string };
  /** Removes what stacks have left intentionally, where places are shared. */
  clear?(): Promise<void>;
}

const IMPORTS = `const kubeovn = require("pulumi-kubeovn");\n`;
const QUIET = ["--yes", "--skip-preview", "--suppress-progress"] as const;

/** Which objects are a stack's own, the same on every store; inside a `describe`. */
export function identityCases(place: Place): void {
  const { subnets, pools } = place;
  const keyed = `${IMPORTS}
new kubeovn.Vip("web", { name: "id-web", subnet: "${subnets.v4}", key: "id-web" });
new kubeovn.ReservedIP("db", { subnet: "${subnets.v6}", key: "id-db", workload: { kind: "VirtualMachine", name: "id-db" } });
`;
  /** Programs of which the second asks for a replacement of each: by an object of another name, but for the pool. */
  const replaced = (options: string, poolOptions = options): readonly [before: string, after: string] => [
    `${IMPORTS}
new kubeovn.Vip("a", { subnet: "${subnets.v4}", namespace: "one", name: "id-a" }, ${options});
new kubeovn.ReservedIP("a", { subnet: "${subnets.v6}", workload: { kind: "VirtualMachine", name: "id-a" } }, ${options});
new kubeovn.IPPool("a", { name: "id-a", subnet: "${subnets.other}", ips: ["${pools.other}"] }, ${poolOptions});
`,
    `${IMPORTS}
new kubeovn.Vip("a", { subnet: "${subnets.v4}", namespace: "two", name: "id-b" }, ${options});
new kubeovn.ReservedIP("a", { subnet: "${subnets.v6}", workload: { kind: "StatefulSet", name: "id-a", ordinal: 0 } }, ${options});
new kubeovn.IPPool("a", { name: "id-a", subnet: "${subnets.v4}", ips: ["${pools.v4}"] }, ${poolOptions});
`,
  ];
  const on = (one: Project, stack: string, verb: "up" | "destroy" | "preview"): Promise<CommandResult> =>
    verb === "preview" ? one.pulumi(verb, "--stack", stack) : one.pulumi(verb, "--stack", stack, ...QUIET);

  it("stays with the stack that took it over by its key when the first one lets go", async () => {
    const one = await place.project(keyed);
    const before = await place.objects(one);
    succeeded(await one.up());
    succeeded(await one.pulumi("stack", "init", "second"));
    succeeded(await on(one, "second", "up"));
    const taken = await place.objects(one);
    assert.match(
      refused(await on(one, "dev", "preview")),
      // The engine stops at whichever of the two it asks about first.
      /(Vip "id-web"|IP "id-db\.default") belongs to organization\/project\/second\/(Vip\/web|ReservedIP\/db) now/,
    );
    one.write("index.js", IMPORTS);
    const { stdout } = succeeded(await on(one, "dev", "up"));
    assert.match(stdout, /Vip "id-web" is left as it is: it belongs to organization\/project\/second\/Vip\/web now/);
    assert.match(stdout, /IP "id-db\.default" is left as it is/);
    assert.deepEqual(await place.objects(one), taken);
    one.write("index.js", keyed);
    assert.match(succeeded(await on(one, "second", "preview")).stdout, /3 unchanged/);
    succeeded(await on(one, "second", "destroy"));
    assert.deepEqual(await place.objects(one), before);
  });

  const first = "{ deleteBeforeReplace: false }";
  for (const options of [first, "{ deleteBeforeReplace: false, retainOnDelete: true }"]) {
    it(`is there after a replacement of a Vip, a ReservedIP and an IPPool, with ${options}`, async () => {
      const one = await place.project(replaced(options)[0]);
      succeeded(await one.up());
      if (options !== first) {
        one.write("index.js", replaced(options)[1]);
        assert.match(refused(await one.preview()), /IPPool "id-a" stays when it is replaced/);
        one.write("index.js", replaced(options, first)[0]);
        succeeded(await one.up());
      }
      one.write("index.js", replaced(options, first)[1]);
      const planned = inputsIn(await one.previewJson());
      assert.equal(planned.size, 3);
      succeeded(await one.up());
      assert.deepEqual(inputsIn(await one.exportState()), planned);
      const all = JSON.stringify([...(await place.objects(one))]);
      for (const [, inputs] of planned) assert.ok(all.includes(String(inputs.name)), `${inputs.name} is not in ${all}`);
      succeeded(await one.preview("--expect-no-changes"));
      assert.equal((await one.refresh("--expect-no-changes")).code, 0);
      succeeded(await one.destroy());
      await place.clear?.();
    });
  }

  it("is not counted on when it will stay where it is", async () => {
    const vip = (name: string, more = ""): string =>
      `${IMPORTS}new kubeovn.Vip("a", { name: "${name}", subnet: "${subnets.v4}"${more} }, { retainOnDelete: true });\n`;
    const one = await place.project(vip("id-first"));
    const untouched = await place.objects(one);
    const addressNow = async (): Promise<unknown> => inputsIn(await one.exportState()).get("Vip::a")?.v4ip;
    const addressPlanned = async (): Promise<unknown> => inputsIn(await one.previewJson()).get("Vip::a")?.v4ip;
    succeeded(await one.up());
    const before = await addressNow();
    one.write("index.js", vip("id-second"));
    const planned = await addressPlanned();
    assert.notEqual(planned, before);
    succeeded(await one.up());
    assert.equal(await addressNow(), planned);
    assert.equal((await place.objects(one)).size, untouched.size + 2);

    const urn = "urn:pulumi:dev::project::pulumi-nodejs:dynamic/kubeovn:Vip::a";
    succeeded(await one.pulumi("state", "delete", "--yes", "--force", urn));
    one.write("index.js", vip("id-third"));
    assert.notEqual(await addressPlanned(), planned);
    succeeded(await one.up());
    one.write("index.js", vip("id-third", `, v4ip: "${before}"`));
    assert.match(refused(await one.preview()), /is held by Vip "id-first"/);
    await place.clear?.();
  });

  it("follows a stack that is renamed, and is refused to a new one of its old name", async () => {
    const one = await place.project(`${IMPORTS}
new kubeovn.Vip("web", { name: "id-web", subnet: "${subnets.v4}" });
new kubeovn.ReservedIP("db", { subnet: "${subnets.v6}", workload: { kind: "Pod", name: "id-db" } });
new kubeovn.ReservedIPSet("set", { subnet: "${subnets.other}", statefulSet: { name: "id-set", replicas: 2 } });
`);
    succeeded(await one.up());
    const before = [...(await place.objects(one)).keys()];
    succeeded(await one.pulumi("stack", "rename", "prod", "--stack", "dev"));
    succeeded(await on(one, "prod", "up"));
    assert.deepEqual([...(await place.objects(one)).keys()], before);
    assert.match(succeeded(await on(one, "prod", "preview")).stdout, /4 unchanged/);
    succeeded(await one.pulumi("stack", "init", "dev"));
    assert.match(refused(await on(one, "dev", "preview")), /belongs to organization\/project\/prod\//);
    assert.deepEqual([...(await place.objects(one)).keys()], before);
    succeeded(await on(one, "prod", "destroy"));
  });
}
