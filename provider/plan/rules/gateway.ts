import type { WrittenEgressGateway, WrittenNatGateway } from "../live/middlebox";
import { DEFAULT_VPC } from "../terms/names";
import type { LiveContext } from "./live-context";
import { addressRules, judgeMiddlebox, type MiddleboxSubject, placeRules, subnetRules, vpcRule } from "./middlebox";
import { type Findings, type Rule, rulesOf, stuckWhileWritten } from "./rule";

const NAT = ["VpcNatGateway"];
const EGRESS = ["VpcEgressGateway"];
const WRONG = { live: "wrong" } as const;
const ADD_NAT = "kube-ovn pkg/controller/vpc_nat_gateway.go handleAddOrUpdateVpcNatGw";
const ADD_EGRESS = "kube-ovn 1.14 and newer, pkg/controller/vpc_egress_gateway.go reconcileVpcEgressGatewayWorkload";
const natRule = rulesOf<MiddleboxSubject<WrittenNatGateway>>();
const egressRule = rulesOf<MiddleboxSubject<WrittenEgressGateway>>();

/** What a VpcNatGateway is judged by, in the order of its controller. */
export const NAT_GATEWAY_RULES: readonly Rule<MiddleboxSubject<WrittenNatGateway>>[] = [
  natRule("no-vpc", {
    kinds: NAT,
    looksAt: "vpc",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD_NAT,
    look: ({ box }) => (box.vpc === "" ? [{}] : []),
  }),
  vpcRule<WrittenNatGateway>("VpcNatGateway", ADD_NAT),
  natRule("no-subnet", {
    kinds: NAT,
    looksAt: "subnet",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD_NAT,
    look: ({ box }) => (box.subnet === "" ? [{}] : []),
  }),
  ...subnetRules<WrittenNatGateway>(NAT, "subnet", ADD_NAT, ({ subnet }) => [subnet]),
  natRule("unknown-network", {
    kinds: NAT,
    looksAt: "externalSubnets",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: "kube-ovn pkg/controller/vpc_nat_gateway.go genNatGwStatefulSet, findSubnetByNetworkAttachmentDefinition",
    look: ({ box: { externalNetwork: network } }, { views }) =>
      views.reached({ in: "network", name: network }, []).length === 0 ? [{ network }] : [],
  }),
  ...addressRules(NAT, "lanIp"),
  ...placeRules(NAT, "lanIp"),
];

/** What a VpcEgressGateway is judged by, in the order of its controller. */
export const EGRESS_GATEWAY_RULES: readonly Rule<MiddleboxSubject<WrittenEgressGateway>>[] = [
  vpcRule<WrittenEgressGateway>("VpcEgressGateway", ADD_EGRESS),
  egressRule("too-few-addresses", {
    kinds: EGRESS,
    looksAt: "internalIPs",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD_EGRESS,
    look: ({ box: { lists, replicas } }) =>
      lists.filter(({ count }) => count > 0 && count < replicas).map((list) => ({ ...list, replicas })),
  }),
  egressRule("no-default-subnet", {
    kinds: EGRESS,
    looksAt: "internalSubnet",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD_EGRESS,
    look({ box: { internalSubnet, vpc } }, { snapshot, views }) {
      if (internalSubnet !== "" || !snapshot.vpcs.has(vpc) || vpc === DEFAULT_VPC) return [];
      return views.defaultOf(vpc) === undefined ? [{ vpc }] : [];
    },
  }),
  ...subnetRules<WrittenEgressGateway>(EGRESS, "internalSubnet", ADD_EGRESS, (box, { views }) => [
    ...new Set([box.internalSubnet || views.defaultOf(box.vpc || DEFAULT_VPC) || "", box.externalSubnet]),
  ]),
  egressRule("external-attachment", {
    kinds: EGRESS,
    looksAt: "externalSubnet",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD_EGRESS,
    look({ box: { externalSubnet: name } }, around) {
      const subnet = around.subnet(name);
      return typeof subnet !== "object" || subnet.provider.includes(".")
        ? []
        : [{ subnet: name, provider: subnet.provider }];
    },
  }),
  ...addressRules(EGRESS, "internalIPs"),
  ...placeRules(EGRESS, "internalIPs"),
];

/** What is wrong with a live VpcNatGateway. */
export function judgeNatGateway(box: WrittenNatGateway, around: LiveContext): Findings {
  return judgeMiddlebox(NAT_GATEWAY_RULES, box, around);
}

/** What is wrong with a live VpcEgressGateway. */
export function judgeEgressGateway(box: WrittenEgressGateway, around: LiveContext): Findings {
  return judgeMiddlebox(EGRESS_GATEWAY_RULES, box, around);
}
