import type { Command } from "commander";
import { printAddress } from "../../provider/ipam";
import { holderName, type LiveReservation } from "../../provider/plan";
import type { AuditRow } from "../../provider/report";
import { type AuditedStore, auditStore } from "../inputs/audit";
import { addFormatOption } from "../inputs/format";
import { addNorthboundOption, addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printJson } from "../print/json";
import { plain } from "../print/terminal-table";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";

const EXAMPLES = `
Examples:
  pulumi-kubeovn explain web                     the Vip "web", or the IP of that name
  pulumi-kubeovn explain IP/db.prod
  pulumi-kubeovn explain 10.16.0.50              everybody who has this address

The rules are those of Kube-OVN's controller, in its order: it reports none of them, no event, no condition, no status.`;

interface ExplainOptions extends SourceOptions {
  readonly format: "text" | "json";
}

/** What there is to say of one object. */
interface Explanation {
  readonly kind: string;
  readonly name: string;
  readonly subnet: string;
  readonly addresses: readonly string[];
  /** Owner key, when a Pulumi program made the object. */
  readonly owner: string | null;
  /** What Kube-OVN makes of it: `taken`, `waiting`, `stuck`, `ignored` or `leaving`. */
  readonly standing: string | null;
  readonly findings: readonly AuditRow[];
  readonly alsoHeldBy: readonly string[];
}

const STANDINGS: Readonly<Record<string, string>> = {
  taken: "Kube-OVN has taken it",
  waiting: "Kube-OVN has not taken it yet, and nothing that is known stands in the way",
  stuck: "Kube-OVN is stuck with it: it tries again and again, and writes nothing",
  ignored: "Kube-OVN ignores it: it has looked once and will not look again",
  leaving: "it is being deleted",
};

/** `explain <name>`: what Kube-OVN makes of an IP or Vip, and who has an address. */
export function addExplainCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("explain")
    .summary("why an IP or Vip is stuck, shared or will be lost")
    .description("Says what Kube-OVN makes of an IP or Vip, whoever made it, or who has an address.")
    .argument("<name>", "name of an IP or Vip, with IP/ or Vip/ in front where both have it, or an address");
  addFormatOption(command, ["text", "json"]);
  addNorthboundOption(addSourceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, options: ExplainOptions) => {
      const audited = await auditStore(readSource(options, around));
      const found = objectsNamed(name, audited);
      const ports = portsNamed(name, audited);
      if (found.length + ports.length === 0) throw new CommandError(notFound(name, audited));
      const explained = found.map((live) => explanationOf(live, audited));
      const parts = [...explained.map(print), ...ports.map(explainPort)];
      around.stdout.write(
        options.format === "json" ? printJson({ objects: explained, ports }) : `${parts.join("\n\n")}\n`,
      );
      const isWrong = [...rowsOf(found, audited), ...ports].some(({ level }) => level === "wrong");
      finish(isWrong ? EXIT.found : EXIT.ok);
    });
}

function objectsNamed(name: string, { snapshot }: AuditedStore): readonly LiveReservation[] {
  const all = [...snapshot.reservations.values()];
  const named = all.filter((live) => live.name === name || `${live.kind}/${live.name}` === name);
  return named.length > 0 ? named : all.filter(({ addresses }) => addresses.some((one) => printAddress(one) === name));
}

/** Ports in OVN that belong to no Vip. */
function portsNamed(name: string, { report }: AuditedStore): readonly AuditRow[] {
  return report.rows.filter(
    (row) => row.kind === "Logical_Switch_Port" && (row.name === name || row.addresses.includes(name)),
  );
}

function explainPort({ name, subnet, addresses, level, text }: AuditRow): string {
  const at = addresses.length === 0 ? "no address" : addresses.join(" and ");
  const title = `virtual port ${JSON.stringify(name)} in logical switch ${JSON.stringify(subnet)}: ${at}`;
  return `${plain(title)}\n${rowLine({ level, text })}`;
}

function rowLine({ level, text }: Pick<AuditRow, "level" | "text">): string {
  return `  ${level === "wrong" ? "wrong" : "risk "} ${plain(text)}`;
}

function rowsOf(found: readonly LiveReservation[], { report }: AuditedStore): readonly AuditRow[] {
  return report.rows.filter((row) => found.some(({ kind, name }) => kind === row.kind && name === row.name));
}

function explanationOf(live: LiveReservation, audited: AuditedStore): Explanation {
  const { kind, name, subnet, addresses, owner } = live;
  const others = audited.snapshot.holdings.filter(
    (holding) =>
      holding.subnet === subnet &&
      holding.key !== live.key &&
      holding.addresses.some((one) => addresses.some((own) => own.family === one.family && own.value === one.value)),
  );
  return {
    kind,
    name,
    subnet,
    addresses: addresses.map(printAddress),
    owner: owner ?? null,
    standing: audited.judged.find((one) => one.kind === kind && one.name === name)?.findings.standing ?? null,
    findings: rowsOf([live], audited),
    alsoHeldBy: others.map(({ holder }) => holderName(holder)),
  };
}

function print({ kind, name, subnet, addresses, owner, standing, findings, alsoHeldBy }: Explanation): string {
  const at = addresses.length === 0 ? "no address yet" : addresses.join(" and ");
  return [
    `${kind} ${JSON.stringify(name)} in subnet ${JSON.stringify(subnet)}: ${at}`,
    owner === null ? "  made by hand, or by another tool" : `  made by ${owner}`,
    `  ${STANDINGS[standing ?? ""] ?? ""}`,
    ...findings.map(rowLine),
    ...alsoHeldBy.map((holder) => `  the address is also held by ${holder}`),
  ]
    .map(plain)
    .join("\n");
}

/** An address may be a pod's or a node's: then there is nothing to explain, but somebody to name. */
function notFound(name: string, { snapshot }: AuditedStore): string {
  const holders = snapshot.holdings.filter(({ addresses }) => addresses.some((one) => printAddress(one) === name));
  if (holders.length > 0) {
    const who = holders.map(({ holder, subnet }) => `${holderName(holder)} in subnet ${JSON.stringify(subnet)}`);
    return `no IP and no Vip has ${name}; it is held by ${who.join(" and ")}`;
  }
  const known = [...snapshot.reservations.keys()].filter((one) => one.toLowerCase().includes(name.toLowerCase()));
  const hint = known.length === 0 ? "" : `; there are ${known.slice(0, 5).join(", ")}`;
  return `there is no IP and no Vip ${JSON.stringify(name)}${hint}`;
}
