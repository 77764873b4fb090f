import { IP_RULES } from "./ip";
import { PLACE_RULES } from "./place";
import type { RuleRow } from "./rule";
import { VIP_RULES } from "./vip";

/** Every rule, one row for each code, with all the kinds that it is about. */
export const RULES: readonly RuleRow[] = joinRows([...IP_RULES, ...VIP_RULES, ...PLACE_RULES]);

function joinRows(rows: readonly RuleRow[]): readonly RuleRow[] {
  const byCode = new Map<string, RuleRow>();
  for (const { code, kinds, since, until, looksAt, levels, source } of rows) {
    const known = byCode.get(code);
    byCode.set(code, {
      code,
      kinds: [...new Set([...(known?.kinds ?? []), ...kinds])],
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      looksAt: known?.looksAt ?? looksAt,
      levels: { ...known?.levels, ...levels },
      source: known?.source ?? source,
    });
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
