import { printAddress } from "../../ipam";
import { ANNOTATION, LABEL, type Stamp, spaceKey } from "../../plan";
import type { AddressClaim } from "../address-claim";
import type { KubeObject } from "../kube-object";
import { annotation, KUBEOVN_API } from "./kinds";
import { STAMP, stampOf } from "./stamp";

/** What a guard says about itself. */
export interface Guard {
  /** Name of the IP object it is there for. */
  readonly guards: string;
  /** The stamp of that object. */
  readonly stamp: Stamp;
}

/**
 * A Vip that holds the addresses of an IP object while that is made.
 *
 * Kube-OVN checks a Vip's addresses against everything it has given away, and an IP object's against nothing
 * (pkg/controller/ip.go ipAcquireAddress): once the Vip is ready, nobody else can get them.
 *
 * @param unique  what no other guard ever had in its name. A name that comes again is dangerous: Kube-OVN 1.13 forgets
 *                to unlearn the address of a Vip whose address was shared when it went, and releases it, whoever has it
 *                by then, with the next Vip of that name (pkg/ipam/subnet.go releaseAddr, seen on 1.13.0).
 */
export function guardObject(ip: KubeObject, claim: AddressClaim, unique: string): KubeObject {
  const text = (family: 4 | 6): string | undefined => {
    const address = claim.addresses.find((one) => one.family === family);
    return address === undefined ? undefined : printAddress(address);
  };
  const [subnet, v4ip, v6ip] = [spaceKey(claim), text(4), text(6)];
  return {
    apiVersion: KUBEOVN_API,
    kind: "Vip",
    metadata: {
      name: `pulumi-kubeovn-guard-${unique}`,
      labels: { [LABEL.subnet]: subnet, [LABEL.ipReserved]: "" },
      annotations: {
        [ANNOTATION.guards]: ip.metadata.name,
        ...Object.fromEntries(Object.entries(ip.metadata.annotations ?? {}).filter(([name]) => STAMP.includes(name))),
      },
    },
    spec: { subnet, ...(v4ip ? { v4ip } : {}), ...(v6ip ? { v6ip } : {}) },
  };
}

/** What a Vip is a guard for; undefined if it is none, or no Vip. */
export function guardOf(object: KubeObject): Guard | undefined {
  const guards = object.kind === "Vip" ? annotation(object, ANNOTATION.guards) : undefined;
  return guards === undefined ? undefined : { guards, stamp: stampOf(object) };
}
