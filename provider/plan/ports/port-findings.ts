import { type Address, printAddress } from "../../ipam";
import { makerOf } from "../live/identity";
import {
  hasOwnPort,
  isVirtualPortOf,
  type LogicalPort,
  type NorthboundView,
  portKey,
  virtualPortName,
} from "../live/northbound";
import type { Holder, LiveReservation, LiveSubnet, PairPod, Snapshot } from "../live/snapshot";
import { byVip, livePairPorts } from "../live/virtual-parents";
import { type PortCode, type PortFacts, portSentence } from "../refusals/port-sentences";
import { collectRefusals } from "../refusals/refusal";
import type { InSubnet } from "../terms/address-space";
import { DEFAULT_PROVIDER, isOvnProvider, portName } from "../terms/names";
import { checkOwnPort, checkSwitch, checkVirtualPort } from "./check-northbound";

/** One finding, with its sentence: about a Vip, or about a port that belongs to none. */
export interface PortFinding {
  readonly level: "wrong" | "risk";
  /** One of {@link PortCode}, or the code of a refusal that says the same while planning. */
  readonly code: string;
  readonly text: string;
}

/** A port that no Vip needs. */
export interface LeftoverPort extends PortFinding {
  readonly name: string;
  readonly logicalSwitch: string;
  readonly virtualIp: string;
}

/**
 * What is wrong with the ports that Vips need in OVN.
 *
 * @param northbound  with all switches that are subnets of OVN
 * @returns a function that tells it of a Vip; nothing for one that needs no port
 */
export function portFindings(
  snapshot: Snapshot,
  northbound: NorthboundView,
): (vip: LiveReservation) => readonly PortFinding[] {
  const pods = byVip(snapshot.pairPods);
  return (vip) => findingsOf(vip, pods.get(vip.name) ?? [], snapshot, northbound);
}

function findingsOf(
  vip: LiveReservation,
  pods: readonly PairPod[],
  snapshot: Snapshot,
  northbound: NorthboundView,
): readonly PortFinding[] {
  if (vip.kind !== "Vip" || vip.subnet === undefined) return [];
  const subnet = snapshot.subnets.get(vip.subnet);
  if (subnet === undefined || !isOvnProvider(subnet.provider)) return [];
  const isPair = needsVirtualPort(vip);
  if (vip.addresses.length === 0 || !(isPair || hasOwnPort(vip.type))) return [];
  const { report, refusals } = collectRefusals();
  const refused = (): readonly PortFinding[] =>
    refusals.map(({ code, reason }) => ({ level: "wrong", code, text: reason }));
  checkSwitch(northbound, vip.subnet, false, "", report);
  if (refusals.length > 0) return refused();
  if (!isPair) {
    checkOwnPort(northbound, { ...vip, type: vip.type, namespace: vip.namespace ?? "" }, subnet, report);
    return refusals.length > 0 ? refused() : missingOwnPort(vip, subnet, northbound);
  }
  const isDual = vip.addresses.length > 1;
  // Of two families without a port each it is known already that Kube-OVN's one port is of no use.
  const places = isDual && !hasPortOfFamily(vip, northbound) ? [] : vip.addresses;
  const found = places.flatMap((address) => {
    const before = refusals.length;
    const wanted = { vip: vip.name, subnet: vip.subnet, address, isDual };
    checkVirtualPort(northbound, wanted, [vip.name], makerOf(vip.bound ?? {}) ?? "", report);
    const isTaken = refusals.slice(before).some(({ code }) => code === "port-name-taken");
    return isTaken ? [] : virtualPortFindings(vip, address, pods, snapshot, northbound);
  });
  return [...refused(), ...found];
}

/** Whether pods use this Vip through a port of type `virtual`. @source kube-ovn pkg/controller/vip.go handleUpdateVirtualParents */
export function needsVirtualPort({ kind, type, namespace }: LiveReservation): boolean {
  return kind === "Vip" && !hasOwnPort(type) && Boolean(namespace);
}

/** A Vip with its addresses. */
type PairVip = Pick<LiveReservation, "name" | "addresses">;

/** Whether at least one family of a dual-stack Vip has a port for itself, which OVN makes flows for. */
export function hasPortOfFamily(vip: PairVip, northbound: NorthboundView): boolean {
  return vip.addresses.some((address) => portOf(vip, address, northbound) !== undefined);
}

function portOf(vip: PairVip, address: Address, { ports }: NorthboundView): LogicalPort | undefined {
  const isDual = vip.addresses.length > 1;
  return [true, false]
    .map((isFamily) => ports.get(virtualPortName(vip.name, address, isFamily)))
    .find((port) => port !== undefined && isVirtualPortOf(port, vip.name, address, isDual));
}

function virtualPortFindings(
  vip: LiveReservation & InSubnet,
  address: Address,
  pods: readonly PairPod[],
  snapshot: Snapshot,
  northbound: NorthboundView,
): readonly PortFinding[] {
  const { namespace = "", selector = [], subnet } = vip;
  const asking = livePairPorts(pods, { vip: vip.name, subnet, namespace, selector });
  const port = portOf(vip, address, northbound);
  if (port === undefined) {
    const isOurs = northbound.duty === "own";
    const level = isOurs || asking.length > 0 ? "wrong" : "risk";
    return [finding(level, "missing-virtual-port", { address, ports: asking, isOurs })];
  }
  const { name, virtualIp = "", parents = [], askedParents = [] } = port;
  const found: PortFinding[] = [];
  if (virtualIp !== printAddress(address)) {
    found.push(finding("wrong", "virtual-ip-wrong", { address, port: name, virtualIp }));
  }
  const lacking = asking.filter((one) => !parents.includes(one));
  if (lacking.length > 0) found.push(finding("wrong", "parents-missing", { port: name, address, ports: lacking }));
  // A port that no pod has may be one of a workload that is yet to come; it claims nothing.
  const unasked = parents.filter(
    (one) => snapshot.ports.get(one)?.kind === "Pod" && !asking.includes(one) && !askedParents.includes(one),
  );
  if (unasked.length > 0) found.push(finding("wrong", "parents-unasked", { port: name, address, ports: unasked }));
  return found;
}

function missingOwnPort(
  vip: LiveReservation,
  { provider }: LiveSubnet,
  northbound: NorthboundView,
): readonly PortFinding[] {
  const port = portName(vip.name, vip.namespace ?? "", provider || DEFAULT_PROVIDER);
  return northbound.ports.has(port) ? [] : [finding("wrong", "missing-port", { port })];
}

/** Virtual ports whose Vip is gone, or is no pair's any more: their parents may claim the address all the same. */
export function leftoverPorts(snapshot: Snapshot, northbound: NorthboundView): readonly LeftoverPort[] {
  const needed = new Set<string>();
  for (const { kind, name, namespace, subnet, addresses } of snapshot.reservations.values()) {
    if (kind !== "Vip" || !namespace) continue;
    needed.add(`${subnet} ${name}`);
    for (const address of addresses) needed.add(`${subnet} ${virtualPortName(name, address, true)}`);
  }
  const found = [...northbound.ports.values()].flatMap(({ name, type, logicalSwitch, virtualIp = "", parents = [] }) =>
    type !== "virtual" || logicalSwitch === undefined || needed.has(`${logicalSwitch} ${name}`)
      ? []
      : [{ name, logicalSwitch, virtualIp, parents }],
  );
  const holders = holdersAt(new Set(found.map((port) => portKey(port.logicalSwitch, port.virtualIp))), snapshot);
  return found.flatMap(({ parents, ...port }) => {
    const holder = holders.get(portKey(port.logicalSwitch, port.virtualIp));
    // Kube-OVN makes the ports of these addresses itself (pkg/controller/subnet.go reconcileVips).
    if (holder?.kind === "spec.vips of Subnet") return [];
    const facts = { port: port.name, parents, ...(holder === undefined ? {} : { holder }) };
    return [{ ...port, ...finding(holder === undefined ? "risk" : "wrong", "leftover-virtual-port", facts) }];
  });
}

function holdersAt(places: ReadonlySet<string>, { holdings }: Snapshot): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { subnet, addresses, holder } of places.size === 0 ? [] : holdings) {
    if (subnet === undefined) continue;
    for (const address of addresses) {
      const place = portKey(subnet, printAddress(address));
      if (places.has(place)) holders.set(place, holder);
    }
  }
  return holders;
}

function finding<C extends PortCode>(level: PortFinding["level"], code: C, facts: PortFacts[C]): PortFinding {
  return { level, code, text: portSentence(code, facts) };
}
