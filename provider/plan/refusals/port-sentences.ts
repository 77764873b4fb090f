import { type Address, printAddress } from "../../ipam";
import type { Holder } from "../live/snapshot";
import { list, quote } from "../terms/wording";
import { holderName } from "./messages";

/** The facts behind each finding about the logical switch ports that Vips need. */
export interface PortFacts {
  readonly "missing-virtual-port": {
    readonly address: Address;
    /** Ports of live pods that ask for the Vip. */
    readonly ports: readonly string[];
    /** True where no controller makes ports. */
    readonly isOurs: boolean;
  };
  readonly "virtual-ip-wrong": { readonly address: Address; readonly port: string; readonly virtualIp: string };
  readonly "parents-missing": { readonly port: string; readonly address: Address; readonly ports: readonly string[] };
  readonly "parents-unasked": { readonly port: string; readonly address: Address; readonly ports: readonly string[] };
  readonly "missing-port": { readonly port: string };
  readonly "leftover-virtual-port": {
    readonly port: string;
    readonly parents: readonly string[];
    /** Who has its address by now. */
    readonly holder?: Holder;
  };
}

export type PortCode = keyof PortFacts;

/** Every finding's sentence about ports in OVN: the fact, and the way out. Lower case start, no full stop. */
const PORT_SENTENCES: { readonly [C in PortCode]: (facts: PortFacts[C]) => string } = {
  "missing-virtual-port": ({ address, ports, isOurs }) => {
    if (isOurs) {
      return `OVN has no virtual port for ${printAddress(address)}, so nobody can share it; run pulumi up in the program with its AapBinding`;
    }
    return ports.length === 0
      ? `OVN has no virtual port for ${printAddress(address)}, and no pod asks for it yet; Kube-OVN makes one when a pod does, and deletes it when the Subnet changes`
      : `OVN has no virtual port for ${printAddress(address)}, so ${list(ports, "and")} cannot share it: Kube-OVN deletes one when the Subnet changes or its controller restarts, and recreates it when such a pod changes; set a label of one, or let an AapBinding keep the port (kubeovn:ovnNorthbound)`;
  },
  "virtual-ip-wrong": (f) =>
    `its virtual port ${quote(f.port)} shares ${f.virtualIp === "" ? "no address" : quote(f.virtualIp)} instead of ${printAddress(f.address)}, which Kube-OVN never puts right; remove the port (ovn-nbctl lsp-del ${f.port}) and set a label of a pod that asks for the Vip`,
  "parents-missing": (f) =>
    `virtual port ${quote(f.port)} keeps ${list(f.ports, "and")} from claiming ${printAddress(f.address)}, although ${f.ports.length === 1 ? "its pod asks" : "their pods ask"} for the Vip; change a label of such a pod, and Kube-OVN rewrites the parents`,
  "parents-unasked": (f) =>
    `virtual port ${quote(f.port)} lets ${list(f.ports, "and")} claim ${printAddress(f.address)}, although namespace, selector or annotations do not; change a label of a pod that asks for the Vip, and Kube-OVN rewrites the parents`,
  "missing-port": (f) =>
    `OVN has no logical switch port ${quote(f.port)}, so nobody answers for the address, and Kube-OVN makes one only with the Vip itself; recreate the Vip`,
  "leftover-virtual-port": ({ port, parents, holder }) =>
    `${holder === undefined ? "no Vip with a namespace needs it any more" : `no Vip with a namespace needs it, and its address is held by ${holderName(holder)}`}${parents.length === 0 ? "" : `; ${list(parents, "and")} may claim the address all the same`}; remove it (ovn-nbctl lsp-del ${port})`,
};

/** A finding in words. */
export function portSentence<C extends PortCode>(code: C, facts: PortFacts[C]): string {
  return PORT_SENTENCES[code](facts);
}
