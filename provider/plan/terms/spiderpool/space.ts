import { quote } from "../wording";

const PREFIX = "spiderpool:";

/** Under which a plan knows the addresses that SpiderSubnet and pools of a CIDR share; no object's name has a colon. */
export function spiderSpace(cidr: string): string {
  return `${PREFIX}${cidr}`;
}

/** The CIDR of such a space; undefined for the name of a Kube-OVN Subnet. */
export function cidrOfSpace(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}

/** A subnet as sentences name it. */
export function subnetName(name: string): string {
  const cidr = cidrOfSpace(name);
  return cidr === undefined ? `Subnet ${quote(name)}` : `the SpiderSubnet of ${cidr}`;
}
