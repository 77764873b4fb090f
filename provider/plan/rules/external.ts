import type { Holding } from "../live/snapshot";
import type { LiveContext } from "./live-context";
import { PLACE_RULES } from "./place";
import { type Findings, judgeLive, type Rule, rulesOf } from "./rule";
import { missingSubnet } from "./subject";

/** Objects whose addresses are on an external network. */
export const EXTERNAL_KINDS: readonly string[] = ["OvnEip", "IptablesEIP"];
/** Holders whose addresses Kube-OVN keeps in the same books. */
const BOOKED: readonly string[] = [...EXTERNAL_KINDS, "Vip", "IP", "Pod"];

const rule = rulesOf<Holding>();
const WRONG = { live: "wrong" } as const;

/** What an external address is judged by. */
export const EXTERNAL_RULES: readonly Rule<Holding>[] = [
  rule("unknown-subnet", {
    kinds: EXTERNAL_KINDS,
    looksAt: "externalSubnet",
    levels: WRONG,
    source: "kube-ovn pkg/controller/ovn_eip.go, vpc_nat_gw_eip.go",
    look: ({ subnet }, around) => (around.subnet(subnet) === undefined ? [missingSubnet(subnet, around)] : []),
  }),
  ...PLACE_RULES.filter(({ levels }) => levels.live !== undefined).map(
    (place): Rule<Holding> => ({
      ...place,
      kinds: EXTERNAL_KINDS,
      levels: WRONG,
      look({ subnet: name, addresses }, around) {
        const subnet = around.subnet(name);
        return typeof subnet === "object"
          ? addresses.flatMap((address) => place.look({ kind: "Vip", address, subnet, allowExcluded: true }, around))
          : [];
      },
    }),
  ),
  rule("address-shared", {
    kinds: EXTERNAL_KINDS,
    looksAt: "v4Ip",
    levels: WRONG,
    source: "kube-ovn pkg/ipam/subnet.go GetStaticAddress",
    look: ({ key, subnet, addresses }, around) =>
      addresses.flatMap((address) => {
        const holder = around.othersAt(subnet, address, key).find(({ kind }) => BOOKED.includes(kind));
        return holder === undefined ? [] : [{ address, subnet, holder }];
      }),
  }),
];

/** What is wrong with an external address in the subnet that it is in. */
export function judgeExternal(holding: Holding, around: LiveContext): Findings {
  return judgeLive(EXTERNAL_RULES, holding, "taken", around);
}
