import type { KubeObject } from "../../../provider/objects/kube-object";
import { exported } from "../../../provider/stores/kubernetes/export";

const GUARD = "argocd.argoproj.io/sync-options";
const OWNER = "pulumi-kubeovn/owner";
const LEFT_BY = "pulumi-kubeovn/left-by";

/** A holder in Kube-OVN's books. */
export interface Booked {
  readonly holder: string;
  /** Where in which program the holder was declared. */
  readonly maker: string | undefined;
}

/**
 * A cluster with what applies manifests to it, and Kube-OVN's books of one subnet.
 *
 * An edit of an address is ignored, IPs are not checked against each other, and what was applied stays until it is pruned.
 *
 * @source kube-ovn pkg/controller/ip.go enqueueUpdateIP, pkg/controller/vip.go handleUpdateVirtualIP, pkg/controller/gc.go gcIP
 */
export class Cluster {
  /** By `Kind/name`, with the address that it was made with. */
  readonly #objects = new Map<string, { object: KubeObject; readonly address: string }>();
  /** Running pods by name, with their addresses and who had reserved them. */
  readonly #pods = new Map<string, { readonly address: string; readonly maker: string | undefined }>();
  readonly #base: readonly KubeObject[];
  /** Pods whose IP was pruned from under them while a program still declared it. */
  readonly robbed: string[] = [];

  /** @param base  objects that nobody applies or prunes */
  constructor(base: readonly KubeObject[]) {
    this.#base = base;
  }

  /** Applies a commit as `kubectl apply`, Argo CD and Flux do: fields are edited, and with `prune` what is gone goes. */
  sync(commit: readonly KubeObject[], prune: boolean): void {
    const wanted = new Map(commit.map((object) => [idOf(object), object]));
    for (const [id, object] of wanted) {
      const known = this.#objects.get(id);
      this.#objects.set(id, { object, address: known?.address ?? addressOf(object) });
    }
    for (const [id, { object }] of this.#objects) {
      const isGuarded = object.metadata.annotations?.[GUARD]?.includes("Prune=false") === true;
      if (!prune || wanted.has(id) || isGuarded) continue;
      if (this.#pods.has(podOf(id)) && object.metadata.annotations?.[OWNER] !== undefined) this.robbed.push(podOf(id));
      this.#delete(id);
    }
  }

  /** Kube-OVN deletes the port of an IP that is deleted, and gives the pod another address. */
  #delete(id: string): void {
    this.#objects.delete(id);
    const pod = podOf(id);
    if (this.#pods.has(pod)) {
      this.#pods.delete(pod);
      this.start(pod);
    }
  }

  /** A pod gets the address of its IP, else the lowest that the books have free. */
  start(pod: string): void {
    if (this.#pods.has(pod)) return;
    const reserved = this.#objects.get(`IP/${pod}.default`);
    const taken = new Set(this.booked().keys());
    let last = 2;
    while (taken.has(`10.16.0.${last}`)) last++;
    const maker = reserved === undefined ? undefined : makerIn(reserved.object);
    this.#pods.set(pod, { address: reserved?.address ?? `10.16.0.${last}`, maker });
  }

  stop(pod: string): void {
    this.#pods.delete(pod);
    const ip = this.#objects.get(`IP/${pod}.default`);
    if (ip?.object.metadata.labels?.["ovn.kubernetes.io/ip_reserved"] === "false")
      this.#objects.delete(`IP/${pod}.default`);
  }

  /** A controller that starts deletes IPs without a pod. */
  restart(): void {
    for (const id of this.#objects.keys())
      if (id.startsWith("IP/") && !this.#pods.has(podOf(id))) this.#objects.delete(id);
  }

  /** Who has each address. */
  booked(): ReadonlyMap<string, readonly Booked[]> {
    const books = new Map<string, Booked[]>();
    const add = (address: string, booked: Booked): void => {
      const known = books.get(address);
      if (known === undefined) books.set(address, [booked]);
      else known.push(booked);
    };
    for (const [id, { object, address }] of this.#objects) add(address, { holder: id, maker: makerIn(object) });
    for (const [pod, { address, maker }] of this.#pods) add(address, { holder: `Pod/${pod}`, maker });
    return books;
  }

  /** What `pulumi-kubeovn export` reads. */
  exported(): readonly KubeObject[] {
    const pods = [...this.#pods].map(
      ([name, { address }]): KubeObject => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name,
          namespace: "default",
          annotations: { "ovn.kubernetes.io/ip_address": address, "ovn.kubernetes.io/logical_switch": "s4" },
        },
      }),
    );
    const objects = [...this.#objects.values()].map(({ object }) => object);
    return [...this.#base, ...objects, ...pods].flatMap((object) => exported(object) ?? []);
  }
}

/** `Kind/name`. */
export function idOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}

function podOf(id: string): string {
  return id.replace(/^IP\/(.*)\.default$/, "$1");
}

/** The address of an IP or a Vip; empty where it has none. */
export function addressOf({ spec }: KubeObject): string {
  const { v4ip, v4IpAddress } = spec as { readonly v4ip?: string; readonly v4IpAddress?: string };
  return v4ip ?? v4IpAddress ?? "";
}

function makerIn({ metadata: { annotations = {} } }: KubeObject): string | undefined {
  return annotations[OWNER] ?? annotations[LEFT_BY];
}
