import { spaceAt, spaceName, withCode } from "../../provider/plan";
import {
  type Conflict,
  type PlanReport,
  type ReportChange,
  type ReportCounts,
  type ReportPlace,
  type ReportRange,
  type ReportRegion,
  regionName,
} from "../../provider/report";
import { printCount } from "./count";

/** How each action is marked and called, in the order in which a reviewer wants to see them. */
export const ACTIONS = [
  { action: "change", mark: "~", word: "changed" },
  { action: "release", mark: "-", word: "released" },
  { action: "create", mark: "+", word: "new" },
  { action: "keep", mark: "=", word: "kept" },
] as const;

/** Changes as a reviewer reads them: what moves or goes first, then by subnet, and the pods of one workload by ordinal. */
export function inReadingOrder(changes: readonly ReportChange[]): readonly ReportChange[] {
  const weight = ({ action }: ReportChange): number => ACTIONS.findIndex((known) => known.action === action);
  const subnet = (change: ReportChange): string => subnetOf(change.after ?? change.before);
  return [...changes].sort(
    (a, b) => weight(a) - weight(b) || compare(subnet(a), subnet(b)) || comparePods(a.pod, b.pod),
  );
}

function comparePods(a: ReportChange["pod"], b: ReportChange["pod"]): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const [one, other] = [workloadIn(a), workloadIn(b)];
  return compare(one.name, other.name) || (one.ordinal ?? 0) - (other.ordinal ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `StatefulSet prod/kafka`, and of a StatefulSet the pod's ordinal. */
function workloadIn({ podType, namespace, podName }: NonNullable<ReportChange["pod"]>): {
  readonly kind: string;
  readonly name: string;
  readonly ordinal: number | undefined;
} {
  const [, set, ordinal] = (podType === "StatefulSet" && /^(.+)-(\d+)$/.exec(podName)) || [];
  const name = `${namespace}/${set ?? podName}`;
  return { kind: podType || "Pod", name, ordinal: ordinal === undefined ? undefined : Number(ordinal) };
}

/**
 * For whom an address is: `VirtualMachine prod/db`, or `StatefulSet prod/kafka · kafka-2`; empty for a Vip.
 *
 * @param show      how a name is set off from the words around it
 * @param showKind  how a kind is, which a file or an object may call anything
 */
export function podOf({ pod }: ReportChange, show: Show = asItIs, showKind: Show = asItIs): string {
  if (pod === null) return "";
  const { kind, name, ordinal } = workloadIn(pod);
  return `${showKind(kind)} ${show(name)}${ordinal === undefined ? "" : ` · ${show(pod.podName)}`}`;
}

type Show = (text: string) => string;

function asItIs(text: string): string {
  return text;
}

/** `shop/dev: 1 changed, 3 new, 4 kept`, without what there is none of; or that the preview was refused. */
export function headline(report: PlanReport): string {
  const { project, stack, summary, conflicts } = report;
  const refused = new Set(conflicts.flatMap((one) => (one.code === "refused" ? [one.resource] : []))).size;
  if (refused > 0) return `${project}/${stack}: refused (${refused} ${refused === 1 ? "resource" : "resources"})`;
  if (isCut(report)) return `${project}/${stack}: the preview failed`;
  const parts = ACTIONS.filter(({ action }) => summary[action] > 0).map(
    ({ action, word }) => `${summary[action]} ${word}`,
  );
  return `${project}/${stack}: ${parts.length === 0 ? "no reserved addresses" : parts.join(", ")}`;
}

/** Columns of numbers, by their field in a report. */
export const COUNTS = ["size", "used", "reserved", "excluded", "free", "utilisation"] as const;

/** The heading of a column of numbers; the field of the report keeps the spelling of its schema. */
export function countTitle(field: (typeof COUNTS)[number]): string {
  return field === "utilisation" ? "utilization" : field;
}

/** A subnet in a column: of Spiderpool the CIDR, which is the only name that its addresses share. */
export function subnetOf(place: ReportPlace | null): string {
  return place === null ? "" : place.subnet;
}

/** The addresses of a place, or why there are none to show. */
export function addressesOf(change: ReportChange, side: "before" | "after"): string {
  const place = change[side];
  if (place === null) return "";
  if (side === "after" && change.hidden !== null) {
    return change.hidden === "secret" ? "(secret)" : "(known after the update)";
  }
  return place.addresses.length === 0 ? "(not in the plan)" : place.addresses.join(", ");
}

const WHY: Readonly<Record<string, string>> = {
  explicit: "explicit",
  live: "existing object",
  adopted: "existing object (adopted)",
  state: "previous state",
  searched: "automatic",
};

/** Why a reservation has its address, with what was in the way; of a released one, whether it is free afterward. */
export function whyOf(change: ReportChange): string {
  if (change.action === "release") {
    return change.staysWith === null ? "free afterward" : `stays with ${change.staysWith}`;
  }
  const words = [...new Set(change.reasons.map(({ why }) => WHY[why] ?? why))];
  if (words.length === 0 && change.action === "keep") words.push("unchanged");
  const passed = change.passedOver.map(({ address, heldBy }) => `${address} of ${heldBy.join(" and ")}`);
  if (passed.length > 0) words.push(`passed over ${passed.slice(0, SHOWN).join(", ")}${more(passed.length)}`);
  if (change.isGivenUp) words.push("the object before is given up");
  else if (change.operation === "replace") words.push("object is recreated");
  return words.join("; ");
}

const SHOWN = 3;

function more(count: number): string {
  return count > SHOWN ? ` and ${count - SHOWN} more` : "";
}

function failureText({ text, refusal }: { readonly text: string; readonly refusal: string | null }): string {
  return refusal === null ? text : withCode(text, refusal);
}

/** One conflict as a sentence. */
export function conflictText(conflict: Conflict): string {
  switch (conflict.code) {
    case "refused":
      return `${conflict.resource}: ${conflict.property === null ? "" : `${conflict.property}: `}${failureText(conflict)}`;
    case "failed":
      return failureText(conflict);
    case "taken":
      return `${conflict.resource}: ${conflict.address} in ${spaceName(spaceAt(conflict.subnet))} is held by ${conflict.holder}; preview again to see what is planned now`;
    case "not-possible":
      return `${conflict.resource}: ${conflict.text}`;
    case "subnet-in-use": {
      const rest = conflict.count - conflict.holders.length;
      const holders = `${conflict.holders.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
      return `Subnet ${JSON.stringify(conflict.subnet)} is deleted while ${conflict.count === 1 ? "one holder uses" : `${conflict.count} holders use`} it: ${holders}; move or release them first`;
    }
    case "over-limit":
      return `${conflict.region} would be ${conflict.utilisation} % full, and ${conflict.limit} % is the limit`;
  }
}

/** `12`, or `12 → 14`; of a region that is new or removed, the one number that there is. */
export function beforeAndAfter(
  before: ReportCounts | null,
  after: ReportCounts | null,
  field: keyof ReportCounts,
): string {
  const show = (counts: ReportCounts | null): string => {
    const value = counts?.[field] ?? "";
    return typeof value === "number" ? `${value} %` : countText(value);
  };
  return fromTo(show(before), show(after));
}

/** What it was and what it will be, where the two differ; empty on the side where it does not exist. */
export function fromTo(was: string, is: string): string {
  return was === is || was === "" || is === "" ? is || was : `${was} → ${is}`;
}

function countText(digits: string | null | undefined): string {
  return digits ? printCount(BigInt(digits)) : "";
}

/** `IPPool "web" (IPv4), new`. */
export function regionText(region: ReportRegion): string {
  return `${regionName(region)}${region.before === null ? ", new" : region.after === null ? ", removed" : ""}`;
}

/** What happens to a range. */
export function rangeAction({ before, after }: ReportRange): (typeof ACTIONS)[number] {
  const action = before === null ? "create" : after === null ? "release" : "change";
  return ACTIONS.find((known) => known.action === action) as (typeof ACTIONS)[number];
}

/** A range, its addresses, and what pods of its Subnet can be given, each before and after. */
export function rangeTexts({ kind, name, family, subnet, before, after, freeForPods }: ReportRange): {
  readonly name: string;
  readonly range: string;
  readonly size: string;
  readonly freeForPods: string;
} {
  return {
    name:
      kind === "excluded"
        ? `excludeIps of Subnet ${JSON.stringify(subnet)} (IPv${family})`
        : regionName({ kind, name, family }),
    range: fromTo(before?.range ?? "", after?.range ?? ""),
    size: fromTo(countText(before?.size), countText(after?.size)),
    freeForPods: fromTo(countText(freeForPods?.before), countText(freeForPods?.after)),
  };
}

/** What a preview that failed leaves open. */
export const CUT = "The preview stopped there, so what follows is a part of the program only.";

export function isCut({ conflicts }: PlanReport): boolean {
  return conflicts.some(({ code }) => code === "refused" || code === "failed");
}

/** How old what a run was planned on is. */
export function exportText({ file, time }: PlanReport["exports"][number], now: Date): string {
  return time === null
    ? `What the cluster has is known from ${file}, which does not say when it was exported.`
    : `What the cluster has is known from ${file}, exported ${ageText(now.getTime() - Date.parse(time))} (${time}).`;
}

/** Rounded down to the largest unit. */
function ageText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "just now";
  const [count, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 2_880
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / 1_440), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

/** Why nothing is said of how full subnets are. */
export function unreadText({ store, why }: PlanReport["unreadStores"][number]): string {
  return `How full the subnets of ${store} are is not known: ${why}.`;
}
