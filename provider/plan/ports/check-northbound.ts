import { type Address, printAddress } from "../../ipam";
import { isVirtualPortOf, type NorthboundView, portKey, virtualPortName } from "../live/northbound";
import type { Report } from "../refusals/refusal";
import { portName } from "../terms/names";

/** Refuses a logical switch that OVN does not have, or has twice. */
export function checkSwitch(
  northbound: NorthboundView,
  name: string,
  isMadeFirst: boolean,
  property: string,
  report: Report,
): void {
  const count = northbound.switches.get(name) ?? 0;
  if (count > 1 || (count === 0 && !isMadeFirst)) report(property, "logical-switch", { name, count });
}

/** Refuses a Vip whose own port cannot be made: the name is taken, or the router port is missing whose MAC it answers with. */
export function checkOwnPort(
  northbound: NorthboundView,
  vip: { readonly name: string; readonly type: unknown; readonly namespace: string },
  subnet: { readonly name: string; readonly provider: string; readonly vpc: string },
  report: Report,
): void {
  const name = portName(vip.name, vip.namespace, subnet.provider);
  const named = northbound.ports.get(name);
  if (named !== undefined && (named.type !== "" || named.logicalSwitch !== subnet.name)) {
    const { type, logicalSwitch = "" } = named;
    report("name", "port-name-taken", { vip: vip.name, name, type, logicalSwitch });
  }
  const routerPort = `${subnet.vpc}-${subnet.name}`;
  if (vip.type === "switch_lb_vip" && !northbound.routerPorts.has(routerPort)) {
    report("subnet", "router-port-missing", { vip: vip.name, routerPort });
  }
}

/** An address that a binding needs a virtual port for. */
interface WantedPort {
  readonly vip: string;
  readonly subnet: string;
  readonly address: Address;
  readonly isDual: boolean;
}

/**
 * Refuses a port whose name another kind of port has, or whose address another port has: of two virtual ports with one
 * address OVN serves one, and does not say which.
 *
 * @param vips   Vips of the binding, those of the last run too: their ports are met, or go
 * @param owner  mark of the binding: where it stands
 */
export function checkVirtualPort(
  northbound: NorthboundView,
  { vip, subnet, address, isDual }: WantedPort,
  vips: readonly string[],
  owner: string,
  report: Report,
): void {
  const name = virtualPortName(vip, address, isDual);
  const named = northbound.ports.get(name);
  if (named !== undefined && (named.type !== "virtual" || named.logicalSwitch !== subnet)) {
    const { type, logicalSwitch = "" } = named;
    report("vips", "port-name-taken", { vip, name, type, logicalSwitch });
  }
  const others = northbound.virtualPorts.get(portKey(subnet, printAddress(address))) ?? [];
  for (const port of others) {
    const isOurs = port.owners.includes(owner) || vips.some((one) => isVirtualPortOf(port, one, address, isDual));
    if (!isOurs) report("vips", "virtual-ip-taken", { address, subnet, port: port.name });
  }
}
