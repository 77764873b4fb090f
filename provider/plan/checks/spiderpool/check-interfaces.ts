import type { InterfaceNames, PodAsk } from "../../live/spiderpool/asking";
import { networksOf } from "../../spiderpool/selection";
import { hasUnknown } from "../../terms/unknown";
import type { CheckContext } from "../check-context";

/**
 * Every interface that gets its addresses from Spiderpool has an item, and every item has an interface: else Spiderpool fails
 * the pod.
 *
 * @source spiderpool pkg/ipam/pool_selections.go getPoolFromPodAnnoPools, getPoolFromSubnetAnno
 */
export function checkInterfaces(context: CheckContext): void {
  for (const field of ["ippools", "subnets"] as const) checkItems(context, field);
}

function checkItems({ planner, declaration, report }: CheckContext, field: "ippools" | "subnets"): void {
  const ask = declaration.args as PodAsk;
  const items = ask[field] as readonly InterfaceNames[] | undefined;
  if (!Array.isArray(items) || hasUnknown([items.map((item) => item.interface), ask.networks, ask.defaultNetwork]))
    return;
  const networks = networksOf(ask);
  const asking = networks.filter(({ network }) => planner.spider.scene.ipamOf(network ?? "")?.asks === true);
  // What eth0 is without a network of its own, the cluster decides.
  const devices = [...new Set(["eth0", ...networks.map(({ device }) => device)])];
  const named = items.flatMap((item: InterfaceNames) => item.interface ?? []);
  if (named.length === 0) {
    const isFew = items.length < asking.length;
    const isMany = ask.networks !== undefined && items.length > devices.length;
    const interfaces = isFew ? asking.map(({ device }) => device) : devices;
    if (isFew || isMany) report(field, "spider-interface-count", { items: items.length, interfaces });
    return;
  }
  for (const { device, network = "" } of asking) {
    if (!named.includes(device)) report(field, "spider-interface-missing", { nic: device, network });
  }
  if (ask.networks === undefined) return;
  for (const nic of named) {
    if (!devices.includes(nic)) report(field, "spider-interface-unknown", { nic, interfaces: devices });
  }
}
