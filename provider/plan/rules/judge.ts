import { type Address, isFault, parseAddress } from "../../ipam";
import type { Middlebox } from "../live/middlebox";
import type { LiveReservation } from "../live/snapshot";
import type { Written } from "../live/written";
import { spaceKey } from "../terms/address-space";
import { judgeEip } from "./external";
import { judgeEgressGateway, judgeNatGateway } from "./gateway";
import { judgeIp } from "./ip";
import { judgePool } from "./ip-pool";
import type { LiveContext } from "./live-context";
import type { Findings } from "./rule";
import { judgeSpider } from "./spider";
import { judgeSubnet } from "./subnet";
import { judgeLbRule } from "./switch-lb-rule";
import { judgeVip } from "./vip";
import { judgeVlan } from "./vlan";
import { judgeVpc } from "./vpc";

/** One object with what Kube-OVN makes of it. */
export interface Judged {
  readonly kind: string;
  readonly name: string;
  /** Key of its space; of a Subnet its own name. */
  readonly subnet: string;
  readonly addresses: readonly Address[];
  readonly owner?: string | undefined;
  readonly findings: Findings;
  /** Of a reservation. */
  readonly live?: LiveReservation;
}

/** What Kube-OVN's controller makes of a live reservation, ours or anyone's. */
export function judgeWritten(written: Written, around: LiveContext): Findings {
  switch (written.kind) {
    case "IP":
      return judgeIp(written, around);
    case "Vip":
      return judgeVip(written, around);
    default:
      return judgeEip(written, around);
  }
}

/** Judges everything that is there, each object once, kind by kind. */
export function judgeAll(around: LiveContext): readonly Judged[] {
  const { subnets, pools, wires, vpcs, reservations } = around.snapshot;
  return [
    ...[...subnets.values()].map((live): Judged => {
      const { name, owner } = live;
      return { kind: "Subnet", name, subnet: name, addresses: [], owner, findings: judgeSubnet(live, around) };
    }),
    ...[...pools.values()].map((live): Judged => {
      const { name, subnet, owner } = live;
      return { kind: "IPPool", name, subnet, addresses: [], owner, findings: judgePool(live, around) };
    }),
    ...[...wires].map(([name, wire]): Judged => {
      return { kind: "Vlan", name, subnet: "", addresses: [], findings: judgeVlan({ name, wire }, around) };
    }),
    ...[...vpcs.values()].map((live): Judged => {
      return { kind: "Vpc", name: live.name, subnet: "", addresses: [], findings: judgeVpc(live, around) };
    }),
    ...[...reservations.values()].flatMap((live): readonly Judged[] => {
      const { kind, name, addresses, owner, written } = live;
      return written === undefined
        ? []
        : [{ kind, name, subnet: spaceKey(live), addresses, owner, findings: judgeWritten(written, around), live }];
    }),
    ...judgeSpider(around),
    ...[...around.snapshot.middleboxes.values()].map((box): Judged => {
      const { kind, namespace, name, addresses } = box;
      return {
        kind,
        name: namespace === undefined ? name : `${namespace}/${name}`,
        subnet: subnetOf(box),
        addresses: addresses
          .map(({ text }) => parseAddress(text))
          .filter((address): address is Address => !isFault(address)),
        findings: judgeMiddlebox(box, around),
      };
    }),
  ];
}

function judgeMiddlebox(box: Middlebox, around: LiveContext): Findings {
  switch (box.kind) {
    case "VpcNatGateway":
      return judgeNatGateway(box, around);
    case "VpcEgressGateway":
      return judgeEgressGateway(box, around);
    case "SwitchLBRule":
      return judgeLbRule(box, around);
  }
}

/** The subnet that a gateway or load balancer names for its own; empty where it names none. */
function subnetOf(box: Middlebox): string {
  switch (box.kind) {
    case "VpcNatGateway":
      return box.subnet;
    case "VpcEgressGateway":
      return box.internalSubnet;
    case "SwitchLBRule":
      return "";
  }
}
