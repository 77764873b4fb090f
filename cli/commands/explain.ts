import type { Command } from "commander";
import { isFault, parseAddress, printAddress, sameAddress } from "../../provider/ipam";
import { holderName, type Judged, spaceKey } from "../../provider/plan";
import { type AddressAccount, type AuditRow, accountsOf, type GivenUpRow, refusedSubnets } from "../../provider/report";
import { type AuditedStore, auditStore } from "../inputs/audit";
import { addFormatOption } from "../inputs/format";
import { addNorthboundOption, addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { printJson } from "../print/json";
import { plain } from "../print/terminal-table";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";

const EXAMPLES = `
Examples:
  pulumi-kubeovn explain web                     the Vip "web", or whatever else has that name
  pulumi-kubeovn explain IP/db.prod
  pulumi-kubeovn explain 10.16.0.50              what this address is in every network, and who has it or asks for it

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
  /** Of what left its program and still stands: by whom, and what becomes of it. */
  readonly givenUp: Pick<GivenUpRow, "by" | "fate" | "text"> | null;
  /** Of an IP or Vip: `taken`, `waiting`, `stuck`, `ignored` or `leaving`. */
  readonly standing: string | null;
  /** Why its Subnet gives no addresses, in a sentence; null where it does. */
  readonly refusedSubnet: string | null;
  readonly findings: readonly AuditRow[];
  readonly alsoHeldBy: readonly string[];
}

const STANDINGS: Readonly<Record<string, string>> = {
  taken: "Kube-OVN has taken it",
  waiting: "Kube-OVN has not taken it yet",
  stuck: "Kube-OVN is stuck with it: it tries again and again, and writes nothing",
  ignored: "Kube-OVN ignores it: it has looked once and will not look again",
  leaving: "it is being deleted",
};

/** `explain <name>`: what becomes of an object, and what an address is. */
export function addExplainCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("explain")
    .summary("why an object is stuck, or what an address is and who has it")
    .description(
      "Says what Kube-OVN makes of an object, whoever made it, or what an address is, and who has it or asks for it.",
    )
    .argument("<name>", "name of an object, with its kind and a slash in front where several have it, or an address");
  addFormatOption(command, ["text", "json"]);
  addNorthboundOption(addSourceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (name: string, options: ExplainOptions) => {
      const audited = await auditStore(readSource(options, around));
      const address = parseAddress(name);
      const accounts = isFault(address) ? [] : accountsOf(audited.snapshot, address);
      const asked = isFault(address) ? name : printAddress(address);
      const found = objectsNamed(asked, audited);
      const ports = portsNamed(asked, audited);
      if (accounts.length + found.length + ports.length === 0) throw new CommandError(notFound(asked, audited));
      const refused = new Map(refusedSubnets(audited.snapshot).map(({ subnet, why }) => [subnet, why]));
      const explained = found.map((one) => explanationOf(one, audited, refused));
      const parts = [
        ...accounts.map((account) => printAccount(asked, account)),
        ...explained.map(print),
        ...ports.map(explainPort),
      ];
      around.stdout.write(
        options.format === "json"
          ? printJson({ networks: accounts, objects: explained, ports })
          : `${parts.join("\n\n")}\n`,
      );
      const isWrong = [...rowsOf(found, audited), ...ports].some(({ level }) => level === "wrong");
      finish(isWrong ? EXIT.found : EXIT.ok);
    });
}

function printAccount(address: string, { network, state, holders, claimants }: AddressAccount): string {
  const isFree = holders.length + claimants.length === 0;
  return [
    `${address} in ${network}: ${state}`,
    ...holders.map((holder) => `  held by ${holder}`),
    ...claimants.map((claimant) => `  asked for by ${claimant}`),
    ...(isFree ? ["  nobody has it or asks for it"] : []),
  ]
    .map(plain)
    .join("\n");
}

function objectsNamed(name: string, { judged }: AuditedStore): readonly Judged[] {
  const named = judged.filter((one) => one.name === name || `${one.kind}/${one.name}` === name);
  return named.length > 0
    ? named
    : judged.filter(({ addresses }) => addresses.some((one) => printAddress(one) === name));
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

function rowsOf(found: readonly Judged[], { report }: AuditedStore): readonly AuditRow[] {
  return report.rows.filter((row) => found.some(({ kind, name }) => kind === row.kind && name === row.name));
}

function explanationOf(one: Judged, audited: AuditedStore, refused: ReadonlyMap<string, string>): Explanation {
  const { kind, name, subnet, addresses, owner, findings, live } = one;
  const rows = rowsOf([one], audited);
  const others = audited.snapshot.holdings.filter(
    (holding) =>
      live !== undefined &&
      spaceKey(holding) === subnet &&
      holding.key !== live.key &&
      holding.addresses.some((has) => addresses.some((own) => sameAddress(own, has))),
  );
  return {
    kind,
    name,
    subnet,
    addresses: addresses.map(printAddress),
    owner: owner ?? null,
    givenUp: givenUpOf(one, audited),
    standing: live === undefined ? null : findings.standing,
    refusedSubnet: refused.get(live?.subnet ?? "") ?? null,
    findings: rows,
    alsoHeldBy: others.map(({ holder }) => holderName(holder)),
  };
}

function givenUpOf({ kind, name }: Judged, { report }: AuditedStore): Explanation["givenUp"] {
  const found = report.givenUp.find((one) => one.kind === kind && one.name === name);
  return found === undefined ? null : { by: found.by, fate: found.fate, text: found.text };
}

function makerLine({ owner, givenUp }: Explanation): string {
  if (owner !== null) return `  made by ${owner}`;
  if (givenUp === null) return "  made by hand, or by another tool";
  return `  given up by ${givenUp.by}${givenUp.text === "" ? "" : `: ${givenUp.text}`}`;
}

function print(explanation: Explanation): string {
  const { kind, name, subnet, addresses, standing, refusedSubnet, findings, alsoHeldBy } = explanation;
  const place = kind === "Subnet" || subnet === "" ? "" : ` in Subnet ${JSON.stringify(subnet)}`;
  const at = addresses.join(" and ") || (standing === null ? "" : "no address yet");
  const isWrong = findings.some(({ level }) => level === "wrong");
  const why = refusedSubnet === null ? ", and nothing that is known stands in the way" : `: ${refusedSubnet}`;
  const clear = standing === "waiting" && !isWrong ? why : "";
  // Who has the address wrongly is told as such already.
  const users = findings.some(({ code }) => code === "address-shared") ? [] : alsoHeldBy;
  return [
    `${kind} ${JSON.stringify(name)}${place}${at === "" ? "" : `: ${at}`}`,
    makerLine(explanation),
    ...(standing === null ? [] : [`  ${STANDINGS[standing] ?? standing}${clear}`]),
    ...findings.map(rowLine),
    ...(standing === null && findings.length === 0 ? ["  nothing is wrong with it"] : []),
    ...users.map((holder) => `  the address is used by ${holder}`),
  ]
    .map(plain)
    .join("\n");
}

function notFound(name: string, { judged }: AuditedStore): string {
  if (!isFault(parseAddress(name))) return `${name} is in no Subnet and in no SpiderIPPool or SpiderSubnet`;
  const known = judged.map((one) => `${one.kind}/${one.name}`);
  const like = known.filter((one) => one.toLowerCase().includes(name.toLowerCase()));
  const hint = like.length === 0 ? "" : `; there are ${like.slice(0, 5).join(", ")}`;
  return `there is no object ${JSON.stringify(name)}${hint}`;
}
