/** Release of Kube-OVN that objects are written for, as `[major, minor]`. */
export type KubeOvnVersion = readonly [major: number, minor: number];

/** The release assumed when neither the configuration nor the objects say which one it is. */
export const NEWEST_VERSION: KubeOvnVersion = [1, 17];

/** Oldest release with reserved IPs (pkg/controller/ip.go handleAddReservedIP). */
export const OLDEST_VERSION: KubeOvnVersion = [1, 13];

/** Parses `1.13`, `v1.13` or `v1.13.4`; undefined for anything else. */
export function parseVersion(text: string): KubeOvnVersion | undefined {
  const match = /^v?(\d{1,3})\.(\d{1,3})(?:\.\d{1,5})?(?:[-+][\w.-]{1,40})?$/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

export function printVersion(version: KubeOvnVersion): string {
  return `${version[0]}.${version[1]}`;
}

/** True when `version` is `since` or newer. */
export function isAtLeast(version: KubeOvnVersion, since: KubeOvnVersion): boolean {
  return version[0] > since[0] || (version[0] === since[0] && version[1] >= since[1]);
}

/** What differs between releases, as far as it changes what is planned or written. */
export interface Features {
  /** 1.13 overwrites a Vip's `macAddress` with a random one, so there it cannot be planned (seen on v1.13.0). */
  readonly vipMacHonoured: boolean;
  /** Vip type `kube_host_vm_vip` (pkg/util/const.go). */
  readonly hostVmVip: boolean;
}

export function featuresOf(version: KubeOvnVersion): Features {
  const newer = isAtLeast(version, [1, 14]);
  return { vipMacHonoured: newer, hostVmVip: newer };
}
