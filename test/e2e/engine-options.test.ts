import assert from "node:assert/strict";
import { join } from "node:path";
import { ON_CLUSTER } from "./support/cluster";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, inputsIn, operationsIn, type Properties, refused, succeeded, urnOf } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const IMPORTS = `const kubeovn = require("pulumi-kubeovn");\n`;
const KEPT = `
new kubeovn.Vip("protected", { subnet: "ovn-default" }, { protect: true });
new kubeovn.ReservedIP("ignored", {
  subnet: "six",
  workload: { kind: "VirtualMachine", name: "ignored" },
  v6IpAddress: ADDRESS,
}, { ignoreChanges: ["v6IpAddress"] });
new kubeovn.Vip("frozen", { subnet: "ovn-default", namespace: "shop", selector: [FROZEN] }, { ignoreChanges: ["*"] });
`;
const kept = (address: string, frozen: string): string =>
  KEPT.replace("ADDRESS", JSON.stringify(address)).replace("FROZEN", JSON.stringify(frozen));

const START = `${IMPORTS}
new kubeovn.Vip("before", { subnet: "ovn-default" });
new kubeovn.Vip("named-before", { name: "named", subnet: "six" });
new kubeovn.Vip("moved", { subnet: "ovn-default", v4ip: "10.16.0.50" });
new kubeovn.Vip("moved-six", { subnet: "six", v6ip: "fd00:16::50" });
new kubeovn.Vip("still", { subnet: "ovn-default" });
new kubeovn.Vip("retained", { subnet: "six" }, { retainOnDelete: true });
${kept("fd00:16::70", "a: b")}`;

/** Renamed with aliases, moved to other addresses under other names, one no longer declared, and other wishes where changes are ignored. */
const CHANGED = `${IMPORTS}
new kubeovn.Vip("after", { subnet: "ovn-default" }, { aliases: [{ name: "before" }] });
new kubeovn.Vip("named-after", { name: "named", subnet: "six" }, { aliases: [{ name: "named-before" }] });
new kubeovn.Vip("moved", { name: "moved-on", subnet: "ovn-default", v4ip: "10.16.0.51" });
new kubeovn.Vip("moved-six", { name: "moved-on-six", subnet: "six", v6ip: "fd00:16::51" });
new kubeovn.Vip("still", { subnet: "ovn-default" });
${kept("fd00:16::71", "c: d")}`;

describe("options of the engine", () => {
  before(needPulumi);

  let project: Project;
  let start: ReadonlyMap<string, Properties>;

  const files = (): Map<string, string> => filesIn(join(project.folder, "manifests", "addresses"));
  const inputs = async (): Promise<ReadonlyMap<string, Properties>> => inputsIn(await project.exportState());

  it("start from a program that is up", async () => {
    project = await createProject({
      ...ON_CLUSTER,
      config: { ...ON_CLUSTER.config, "kubeovn:prune": "true" },
      files: { ...ON_CLUSTER.files, "index.js": START },
    });
    succeeded(await project.up());
    start = await inputs();
    assert.equal(start.size, 9);
  });

  it("--replace, aliases, ignoreChanges, retainOnDelete: no address changes but the two that were asked for", async () => {
    const replaced = urnOf(await project.exportState(), "Vip::still");
    const old = files();
    project.write("index.js", CHANGED);
    const preview = await project.previewJson("--replace", replaced);
    const operations = operationsIn(preview);
    assert.deepEqual([...operations.keys()].sort(), [
      "Vip::after",
      "Vip::moved",
      "Vip::moved-six",
      "Vip::named-after",
      "Vip::retained",
      "Vip::still",
    ]);

    const { stdout } = succeeded(await project.up("--replace", replaced));
    assert.match(stdout, /named-after|unchanged/);
    for (const name of ["after", "moved", "moved-six", "still"]) {
      const deleted = stdout.search(new RegExp(`kubeovn:Vip (${name}|before) deleted original`));
      const created = stdout.search(new RegExp(`kubeovn:Vip ${name} created replacement`));
      assert.ok(deleted >= 0 && created > deleted, `${name}: ${stdout}`);
    }
    const now = await inputs();
    assert.equal(now.get("Vip::after")?.v4ip, start.get("Vip::before")?.v4ip);
    assert.equal(now.get("Vip::after")?.name, "after");
    const { owner, ...kept } = now.get("Vip::named-after") ?? {};
    const { owner: _, ...before } = start.get("Vip::named-before") ?? {};
    assert.deepEqual(kept, before);
    assert.equal(owner, "organization/project/dev/Vip/named-after");
    assert.deepEqual(now.get("Vip::still"), start.get("Vip::still"));
    assert.deepEqual(now.get("ReservedIP::ignored"), start.get("ReservedIP::ignored"));
    assert.deepEqual(now.get("Vip::frozen"), start.get("Vip::frozen"));
    assert.equal(now.get("Vip::moved")?.v4ip, "10.16.0.51");
    assert.equal(now.get("Vip::moved-six")?.v6ip, "fd00:16::51");
    assert.equal(now.has("Vip::retained"), false);

    const moved = (names: readonly string[]): string[] =>
      names.map((name) => name.replace("10.16.0.50", "10.16.0.51").replace("fd00-16--50", "fd00-16--51"));
    assert.deepEqual([...files().keys()], moved([...old.keys()]).sort());
    const stillFile = `ovn-default/${start.get("Vip::still")?.v4ip}.yaml`;
    assert.equal(files().get(stillFile), old.get(stillFile));
    succeeded(await project.preview("--expect-no-changes"));
  });

  it("protect: what is no longer declared stays, and the run says so", async () => {
    project.write("index.js", CHANGED.replace(/new kubeovn\.Vip\("protected".*/, ""));
    const old = files();
    assert.match(refused(await project.up()), /protected/);
    assert.deepEqual(files(), old);
  });

  it("--target: the others keep what they have, and what is declared for them", async () => {
    const target = urnOf(await project.exportState(), "Vip::still").replace("::still", "::extra-2");
    const more = ["extra-1", "extra-2", "extra-3"].map((name) => `new kubeovn.Vip("${name}", { subnet: "low" });\n`);
    const movedAgain = CHANGED.replace("moved-on-six", "moved-again-six").replace("fd00:16::51", "fd00:16::52");
    project.write("index.js", movedAgain + more.join(""));
    const all = inputsIn(await project.previewJson());
    const extras = ["extra-1", "extra-2", "extra-3"].map((name) => String(all.get(`Vip::${name}`)?.v4ip));
    assert.deepEqual(extras.sort(), ["10.17.0.2", "10.17.0.3", "10.17.0.4"]);
    succeeded(await project.up("--target", target));
    const now = await inputs();
    assert.deepEqual(now.get("Vip::extra-2"), all.get("Vip::extra-2"));
    assert.equal(now.has("Vip::extra-1"), false);
    assert.equal(now.get("Vip::moved-six")?.v6ip, "fd00:16::51");

    succeeded(await project.up());
    const full = await inputs();
    for (const name of ["extra-1", "extra-2", "extra-3"])
      assert.deepEqual(full.get(`Vip::${name}`), all.get(`Vip::${name}`));
    assert.equal(full.get("Vip::moved-six")?.v6ip, "fd00:16::52");
  });
});
