import { objectOf, printAct } from "./act";
import type { Answer } from "./answer";
import { GROUPS, type Row } from "./compare";
import type { Outcome } from "./outcome";
import { placeOf } from "./place";

type Sentences<T extends { readonly code: string }> = {
  readonly [Code in T["code"]]: (facts: Extract<T, { readonly code: Code }>) => string;
};

const OUTCOMES: Sentences<Outcome> = {
  refused: ({ message }) => `the API server refuses it: ${message}`,
  told: ({ message, works }) => `${works ? "uses it anyway" : "ignores it"}; a condition says: ${message}`,
  logged: ({ message }) => `ignores it; only its log says: ${message}`,
  unsaid: () => "ignores it silently",
  dropped: ({ field }) => `accepts it without \`${field}\``,
  rewritten: ({ field, now }) => `accepts it but writes ${now} into \`${field}\``,
  unfollowed: ({ field, now, message }) =>
    `accepts it but keeps ${field} ${now}; ${message === undefined ? "nothing is reported" : `only its log says: ${message}`}`,
  shared: ({ what, others }) => `accepts it: ${what} is ${others.join("'s and ")}'s too`,
  "families-swapped": ({ v4, v6 }) => `accepts it; IPv4 addresses available: ${v4}, IPv6: ${v6}`,
  parents: ({ parents }) => `accepts it; pods that may use it: ${parents.length === 0 ? "none" : parents.join(", ")}`,
  "other-address": ({ address }) => `accepts it but gives the pod ${address}`,
  "no-port": ({ port }) => `there is no port "${port}" in OVN, and the Vip is \`ready: true\``,
  "lost-port": ({ port }) => `port "${port}" is gone from OVN, with the Vip`,
  outside: ({ holders }) => `accepts it, with ${holders.join(", ")} outside`,
  leaving: ({ finalizers }) => `accepts it but never finishes: ${finalizers.join(", ")}`,
  "no-address": () => "says nothing of the address",
  taken: () => "accepts it",
};

const ANSWERS: Sentences<Answer> = {
  // What is wrong with two resources together is said of both.
  refused: ({ refusals }) => [...new Set(refusals.map(printRefusal))].join("\n"),
  replaced: ({ field, was, planned }) => `planned as a replacement: \`${field}\` ${was} → ${planned}`,
  shown: ({ field, planned }) => `shown: \`${field}\` ${planned}; the update makes it so`,
  repaired: ({ found }) => `\`refresh\` shows ${found.join(", ")}; \`up\` recreates it`,
  kept: ({ message }) => `\`destroy\` stops: ${message}`,
};

/** What Kube-OVN does, in one sentence. */
export const printOutcome = (outcome: Outcome): string =>
  (OUTCOMES[outcome.code] as (facts: Outcome) => string)(outcome);

/** What this package does, in one sentence. */
export const printAnswer = (answer: Answer): string => (ANSWERS[answer.code] as (facts: Answer) => string)(answer);

/** Tables in Markdown; of what is the same for both families, IPv4. */
export function printComparison(rows: readonly Row[]): string {
  const sections = GROUPS.map(([title, mistakes]) => {
    const whats = new Set(
      (["IPv4", "IPv6"] as const).flatMap((protocol) => mistakes(placeOf(protocol)).map(({ what }) => what)),
    );
    const lines = [...whats].flatMap((what) => {
      const [first, twin] = rows.filter(({ mistake }) => mistake.what === what);
      if (first === undefined) return [];
      return [first, ...(twin !== undefined && twin.theirs.code !== first.theirs.code ? [twin] : [])].map(line);
    });
    return [`## ${title}`, "", "| by hand | Kube-OVN | this package |", "| --- | --- | --- |", ...lines].join("\n");
  });
  return [summary(rows), ...sections].join("\n\n");
}

function line({ mistake, theirs, ours }: Row): string {
  const acts = mistake.acts.map((act) => `\`${printAct(act)}\``).join("\n");
  const cells = [`${mistake.what}\n${acts}`, printOutcome(theirs), printAnswer(ours)];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", "<br>")).join(" | ")} |`;
}

function printRefusal({ property, reason }: { readonly property: string; readonly reason: string }): string {
  return property === "" ? reason : `\`${property}\`: ${reason}`;
}

const TOLD_BY = ["the API server's answer", "a condition or event", "the controller's log alone", "nothing"] as const;

function toldBy(outcome: Outcome): (typeof TOLD_BY)[number] {
  if (outcome.code === "refused") return TOLD_BY[0];
  if (outcome.code === "told") return TOLD_BY[1];
  return "message" in outcome ? TOLD_BY[2] : TOLD_BY[3];
}

/** How people are told of their mistakes, by the kind of object, both families counted. */
function summary(rows: readonly Row[]): string {
  const kindOf = ({ mistake }: Row): string => objectOf(mistake.acts.at(-1))?.kind ?? "";
  const kinds = ["Vip", "IP", "Subnet", "IPPool"];
  const lines = kinds.map((kind) => {
    const own = rows.filter((row) => kindOf(row) === kind);
    const counts = TOLD_BY.map((teller) => own.filter(({ theirs }) => toldBy(theirs) === teller).length);
    return `| ${[kind, own.length, ...counts].join(" | ")} |`;
  });
  return [`| kind | mistakes | ${TOLD_BY.join(" | ")} |`, `|${" --- |".repeat(TOLD_BY.length + 2)}`, ...lines].join(
    "\n",
  );
}
