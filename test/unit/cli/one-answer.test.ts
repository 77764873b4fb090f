import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { RULES } from "../../../provider/plan";
import { runInProcess } from "../../support/command-line";
import { subnetObject, vipObject } from "../../support/objects";
import { checkProgram, type PlanOptions } from "../../support/plan";

const A = subnetObject("a", "10.0.0.0/24", { gateway: "10.0.0.1" });
const SIX = subnetObject("six", "fd00:6::/112", { gateway: "fd00:6::1" });

/** Part of the sentence by which each command tells of a code. */
const SAYS: Readonly<Record<string, RegExp>> = {
  "gateway-address": /is the gateway/,
  "network-address": /is the network address/,
  "last-address": /is the last address/,
};

/** One directory and one rule: the code that every command gives. */
interface Answers {
  readonly preview: string;
  readonly adopted: string;
  readonly audit: string;
  readonly explain: string;
  readonly import: string;
  readonly map: string;
}

describe("an object that breaks a rule", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "one-answer-"));
    mkdirSync(join(folder, "manifests"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(...args: string[]): Promise<string> {
    const { stdout, stderr } = await runInProcess([...args, "--manifests", "manifests"], { cwd: folder });
    return stdout === "" ? stderr : stdout;
  }

  const told = (text: string): string =>
    Object.entries(SAYS)
      .filter(([, says]) => says.test(text))
      .map(([code]) => code)
      .join();

  function previewed(
    objects: readonly KubeObject[],
    args: Record<string, unknown>,
    version: PlanOptions["version"],
  ): string {
    const program = [{ kind: "Vip", name: "v", args } as const];
    const { refusals = [] } =
      checkProgram(objects, program, version === undefined ? {} : { version }).get("Vip::v") ?? {};
    return refusals.map(({ code }) => code).join();
  }

  async function answers(live: KubeObject, version: PlanOptions["version"]): Promise<Answers> {
    const { subnet, v4ip, v6ip } = live.spec as Record<string, string>;
    const text = JSON.stringify({ apiVersion: "v1", kind: "List", items: [A, SIX, live] });
    writeFileSync(join(folder, "manifests", "cluster.json"), text);
    const address = v4ip || v6ip || "";
    const rows = JSON.parse(await run("audit", "--format", "json")).rows as { name: string; code: string }[];
    const map = await run("map", subnet ?? "");
    return {
      preview: previewed([A, SIX], { subnet, ...(v4ip ? { v4ip } : { v6ip }) }, version),
      adopted: previewed([A, SIX, live], { subnet, adopt: true }, version),
      audit: rows.map(({ code }) => code).join(),
      explain: told((await run("explain", "Vip/v")).replaceAll(address, "")),
      import: told(await run("import")),
      map: Object.keys(SAYS)
        .filter((code) => map.includes(`wrong: ${code}`))
        .join(),
    };
  }

  for (const version of [undefined, [1, 13]] as const) {
    for (const [what, live, code] of [
      ["a Vip on the gateway", vipObject("v", "a", "10.0.0.1"), "gateway-address"],
      ["a Vip on the IPv6 gateway", vipObject("v", "six", "", { v6ip: "fd00:6::1" }), "gateway-address"],
      ["a Vip on the network address", vipObject("v", "a", "10.0.0.0"), "network-address"],
      ["a Vip on the last address", vipObject("v", "a", "10.0.0.255"), "last-address"],
      ["a Vip on the last IPv6 address", vipObject("v", "six", "", { v6ip: "fd00:6::ffff" }), "last-address"],
    ] as const) {
      it(`is told by one code in preview, adoption, audit, explain, import and map: ${what}, ${version ?? "newest"}`, async () => {
        const all = await answers(live, version);
        assert.deepEqual(all, { preview: code, adopted: code, audit: code, explain: code, import: code, map: code });
        assert.ok(RULES.some((rule) => rule.code === code));
      });
    }
  }
});
