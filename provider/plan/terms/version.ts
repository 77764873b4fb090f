/** Release of Kube-OVN that objects are written for; the patch is missing where only `1.14` is known. */
export type KubeOvnVersion = readonly [major: number, minor: number, patch?: number];

/** The release assumed when neither the configuration nor the objects say which one it is. */
export const NEWEST_VERSION: KubeOvnVersion = [1, 17];

/** Oldest release with reserved IPs (pkg/controller/ip.go handleAddReservedIP). */
export const OLDEST_VERSION: KubeOvnVersion = [1, 13];

/** Parses `1.13`, `v1.13` or `v1.13.4`; undefined for anything else. */
export function parseVersion(text: string): KubeOvnVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,5}))?(?:[-+][\w.-]{1,40})?$/.exec(text);
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return match[3] === undefined ? [major, minor] : [major, minor, Number(match[3])];
}

export function printVersion(version: KubeOvnVersion): string {
  return version.join(".");
}

/** True when `version` is `since` or newer; patches are not compared. */
export function isAtLeast(version: KubeOvnVersion, since: KubeOvnVersion): boolean {
  return version[0] > since[0] || (version[0] === since[0] && version[1] >= since[1]);
}

/** What differs between releases, as far as it changes what is planned or written. */
export interface Features {
  /** 1.13 overwrites a Vip's `macAddress` with a random one, so there it cannot be planned (seen on v1.13.0). */
  readonly vipMacHonored: boolean;
  /** Vip type `kube_host_vm_vip` (pkg/util/const.go). */
  readonly hostVmVip: boolean;
  /**
   * 1.13 lists launcher pods under their own names as parents of a Vip's virtual port, where the ports go by their VMs
   * (pkg/controller/vip.go handleUpdateVirtualParents; seen on v1.13.0).
   */
  readonly vmParentsNamed: boolean;
  /** The all-ones address of IPv6 may be a Subnet's gateway (pkg/util/validator.go ValidateNetworkBroadcast). */
  readonly lastGatewayV6: boolean;
  /** An IP object that comes with the controller's finalizer is left alone; 1.13 takes it (pkg/controller/ip.go handleAddReservedIP). */
  readonly finalizedIpIgnored: boolean;
}

export function featuresOf(version: KubeOvnVersion): Features {
  const newer = isAtLeast(version, [1, 14]);
  return {
    vipMacHonored: newer,
    hostVmVip: newer,
    vmParentsNamed: newer,
    lastGatewayV6: isAtLeast(version, [1, 17]),
    finalizedIpIgnored: newer,
  };
}
