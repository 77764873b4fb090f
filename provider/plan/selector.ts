import type { Report } from "./refusal";
import { isUnknown } from "./unknown";

/**
 * Checks the items of a Vip's selector.
 *
 * @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents: an item that does not split at ":" into two is
 *         ignored, so that one typo selects every pod of the namespace; a later item of the same key wins
 */
export function checkSelector(items: readonly string[], property: string, report: Report): void {
  const keys = new Map<string, string>();
  for (const item of items) {
    if (isUnknown(item)) continue;
    const parts = item.split(":").map((part) => part.trim());
    const [key, value] = parts;
    if (parts.length !== 2 || key === undefined || value === undefined || key === "") {
      report(property, "selector-item", { item, why: "it is not one label and one value with a colon between" });
    } else if (keys.has(key)) {
      report(property, "selector-item", { item, why: `label "${key}" is listed twice and only the last one counts` });
    } else {
      keys.set(key, value);
    }
  }
}

/** True when two selectors ask for the same labels, whatever the order and spacing. */
export function equalSelectors(a: readonly string[], b: readonly string[]): boolean {
  const normal = (items: readonly string[]): string =>
    JSON.stringify(items.map((item) => item.replace(/\s*:\s*/, ":").trim()).sort());
  return normal(a) === normal(b);
}
