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
  /** A resource that asks for a replacement, by an object of another name but for the pool. */
  const replaced: Readonly<Record<string, readonly [before: string, after: string]>> = {
    "a Vip's name": [
      `new kubeovn.Vip("a", { subnet: "${subnets.v4}", namespace: "one", name: "id-a" }, OPTIONS);`,
      `new kubeovn.Vip("a", { subnet: "${subnets.v4}", namespace: "two", name: "id-b" }, OPTIONS);`,
    ],
    "a workload's kind": [
      `new kubeovn.ReservedIP("a", { subnet: "${subnets.v6}", workload: { kind: "VirtualMachine", name: "id-a" } }, OPTIONS);`,
      `new kubeovn.ReservedIP("a", { subnet: "${subnets.v6}", workload: { kind: "StatefulSet", name: "id-a", ordinal: 0 } }, OPTIONS);`,
    ],
    "an IPPool's subnet": [
      `new kubeovn.IPPool("a", { name: "id-a", subnet: "${subnets.other}", ips: ["${pools.other}"] }, OPTIONS);`,
      `new kubeovn.IPPool("a", { name: "id-a", subnet: "${subnets.v4}", ips: ["${pools.v4}"] }, OPTIONS);`,
    ],
  };
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
      /Vip "id-web" belongs to organization\/project\/second\/Vip\/web now/,
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

  for (const [what, [before, after]] of Object.entries(replaced)) {
    for (const options of ["{ deleteBeforeReplace: false }", "{ deleteBeforeReplace: false, retainOnDelete: true }"]) {
      it(`is there after a replacement because of ${what}, with ${options}`, async () => {
        const of = (text: string): string => IMPORTS + text.replace("OPTIONS", options);
        const one = await place.project(of(before));
        succeeded(await one.up());
        one.write("index.js", of(after));
        if (what.startsWith("an IPPool") && options.includes("retainOnDelete")) {
          assert.match(refused(await one.preview()), /IPPool "id-a" stays when it is replaced/);
          one.write("index.js", of(before).replace(", retainOnDelete: true", ""));
          succeeded(await one.up());
          one.write("index.js", of(after));
        }
        const planned = inputsIn(await one.previewJson());
        succeeded(await one.up());
        assert.deepEqual(inputsIn(await one.exportState()), planned);
        const all = JSON.stringify([...(await place.objects(one))]);
        for (const [, inputs] of planned)
          assert.ok(all.includes(String(inputs.name)), `${inputs.name} is not in ${all}`);
        succeeded(await one.preview("--expect-no-changes"));
        assert.equal((await one.refresh("--expect-no-changes")).code, 0);
        succeeded(await one.destroy());
        await place.clear?.();
      });
    }
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
