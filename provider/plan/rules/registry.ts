import { EXTERNAL_RULES } from "./external";
import { EGRESS_GATEWAY_RULES, NAT_GATEWAY_RULES } from "./gateway";
import { IP_RULES } from "./ip";
import { POOL_RULES } from "./ip-pool";
import { PLACE_RULES } from "./place";
import type { RuleRow } from "./rule";
import {
  LIVE_CONFIG_RULES,
  SPIDER_CONFIG_RULES,
  SPIDER_ENDPOINT_RULES,
  SPIDER_POOL_RULES,
  SPIDER_RESERVED_RULES,
} from "./spider";
import { SUBNET_OBJECT_RULES } from "./subnet";
import { LB_RULES } from "./switch-lb-rule";
import { VIP_RULES } from "./vip";
import { VLAN_RULES } from "./vlan";
import { VPC_RULES } from "./vpc";

const CONTROLLER = "kube-ovn pkg/controller/vip.go handleUpdateVirtualParents";
const NORTHD = "ovn northd/northd.c: flows of ports of type virtual";

/** What is told of ports where OVN can be asked: {@link portFindings} finds it. */
const PORT_ROWS: readonly RuleRow[] = [
  ...(["missing-virtual-port", "virtual-ip-wrong", "parents-missing", "parents-unasked", "missing-port"] as const).map(
    (code): RuleRow => ({
      code,
      kinds: ["Vip"],
      looksAt: "Logical_Switch_Port",
      levels: { live: "wrong" },
      source: CONTROLLER,
    }),
  ),
  ...(["logical-switch", "port-name-taken", "virtual-ip-taken", "router-port-missing"] as const).map(
    (code): RuleRow => ({
      code,
      kinds: ["Vip"],
      looksAt: "Logical_Switch_Port",
      levels: { new: "refused", live: "wrong" },
      source: NORTHD,
    }),
  ),
  {
    code: "leftover-virtual-port",
    kinds: ["Logical_Switch_Port"],
    looksAt: "virtual-ip",
    levels: { live: "wrong" },
    source: CONTROLLER,
  },
];

/** Every rule, one row for each code, with all the kinds that it is about. */
export const RULES: readonly RuleRow[] = joinRows([
  ...IP_RULES,
  ...VIP_RULES,
  ...PLACE_RULES,
  ...SUBNET_OBJECT_RULES,
  ...POOL_RULES,
  ...VLAN_RULES,
  ...VPC_RULES,
  ...EXTERNAL_RULES,
  ...NAT_GATEWAY_RULES,
  ...EGRESS_GATEWAY_RULES,
  ...LB_RULES,
  ...SPIDER_POOL_RULES,
  ...SPIDER_RESERVED_RULES,
  ...SPIDER_ENDPOINT_RULES,
  ...SPIDER_CONFIG_RULES,
  ...LIVE_CONFIG_RULES,
  ...PORT_ROWS,
]);

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
