/** A Kubernetes object as the API spells it: identified, otherwise uninterpreted. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What tells one object from every other one of a cluster; cluster-scoped kinds have no `namespace`. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** The key under which an object is found again; an empty namespace counts as none, as in the API. */
export function keyOf({ apiVersion, kind, metadata }: KubeObject): ObjectKey {
  const { name, namespace } = metadata;
  return namespace ? { apiVersion, kind, name, namespace } : { apiVersion, kind, name };
}

/** One text per key, fit for messages and map keys: `kubeovn.io/v1 IP "web-0.prod"`, `v1 Pod "prod"/"web-0"`. */
export function keyText({ apiVersion, kind, name, namespace }: ObjectKey): string {
  const identity = namespace ? `${JSON.stringify(namespace)}/${JSON.stringify(name)}` : JSON.stringify(name);
  return `${apiVersion} ${kind} ${identity}`;
}

/** Whether it is being deleted. */
export function isLeaving({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null;
}
