import { isFault, parseAddress } from "../../../ipam";
import type { CoordinatorConfig } from "../../arguments/spiderpool/multus-args";
import type { MultusFault } from "../../refusals/spiderpool/multus-sentences";
import { isUnknown } from "../../terms/unknown";

/**
 * Checks the coordinator's section of a SpiderMultusConfig, whose fields have their types already: what the webhook
 * refuses, and what it takes and the plugin then fails pods for.
 *
 * @source spiderpool pkg/coordinatormanager/coordinator_validate.go, cmd/coordinator/cmd/cni_types.go ParseConfig
 */
export function checkCoordinator(
  section: CoordinatorConfig,
  refuse: (field: string, fault: MultusFault) => void,
): void {
  const { mode, hijackCIDR, policyRoutes, podMACPrefix, podRPFilter, podCIDRType, vethLinkAddress } = section;
  if (String(mode) === "disabled") refuse("coordinator.mode", { is: "mode-disabled" });
  for (const text of hijackCIDR ?? []) {
    const fault = cidrFault(text);
    if (fault !== undefined) refuse("coordinator.hijackCIDR", fault);
  }
  (policyRoutes ?? []).forEach(({ dst, gw }, i) => {
    const at = `coordinator.policyRoutes[${i}]`;
    const [target, hop] = [parseAddress(String(dst).split("/")[0] ?? ""), parseAddress(gw)];
    if (!isUnknown(dst) && (isFault(target) || (dst.includes("/") && cidrFault(dst) !== undefined)))
      refuse(`${at}.dst`, { is: "not-a-cidr", text: dst });
    else if (!isUnknown(gw) && isFault(hop)) refuse(`${at}.gw`, { is: "not-an-address", text: gw });
    else if (!isFault(target) && !isFault(hop) && target.family !== hop.family)
      refuse(at, { is: "route-families", dst, gw });
  });
  if (isSet(podMACPrefix) && !/^[0-9a-f][02468ace]:[0-9a-f]{2}$/i.test(podMACPrefix))
    refuse("coordinator.podMACPrefix", { is: "mac-prefix", text: podMACPrefix });
  if (podRPFilter !== undefined && podCIDRType === undefined)
    refuse("coordinator.podRPFilter", { is: "unused-rp-filter" });
  if (isSet(vethLinkAddress) && isFault(parseAddress(vethLinkAddress)))
    refuse("coordinator.vethLinkAddress", { is: "not-an-address", text: vethLinkAddress });
}

/** Host bits are fine; the webhook takes an address for a CIDR of one, which the plugin does not. */
function cidrFault(text: string): MultusFault | undefined {
  if (isUnknown(text)) return undefined;
  const [first = "", length, ...more] = text.split("/");
  const address = parseAddress(first);
  if (isFault(address) || more.length > 0) return { is: "not-a-cidr", text };
  const most = address.family === 4 ? 32 : 128;
  if (length === undefined) return { is: "not-a-cidr", text, cidr: `${text}/${most}` };
  return /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= most ? undefined : { is: "not-a-cidr", text };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== "" && !isUnknown(text);
}
