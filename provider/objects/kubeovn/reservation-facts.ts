import type { Address } from "../../ipam";
import type { Holder, Holding, LiveReservation, Stamp } from "../../plan";
import type { KubeObject } from "../kube-object";
import { addressesIn, joinAddresses, macIn } from "./addresses";
import { type Facts, NOTHING } from "./fact";
import { guardOf } from "./guard";
import { part, text, texts } from "./kinds";
import { boundStampOf, stampOf } from "./stamp";
import { writtenIp, writtenVip } from "./written";

export function ipFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const addresses = ipAddresses(spec);
  const mac = macIn(text(spec, "macAddress"));
  const podName = text(spec, "podName");
  const isNode = podName !== "" && podName === text(spec, "nodeName") && text(spec, "namespace") === "";
  const stamp = stampOf(object);
  const holder: Holder = isNode ? { kind: "Node", name: podName } : reservationHolder("IP", name, stamp);
  const key = `port/${name}`;
  const subnet = text(spec, "subnet");
  const podType = text(spec, "podType");
  const keptWith = podType === "StatefulSet" || podType === "VirtualMachine" ? podType : undefined;
  const holdings: Holding[] = [{ key, holder, subnet, addresses, mac, keptWith }];
  texts(spec, "attachSubnets").forEach((attached, i) => {
    holdings.push({ key, holder, subnet: attached, addresses: addressesIn(texts(spec, "attachIps").slice(i, i + 1)) });
  });
  const written = writtenIp(object);
  const reservation: LiveReservation = { kind: "IP", name, ...stamp, subnet, key, addresses, mac, written };
  return { ...NOTHING, reservation, holdings };
}

/** A reservation as a holder; one that was given up is held all the same, and by whom it was is said. */
export function reservationHolder(kind: string, name: string, { owner, leftBy }: Stamp): Holder {
  return { kind, name, owner, ...(owner === undefined && leftBy !== undefined ? { givenUpBy: leftBy } : {}) };
}

/** `ipAddress` lists both families; where it is missing or disagrees with the two fields, all of them count. */
export function ipAddresses(spec: Readonly<Record<string, unknown>>): readonly Address[] {
  const both = text(spec, "ipAddress");
  const v4 = text(spec, "v4IpAddress");
  const v6 = text(spec, "v6IpAddress");
  const isPlain = both !== "" && both === [v4, v6].filter((one) => one !== "").join(",");
  return addressesIn(isPlain ? [both] : [both, v4, v6]);
}

/** Spec and status both count while they disagree: the controller never reconciles an edited Vip (pkg/controller/vip.go). */
export function vipFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const live = addressesIn([text(status, "v4ip"), text(status, "v6ip")]);
  const asked = addressesIn([text(spec, "v4ip") || text(spec, "V4ip"), text(spec, "v6ip") || text(spec, "V6ip")]);
  const subnet = text(spec, "subnet");
  const type = text(spec, "type");
  const stamp = stampOf(object);
  const guard = guardOf(object);
  if (guard !== undefined) {
    const guarded: Holder = { kind: "IP", name: guard.guards, owner: stamp.owner };
    const addresses = joinAddresses(live, asked);
    const key = `port/${guard.guards}`;
    const standing = live.length > 0 ? "ready" : "waiting";
    return { ...NOTHING, holdings: [{ key, holder: guarded, subnet, addresses, guard: standing }] };
  }
  const key = `Vip/${name}`;
  // A switch_lb_vip shows the router port's MAC, which all of a subnet's share.
  const mac = type === "switch_lb_vip" ? undefined : macIn(text(status, "mac") || text(spec, "macAddress"));
  const reservation: LiveReservation = {
    kind: "Vip",
    name,
    ...stamp,
    subnet,
    key,
    addresses: live.length > 0 ? live : asked,
    mac,
    type,
    namespace: text(spec, "namespace"),
    selector: texts(spec, "selector"),
    bound: boundStampOf(object),
    written: writtenVip(object),
  };
  return {
    ...NOTHING,
    reservation,
    holdings: [
      { key, holder: reservationHolder("Vip", name, stamp), subnet, addresses: joinAddresses(live, asked), mac },
    ],
    isOldForm: "parentMac" in spec || "pmac" in status,
  };
}
