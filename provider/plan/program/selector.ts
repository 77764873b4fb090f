import type { Report } from "../refusals/refusal";
import type { RuleFacts } from "../refusals/rule-facts";
import { isUnknown } from "../terms/unknown";

/**
 * The items of a Vip's selector that Kube-OVN passes over.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: an item that does not split at ":" into two is
 *         ignored, so that one typo selects every pod of the namespace; a later item of the same key wins
 */
export function selectorFaults(items: readonly string[]): readonly RuleFacts["selector-item"][] {
  const keys = new Set<string>();
  return items.flatMap((item) => {
    const parts = item.split(":").map((part) => part.trim());
    const [key, value] = parts;
    if (parts.length !== 2 || key === undefined || value === undefined || key === "")
      return [{ item, why: "it is not one label and one value with a colon between" }];
    if (keys.has(key)) return [{ item, why: `label "${key}" is listed twice and only the last one counts` }];
    keys.add(key);
    return [];
  });
}

/** Refuses the items that Kube-OVN would pass over. */
export function checkSelector(items: readonly string[], property: string, report: Report): void {
  for (const facts of selectorFaults(items.filter((item) => !isUnknown(item))))
    report(property, "selector-item", facts);
}

/** True when two selectors ask for the same labels, whatever the order and spacing. */
export function equalSelectors(a: readonly string[], b: readonly string[]): boolean {
  const normal = (items: readonly string[]): string =>
    JSON.stringify(items.map((item) => item.replace(/\s*:\s*/, ":").trim()).sort());
  return normal(a) === normal(b);
}
