import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFault, parseAddress, sameAddress } from "../../../provider/ipam";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { mapsOf } from "../../../provider/report/occupancy";
import { runInProcess } from "../command-line";
import { checkProgram } from "../plan";
import type { Case } from "./cases";

/** What each command says of one case, in its shortest form. */
export interface Answers {
  /** Codes of the refusals, or `planned`. */
  readonly preview: string;
  /** Codes of the rows, or `nothing`. */
  readonly audit: string;
  /** Of an address what it is and who has it or asks for it; of an object the codes of what is wrong with it. */
  readonly explain: string;
  /** What stands at the address. */
  readonly map: string;
  /** `written`, `omitted` with the rule's sentence, or `nothing` where there is no reservation. */
  readonly import: string;
}

/** Asks every command about the case, over a directory of its own. */
export async function answersOf(one: Case): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), "answers-"));
  try {
    writeFileSync(join(folder, "cluster.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: one.objects }));
    const version = one.version === undefined ? {} : { version: one.version };
    const env = one.version === undefined ? {} : { KUBEOVN_VERSION: one.version.join(".") };
    const run = async (...args: string[]): Promise<string> => {
      const { stdout, stderr } = await runInProcess([...args, "--manifests", "."], { cwd: folder, env });
      return stdout === "" ? stderr : stdout;
    };
    const { rows } = JSON.parse(await run("audit", "--format", "json")) as { readonly rows: readonly Row[] };
    return {
      preview: previewOf(one, version),
      audit: joined(rows.map(({ code }) => code)),
      explain: explained(JSON.parse(await run("explain", one.asked, "--format", "json"))),
      map: mapAt(one, version),
      import: imported(await run("import")),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Row {
  readonly code: string;
}

function joined(texts: readonly string[]): string {
  return texts.length === 0 ? "nothing" : [...new Set(texts)].sort().join(", ");
}

function previewOf({ objects, program }: Case, version: Parameters<typeof checkProgram>[2]): string {
  const refusals = [...checkProgram(objects, program, version).values()].at(-1)?.refusals ?? [];
  return refusals.length === 0 ? "planned" : joined(refusals.map(({ code }) => code));
}

interface Explained {
  readonly networks: readonly {
    readonly network: string;
    readonly state: string;
    readonly holders: readonly string[];
    readonly claimants: readonly string[];
  }[];
  readonly objects: readonly { readonly findings: readonly Row[] }[];
}

function explained({ networks, objects }: Explained): string {
  if (networks.length === 0) return joined(objects.flatMap(({ findings }) => findings.map(({ code }) => code)));
  return networks
    .map(({ state, holders, claimants }) =>
      [state, ...holders.map((who) => `held by ${who}`), ...claimants.map((who) => `asked for by ${who}`)].join(", "),
    )
    .join("; ");
}

function mapAt({ objects, address }: Case, version: Parameters<typeof checkProgram>[2]): string {
  const at = parseAddress(address);
  if (isFault(at)) throw new Error(`not an address: ${address}`);
  const family = mapsOf(snapshotOf(objects, version))("s")?.families.find((drawn) => drawn.family === at.family);
  const occupant = family?.occupants.find(({ value }) => sameAddress({ ...at, value }, at));
  const zone = family?.zones.find(({ first, last }) => first <= at.value && at.value <= last);
  return occupant === undefined ? (zone?.label ?? "free") : `${occupant.state}: ${occupant.label}`;
}

function imported(program: string): string {
  const reasons = [...program.matchAll(/^\/\/ omitted: (.*)$/gm)].map(([, reason = ""]) => reason);
  if (reasons.length > 0) return `omitted: ${joined(reasons)}`;
  return /^new kubeovn\./m.test(program) ? "written" : "nothing";
}
