import { type Address, isFault, parseAddress, sameAddress } from "../ipam";
import { deletesAtStart, namesPodsAfterVms } from "./controller";
import { type Findings, foreignFinalizers, type Gate, gate, type Standing } from "./gates";
import { isOvnProvider, portName } from "./names";
import type { PlannedSubnet } from "./subnet-shape";
import { suggest } from "./suggest";
import { isSetAside, placeOutOfReach, type Surroundings } from "./surroundings";
import { isAtLeast } from "./version";

/** An IP object as it is written, texts as they were read; absent fields are empty. */
export interface WrittenIp {
  readonly name: string;
  readonly isLeaving: boolean;
  readonly finalizers: readonly string[];
  readonly hasLabels: boolean;
  /** Label `ovn.kubernetes.io/ip_reserved`. */
  readonly reserved: string | undefined;
  /** True when the controller has written to it: a node label (1.13), or a finalizer of Kube-OVN. */
  readonly isRegistered: boolean;
  readonly subnet: string;
  readonly podName: string;
  readonly namespace: string;
  readonly podType: string;
  readonly ipAddress: string;
  readonly v4IpAddress: string;
  readonly v6IpAddress: string;
  readonly macAddress: string;
}

const POD_TYPES = ["", "VirtualMachine", "StatefulSet"];

/**
 * What the controller makes of an IP object, by its own rules and in their order.
 *
 * @source kube-ovn pkg/controller/ip.go handleAddReservedIP, handleUpdateIP; pkg/controller/gc.go gcIP;
 *         pkg/controller/init.go InitIPAM, syncIPCR
 */
export function ipFindings(ip: WrittenIp, around: Surroundings): Findings {
  const view = around.subnet(ip.subnet);
  const subnet = typeof view === "object" ? view : undefined;
  const { addresses, altered } = readTexts(ip);
  if (ip.isLeaving) return leaving(ip.finalizers, ip.subnet, subnet !== undefined);

  const isDone = ip.isRegistered && addresses.length > 0;
  const stop = isDone ? undefined : firstStop(ip, addresses, subnet, around);
  const standing = isDone ? "taken" : (stop?.standing ?? "waiting");
  const risks = [
    ...(isDone ? [] : altered),
    ...(isDone || stop !== undefined ? [] : crash(ip, around)),
    ...(subnet === undefined ? [] : accepted(ip, addresses, subnet, around)),
    ...lost(ip, addresses, subnet, around),
  ];
  return stop === undefined ? { standing, risks } : { standing, gate: stop.gate, risks };
}

interface Stop {
  readonly standing: Standing;
  readonly gate: Gate;
}

const stuck = (at: Gate): Stop => ({ standing: "stuck", gate: at });
const ignored = (at: Gate): Stop => ({ standing: "ignored", gate: at });

function firstStop(
  ip: WrittenIp,
  addresses: readonly Address[],
  subnet: PlannedSubnet | undefined,
  around: Surroundings,
): Stop | undefined {
  const foreign = foreignFinalizers(ip.finalizers);
  // 1.13 does not look at finalizers here.
  if (foreign.length > 0 && isAtLeast(around.version, [1, 14])) {
    return ignored(gate("foreign-finalizer", { finalizers: foreign }));
  }
  if (ip.subnet === "") return stuck(gate("no-subnet", {}));
  if (!POD_TYPES.includes(ip.podType)) return stuck(gate("pod-type", { podType: ip.podType }));
  if (subnet === undefined) return stuck(subnetGate(ip.subnet, around));
  const expected = portName(ip.podName, ip.namespace, subnet.provider);
  if (expected !== ip.name) return ignored(gate("wrong-name", { expected }));
  const pod = around.podOfPort(ip.name);
  if (pod !== undefined) return ignored(gate("port-exists", { holder: pod }));
  if (/[A-Z]/.test(ip.v6IpAddress)) return stuck(gate("upper-case", { address: ip.v6IpAddress }));
  const out = firstOutOfReach(addresses, subnet, ["outside", "network", "last"]);
  return out === undefined ? undefined : stuck(out);
}

/** What the controller accepts although it should not: its check for conflicts is off for IP objects. */
function accepted(
  ip: WrittenIp,
  addresses: readonly Address[],
  subnet: PlannedSubnet,
  around: Surroundings,
): readonly Gate[] {
  const found: Gate[] = [];
  for (const address of addresses) {
    const [holder] = around.othersAt(subnet.name, address, `port/${ip.name}`);
    if (holder !== undefined) found.push(gate("address-shared", { address, subnet: subnet.name, holder }));
    if (subnet.gateways.some((gateway) => sameAddress(gateway, address))) {
      found.push(gate("gateway-taken", { address, subnet: subnet.name }));
    }
  }
  if (!ip.isRegistered && ip.macAddress !== "" && addresses.length === 0) {
    found.push(gate("mac-overwritten", { mac: ip.macAddress, why: "it has no address with it" }));
  } else if (!ip.isRegistered && ip.macAddress !== "" && !isOvnProvider(subnet.provider)) {
    found.push(gate("mac-overwritten", { mac: ip.macAddress, why: "the subnet's provider is not OVN's" }));
  }
  if (ip.podType === "VirtualMachine" && namesPodsAfterVms(around.release) === false) {
    found.push(gate("vm-name-unused", {}));
  }
  if (ip.reserved === "false" && around.podOfPort(ip.name) === undefined) found.push(gate("not-reserved", {}));
  return found;
}

/**
 * 1.13 writes into the labels of an object that its cache still has without any, which ends the process: it depends on
 * how soon its own write has come back.
 */
function crash(ip: WrittenIp, around: Surroundings): readonly Gate[] {
  return ip.hasLabels || isAtLeast(around.version, [1, 14]) ? [] : [gate("crashes-controller", {})];
}

/** What the controller's next start takes away. */
function lost(
  ip: WrittenIp,
  addresses: readonly Address[],
  subnet: PlannedSubnet | undefined,
  around: Surroundings,
): readonly Gate[] {
  const found: Gate[] = [];
  const isLossy = deletesAtStart(around.release);
  const isUnused = around.podOfPort(ip.name) === undefined;
  if (isLossy !== false && isUnused) {
    const setAside = subnet !== undefined && addresses.length > 0 && isSetAside(subnet, addresses);
    found.push(gate("deleted-at-restart", { setAside, isCertain: isLossy === true }));
  }
  // Before it has been taken, only `ipAddress` survives a start in between; afterwards the controller has filled it in.
  if (!ip.isRegistered && ip.ipAddress === "" && addresses.length > 0) found.push(gate("blanked-at-start", {}));
  return found;
}

/** The addresses that the controller reads, and the texts that it drops and replaces by an address of its own choice. */
function readTexts(ip: WrittenIp): { readonly addresses: readonly Address[]; readonly altered: readonly Gate[] } {
  const own = [
    { field: "v4IpAddress", text: ip.v4IpAddress },
    { field: "v6IpAddress", text: ip.v6IpAddress },
  ].filter(({ text }) => text !== "");
  return readAddressTexts(own);
}

/** @source kube-ovn pkg/util/net.go GetStringIP: what is no address is left out silently */
export function readAddressTexts(texts: readonly { readonly field: string; readonly text: string }[]): {
  readonly addresses: readonly Address[];
  readonly altered: readonly Gate[];
} {
  const addresses: Address[] = [];
  const altered: Gate[] = [];
  for (const { field, text } of texts) {
    const address = parseAddress(text);
    if (isFault(address)) altered.push(gate("not-an-address", { field, text }));
    else addresses.push(address);
  }
  return { addresses, altered };
}

export function firstOutOfReach(
  addresses: readonly Address[],
  subnet: PlannedSubnet,
  refused: readonly ReturnType<typeof placeOutOfReach>[],
): Gate | undefined {
  for (const address of addresses) {
    const why = placeOutOfReach(subnet, address);
    if (why !== undefined && refused.includes(why))
      return gate("never-handed-out", { address, subnet: subnet.name, why });
  }
  return undefined;
}

/** A subnet that is not there, or that the controller's own reading fails on. */
export function subnetGate(subnet: string, around: Surroundings): Gate {
  if (around.subnet(subnet) === "broken") return gate("subnet-broken", { subnet });
  const suggestion = suggest(subnet, around.subnetNames);
  return gate("subnet-missing", suggestion === undefined ? { subnet } : { subnet, suggestion });
}

/** A deletion waits for finalizers: Kube-OVN's own goes when the subnet is there to be updated, others are not its business. */
export function leaving(finalizers: readonly string[], subnet: string, hasSubnet: boolean): Findings {
  const foreign = foreignFinalizers(finalizers);
  const hasOwn = foreign.length < finalizers.length;
  if (hasOwn && !hasSubnet) return { standing: "leaving", gate: gate("leaving-subnet-missing", { subnet }), risks: [] };
  if (foreign.length > 0)
    return { standing: "leaving", gate: gate("leaving-foreign", { finalizers: foreign }), risks: [] };
  return { standing: "leaving", risks: [] };
}
