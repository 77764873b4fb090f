import type { Address } from "../ipam";
import { type Findings, type Gate, gate } from "./gates";
import { firstOutOfReach, leaving, readAddressTexts, subnetGate } from "./gates-ip";
import type { PlannedSubnet } from "./subnet-shape";
import { isSetAside, type Surroundings } from "./surroundings";
import { featuresOf, isAtLeast } from "./version";

/** A Vip as it is written, texts as they were read; absent fields are empty. */
export interface WrittenVip {
  readonly name: string;
  /** Key of its holding: its own, or that of the IP object it guards. */
  readonly key: string;
  readonly isLeaving: boolean;
  readonly finalizers: readonly string[];
  readonly subnet: string;
  readonly type: string;
  readonly namespace: string;
  readonly v4ip: string;
  readonly v6ip: string;
  readonly macAddress: string;
  readonly status: { readonly v4ip: string; readonly v6ip: string; readonly mac: string };
}

/**
 * What the controller makes of a Vip, by its own rules and in their order.
 *
 * @source kube-ovn pkg/controller/vip.go handleAddVirtualIP, handleUpdateVirtualIP, handleDelVirtualIP;
 *         pkg/controller/init.go InitIPAM
 */
export function vipFindings(vip: WrittenVip, around: Surroundings): Findings {
  const view = around.subnet(vip.subnet);
  const subnet = typeof view === "object" ? view : undefined;
  // Without a type there is no port to look for, so the subnet is not asked for.
  if (vip.isLeaving) return leaving(vip.finalizers, vip.subnet, vip.type === "" || subnet !== undefined);

  if (vip.status.mac !== "") {
    const edited = editedField(vip);
    const risks = [...withoutEffect(vip, around), ...forgotten(vip, subnet, around)];
    return edited === undefined ? { standing: "taken", risks } : { standing: "stuck", gate: edited, risks };
  }
  const { addresses, altered } = readAddressTexts(
    [
      { field: "v4ip", text: vip.v4ip },
      { field: "v6ip", text: vip.v6ip },
    ].filter(({ text }) => text !== ""),
  );
  const stop = firstStop(vip, addresses, subnet, around);
  const risks = [...altered, ...withoutEffect(vip, around), ...overwritten(vip, around)];
  return stop === undefined ? { standing: "waiting", risks } : { standing: "stuck", gate: stop, risks };
}

function firstStop(
  vip: WrittenVip,
  addresses: readonly Address[],
  subnet: PlannedSubnet | undefined,
  around: Surroundings,
): Gate | undefined {
  if (vip.subnet === "") return gate("no-subnet", {});
  if (subnet === undefined) return subnetGate(vip.subnet, around);
  if (/[A-Z]/.test(vip.v6ip)) return gate("upper-case", { address: vip.v6ip });
  if (addresses.length === 0 && vip.macAddress !== "" && isAtLeast(around.version, [1, 14])) {
    return gate("mac-alone", {});
  }
  // 1.13 and 1.16 give away the gateway: it is among the excluded ones, and those go to whoever asks.
  const gatewayRefused = isAtLeast(around.version, [1, 17]) || isSameRelease(around, [1, 15]);
  const out = firstOutOfReach(
    addresses,
    subnet,
    gatewayRefused ? ["outside", "network", "last", "gateway"] : ["outside", "network", "last"],
  );
  if (out !== undefined) return out;
  for (const address of addresses) {
    const [holder] = around.othersAt(subnet.name, address, vip.key);
    // A switch-LB rule is not in the controller's books.
    if (holder !== undefined && holder.kind !== "SwitchLBRule")
      return gate("address-taken", { address, subnet: subnet.name, holder });
  }
  if (vip.type === "switch_lb_vip" && subnet.vlan !== "") return gate("no-router-port", { subnet: subnet.name });
  return undefined;
}

/** After it has been taken, an edit of these is refused for ever, and the object keeps what was written. */
function editedField(vip: WrittenVip): Gate | undefined {
  const pairs = [
    { field: "macAddress", spec: vip.macAddress, status: vip.status.mac },
    { field: "v4ip", spec: vip.v4ip, status: vip.status.v4ip },
    { field: "v6ip", spec: vip.v6ip, status: vip.status.v6ip },
  ];
  const changed = pairs.find(({ spec, status }) => status !== "" && spec !== status);
  return changed === undefined ? undefined : gate("edited", changed);
}

function withoutEffect(vip: WrittenVip, around: Surroundings): readonly Gate[] {
  const known = ["", "switch_lb_vip", ...(featuresOf(around.version).hostVmVip ? ["kube_host_vm_vip"] : [])];
  return known.includes(vip.type) ? [] : [gate("type-without-effect", { type: vip.type })];
}

function overwritten(vip: WrittenVip, around: Surroundings): readonly Gate[] {
  if (vip.macAddress === "") return [];
  if (vip.type === "switch_lb_vip") {
    return [gate("mac-overwritten", { mac: vip.macAddress, why: "a switch_lb_vip has the one of the router port" })];
  }
  return featuresOf(around.version).vipMacHonoured
    ? []
    : [gate("mac-overwritten", { mac: vip.macAddress, why: "this release chooses every Vip's itself" })];
}

/**
 * Addresses that the controller's next start does not put into its books again: it asks for `status.v4ip` alone, with
 * the MAC, which must be nobody else's.
 */
function forgotten(vip: WrittenVip, subnet: PlannedSubnet | undefined, around: Surroundings): readonly Gate[] {
  const { addresses } = readAddressTexts(
    [vip.status.v4ip, vip.status.v6ip].filter((text) => text !== "").map((text) => ({ field: "status", text })),
  );
  const unsafe = subnet === undefined ? addresses : addresses.filter((address) => !isSetAside(subnet, [address]));
  const v6 = unsafe.filter((address) => address.family === 6);
  const [first] = vip.type === "switch_lb_vip" ? around.switchLbVips(vip.subnet) : [];
  const v4 = first === undefined || first === vip.name ? [] : unsafe.filter((address) => address.family === 4);
  return [
    ...(v6.length === 0
      ? []
      : [gate("forgotten-at-restart", { addresses: v6, why: "only IPv4 addresses of Vips are looked up again" })]),
    ...(v4.length === 0
      ? []
      : [
          gate("forgotten-at-restart", {
            addresses: v4,
            why: "a second switch_lb_vip of a subnet has the MAC of the first",
          }),
        ]),
  ];
}

function isSameRelease(around: Surroundings, [major, minor]: readonly [number, number]): boolean {
  return around.version[0] === major && around.version[1] === minor;
}
