import type { Written } from "./act";

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
export type ApiObject = any;

/** Someone who has an address or a MAC of a subnet. */
export interface Holder {
  readonly name: string;
  readonly subnet: string;
  readonly addresses: readonly string[];
  readonly mac: string;
}

/** What can be seen after the last of some acts. */
export interface Observation {
  /** The API server's answer to it. */
  readonly answer: { readonly status: number; readonly body: ApiObject };
  /** The object that it was about, as it was before, and as it is now; undefined where there is none. */
  readonly before?: ApiObject;
  readonly live?: ApiObject;
  /** Messages of its conditions that tell of a failure, and of its events of the type Warning. */
  readonly warnings: readonly string[];
  /** What the controller last logged as the reason for which it puts the object off; undefined where it logged nothing of it. */
  readonly logged?: string;
  /** Everybody in the cluster. */
  readonly holders: readonly Holder[];
  /** OVN's ports with the parents of those that are virtual. */
  readonly ports: ReadonlyMap<string, readonly string[]>;
  /** Ports that were there before and were missing at some moment since. */
  readonly lostPorts: readonly string[];
}

const OWN_FINALIZERS = new Set(["kubeovn.io/kube-ovn-controller", "kube-ovn-controller"]);

/** Whether the controller has done with an object what it is for. */
export function isTaken(kind: Written["kind"], live: ApiObject): boolean {
  const condition = (type: string): string | undefined =>
    live.status?.conditions?.find((one: ApiObject) => one.type === type)?.status;
  switch (kind) {
    case "Vip":
      return Boolean(live.status?.v4ip || live.status?.v6ip);
    case "IP":
      return (live.metadata.finalizers ?? []).some((name: string) => OWN_FINALIZERS.has(name));
    case "Subnet":
    case "IPPool":
      return condition("Ready") === "True";
    case "Pod":
      return live.status?.phase === "Running";
  }
}

/** Messages of conditions that tell of a failure. */
export function failuresOf(live: ApiObject): readonly string[] {
  const conditions: readonly ApiObject[] = live?.status?.conditions ?? [];
  return conditions.filter(({ type, status }) => type === "Error" && status === "True").map(({ message }) => message);
}

/** Who an object of the API is as a holder; undefined for one without address. */
export function holderOf(kind: Written["kind"], { metadata, spec, status }: ApiObject): Holder | undefined {
  switch (kind) {
    case "Vip":
      return holder(`Vip ${metadata.name}`, spec.subnet, [status?.v4ip, status?.v6ip], status?.mac);
    case "IP":
      return holder(`IP ${metadata.name}`, spec.subnet, [spec.v4IpAddress, spec.v6IpAddress], spec.macAddress);
    case "Subnet":
    case "IPPool":
    case "Pod":
      return undefined;
  }
}

function holder(name: string, subnet: string, addresses: readonly string[], mac: string): Holder | undefined {
  const own = addresses.filter(Boolean);
  return own.length === 0 ? undefined : { name, subnet, addresses: own, mac };
}
