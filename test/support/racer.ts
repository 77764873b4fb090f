import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBatchFiles } from "../../provider/dynamic/batches";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Declaration } from "../../provider/plan";
import { checkResource } from "../../provider/runtime/check";
import { LIFECYCLES } from "../../provider/runtime/lifecycles";
import { openSession, type Session } from "../../provider/runtime/session";
import { newSealKey, seal } from "../../provider/scratch";

/**
 * One `up` of a stack of reserved IPs, as a process of its own that can be killed: `node racer.js` and a {@link Race} as
 * JSON. It knows nothing of earlier runs, as after a lost state. Each line it prints is a {@link Step}.
 */
export interface Race {
  /** Of the cluster that it is about. */
  readonly kubeconfig?: string;
  /** The directory that it is about, where that is no cluster. */
  readonly manifests?: string;
  readonly stack: string;
  readonly subnet: string;
  /** Reservations whose address is searched for. */
  readonly searched: number;
  /** Addresses that it asks for, one reservation each. */
  readonly fixed: readonly string[];
  /** How many creates are under way at once, as with `pulumi up --parallel`. */
  readonly parallel: number;
}

export type Step =
  | { readonly name: string; readonly address: string; readonly mac: string }
  | { readonly name: string; readonly planned: string }
  | { readonly name: string; readonly refused: string };

type Properties = Record<string, unknown>;

function declarations({ stack, subnet, searched, fixed }: Race): Declaration[] {
  const all = [
    ...Array.from({ length: searched }, (_, i) => ({ name: `${stack}-${i}`, own: {} })),
    ...fixed.map((address, i) => ({
      name: `${stack}-fixed-${i}`,
      own: { [address.includes(":") ? "v6IpAddress" : "v4IpAddress"]: address },
    })),
  ];
  return all.map(({ name, own }) => ({
    kind: "ReservedIP",
    name,
    path: `ReservedIP::${name}`,
    owner: `organization/race/${stack}/ReservedIP/${name}`,
    provider: "",
    args: { subnet, workload: { kind: "VirtualMachine", name }, ...own },
  }));
}

function print(step: Step): void {
  process.stdout.write(`${JSON.stringify(step)}\n`);
}

function addressOf({ v4IpAddress, v6IpAddress }: Properties): string {
  return String(v4IpAddress ?? v6IpAddress);
}

async function up(race: Race, session: Session, file: string): Promise<void> {
  const all = declarations(race);
  const batch: Batch = {
    format: BATCH_FORMAT,
    ownerPrefix: `organization/race/${race.stack}/`,
    dryRun: false,
    declarations: all,
  };
  const key = newSealKey();
  writeFileSync(file, seal(JSON.stringify(batch), key));
  const files = openBatchFiles();
  const planned: { readonly name: string; readonly inputs: Properties }[] = [];
  for (const [entry, { name, args }] of all.entries()) {
    const declared = files.declaredIn({ [DECLARATION_INPUT]: { file, key, entry } });
    const { inputs, failures } = await checkResource(session, "ReservedIP", {}, args, declared);
    if (failures[0] === undefined) {
      planned.push({ name, inputs });
      print({ name, planned: addressOf(inputs) });
    } else print({ name, refused: failures[0].reason });
  }
  const next = planned.values();
  const work = async (): Promise<void> => {
    for (const { name, inputs } of next) {
      try {
        const outs = await LIFECYCLES.ReservedIP.create(session, inputs);
        print({ name, address: addressOf(outs), mac: String(outs.macAddress) });
      } catch (error) {
        print({ name, refused: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: race.parallel }, work));
}

async function main(race: Race): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "racer-"));
  const config: Readonly<Record<string, string | undefined>> = {
    "kubeovn:explicit": "true",
    "kubeovn:kubeconfig": race.kubeconfig,
    "kubeovn:manifests": race.manifests,
  };
  const session = openSession(
    (key) => config[key],
    () => undefined,
  );
  try {
    await up(race, session, path.join(directory, "0.sealed"));
  } finally {
    await session.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? "{}"));
