import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBatchFiles } from "../../../provider/dynamic/batches";
import { BATCH_FORMAT, DECLARATION_INPUT, type Declaration } from "../../../provider/plan";
import { checkResource } from "../../../provider/runtime/check";
import { openSession, type Session } from "../../../provider/runtime/session";
import { otherRefusals } from "../../../provider/runtime/survey";
import { newSealKey, seal } from "../../../provider/scratch";

const KEY = newSealKey();
const SUBNET = { cidrBlock: "10.80.0.0/24" };

function vip(name: string, args: object, provider = ""): Declaration {
  const place = { path: `Vip::${name}`, owner: `acme/shop/prod/Vip/${name}`, provider };
  return { kind: "Vip", name, ...place, args: { subnet: "lab", ...args } };
}

const lab: Declaration = { ...vip("lab", {}), kind: "Subnet", path: "Subnet::lab", args: SUBNET };

describe("otherRefusals", () => {
  let directory: string;
  let session: Session;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "survey-"));
    mkdirSync(path.join(directory, "batches"));
    mkdirSync(path.join(directory, "manifests"));
    const config: Record<string, string> = {
      "kubeovn:explicit": "true",
      "kubeovn:manifests": path.join(directory, "manifests"),
    };
    session = openSession(
      (key) => config[key],
      () => undefined,
      { env: {} },
    );
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  /** What is said beside the mistakes of one declaration. */
  async function others(declarations: readonly Declaration[], entry: number): Promise<readonly string[]> {
    const file = path.join(directory, "batches", "0.sealed");
    const batch = { format: BATCH_FORMAT, ownerPrefix: "acme/shop/prod/", dryRun: true, declarations };
    writeFileSync(file, seal(JSON.stringify(batch), KEY));
    const declared = openBatchFiles().declaredIn({ [DECLARATION_INPUT]: { file, key: KEY, entry } });
    assert.ok(declared);
    const { kind, args } = declared.declaration;
    await checkResource(session, kind, {}, args, declared);
    return (await otherRefusals(session, declared)).map(({ reason }) => reason);
  }

  const program = [lab, vip("a", { v4ip: "10.80.0.300" }), vip("b", { v4ip: "10.80.1.5" }), vip("c", {})];

  it("names every other mistake of the program, and nothing that is right", async () => {
    const said = await others(program, 1);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /^Vip "b" is refused as well: v4ip: 10\.80\.1\.5 in Subnet "lab" is outside/);
  });

  it("names every object of others that a program would have to adopt, and none that a state may know", async () => {
    const object = (name: string, v4ip: string, annotations: string): string =>
      `apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: ${name}, annotations: {${annotations}}}\nspec: {subnet: lab, v4ip: ${v4ip}}\n`;
    const others4 = [object("a", "10.80.0.5", ""), object("b", "10.80.0.6", "")];
    const ours = object("c", "10.80.0.7", "pulumi-kubeovn/owner: acme/shop/prod/Vip/former");
    writeFileSync(path.join(directory, "manifests", "vips.yaml"), [...others4, ours].join("---\n"));
    const said = await others([lab, vip("a", {}), vip("b", {}), vip("c", {})], 1);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /^Vip "b" is refused as well: .*\(object-exists\)$/);
  });

  it("is said once in a run", async () => {
    await others(program, 1);
    assert.deepEqual(await others(program, 2), []);
  });

  it("omits other providers, and what has been answered", async () => {
    const more = [...program, vip("d", { v4ip: "10.80.1.5" }, "edge")];
    session.oldInputs.set("Vip::b", {});
    assert.deepEqual(await others(more, 1), []);
  });

  it("changes no answer of the run", async () => {
    const c = async (): Promise<unknown> => {
      const file = path.join(directory, "batches", "0.sealed");
      const declared = openBatchFiles().declaredIn({ [DECLARATION_INPUT]: { file, key: KEY, entry: 3 } });
      return (await checkResource(session, "Vip", {}, { subnet: "lab" }, declared)).inputs.v4ip;
    };
    await others(program, 1);
    const after = await c();
    assert.match(String(after), /^10\.80\.0\./);
    assert.equal(await c(), after);
  });

  it("ends a long list with a count", async () => {
    const many = Array.from({ length: 30 }, (_, i) => vip(`v${i}`, { v4ip: "10.80.1.5" }));
    const said = await others([lab, ...many], 1);
    assert.equal(said.length, 21);
    assert.match(said.at(-1) ?? "", /^\d+ more mistakes are not listed$/);
  });
});
