import { cidrOfSpace, subnetName } from "../../provider/plan";
import type { Conflict, PlanReport, ReportChange, ReportCounts, ReportPlace } from "../../provider/report";

/** How each action is marked and called, in the order in which a reviewer wants to see them. */
export const ACTIONS = [
  { action: "change", mark: "~", word: "changed" },
  { action: "release", mark: "-", word: "released" },
  { action: "create", mark: "+", word: "new" },
  { action: "keep", mark: "=", word: "kept" },
] as const;

/** `shop/dev: 1 changed, 3 new, 4 kept`; what there is none of is left out. */
export function headline({ project, stack, summary }: PlanReport): string {
  const parts = ACTIONS.filter(({ action }) => summary[action] > 0).map(
    ({ action, word }) => `${summary[action]} ${word}`,
  );
  return `${project}/${stack}: ${parts.length === 0 ? "no reserved addresses" : parts.join(", ")}`;
}

/** A subnet in a column: of Spiderpool the CIDR, which is the only name that its addresses share. */
export function subnetOf(place: ReportPlace | null): string {
  return place === null ? "" : (cidrOfSpace(place.subnet) ?? place.subnet);
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
  explicit: "set in the program",
  live: "its object has it",
  adopted: "adopted with its object",
  state: "had it before",
  searched: "searched",
};

/** Why a reservation has its address, with what was in the way; of a released one, whether it is free afterwards. */
export function whyOf(change: ReportChange): string {
  if (change.action === "release") {
    return change.staysWith === null ? "free afterwards" : `stays with ${change.staysWith}`;
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

/** One conflict as a sentence. */
export function conflictText(conflict: Conflict): string {
  switch (conflict.code) {
    case "refused":
      return `${conflict.resource}: ${conflict.property === null ? "" : `${conflict.property}: `}${conflict.text}`;
    case "failed":
      return conflict.text;
    case "taken":
      return `${conflict.resource}: ${conflict.address} in ${subnetName(conflict.subnet)} is held by ${conflict.holder}; preview again to see what is planned now`;
    case "subnet-in-use": {
      const rest = conflict.count - conflict.holders.length;
      const holders = `${conflict.holders.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
      return `Subnet ${JSON.stringify(conflict.subnet)} is deleted while ${conflict.count === 1 ? "one holder uses" : `${conflict.count} holders use`} it: ${holders}; move or release them first`;
    }
    case "over-limit":
      return `${conflict.region} would be ${conflict.utilisation} % full, and ${conflict.limit} % is the limit`;
  }
}

/** `12`, or `12 → 14`; `–` on the side where the region does not exist. */
export function beforeAndAfter(
  before: ReportCounts | null,
  after: ReportCounts | null,
  field: keyof ReportCounts,
): string {
  const show = (counts: ReportCounts | null): string => {
    if (counts === null) return "–";
    const value = counts[field];
    return typeof value === "number" ? `${value} %` : shortNumber(value);
  };
  const [was, is] = [show(before), show(after)];
  return was === is ? is : `${was} → ${is}`;
}

/** Digits up to a trillion, then powers of ten: nobody counts the addresses of a /64. */
function shortNumber(digits: string): string {
  return digits.length <= 12 ? digits : Number(digits).toExponential(1).replace("e+", "e");
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
