import type { KubeObject } from "../../provider/objects/kube-object";

type Fields = Readonly<Record<string, unknown>>;

interface Rest {
  readonly owner?: string;
  readonly isTerminating?: boolean;
}

function object(kind: string, name: string, rest: Rest, fields: Fields, namespace?: string): KubeObject {
  return {
    apiVersion: "spiderpool.spidernet.io/v2beta1",
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(rest.owner === undefined ? {} : { annotations: { "pulumi-kubeovn/owner": rest.owner } }),
      ...(rest.isTerminating ? { deletionTimestamp: "2026-11-21T12:00:00Z" } : {}),
    },
    ...fields,
  };
}

/** A SpiderReservedIP; without a version when the webhook was passed by. */
export function reservedObject(
  name: string,
  ips: readonly string[],
  ipVersion: number | undefined = 4,
  rest: Rest = {},
): KubeObject {
  return object("SpiderReservedIP", name, rest, {
    spec: { ...(ipVersion === undefined ? {} : { ipVersion }), ips },
  });
}

/** A SpiderIPPool; `allocated` is address → `namespace/pod`, the ledger that stands in its status as JSON text. */
export function spiderPoolObject(
  name: string,
  subnet: string,
  ips: readonly string[],
  more: Rest & { readonly allocated?: Readonly<Record<string, string>>; readonly spec?: Fields } = {},
): KubeObject {
  const { allocated = {}, spec = {}, ...rest } = more;
  const ledger = Object.fromEntries(
    Object.entries(allocated).map(([address, pod]) => [address, { pod, podUid: `uid-of-${pod}` }]),
  );
  const count = Object.keys(allocated).length;
  return object("SpiderIPPool", name, rest, {
    spec: { ipVersion: subnet.includes(":") ? 6 : 4, subnet, ips, ...spec },
    status: count === 0 ? {} : { allocatedIPs: JSON.stringify(ledger), allocatedIPCount: count },
  });
}

export function spiderSubnetObject(
  name: string,
  subnet: string,
  ips: readonly string[],
  spec: Fields = {},
  rest: Rest = {},
): KubeObject {
  return object("SpiderSubnet", name, rest, {
    spec: { ipVersion: subnet.includes(":") ? 6 : 4, subnet, ips, ...spec },
  });
}

/** A SpiderEndpoint: who is behind a pod. */
export function endpointObject(
  pod: string,
  ownerControllerType: string,
  ownerControllerName: string,
  node = "node1",
): KubeObject {
  const [namespace = "default", name = ""] = pod.split("/");
  return object(
    "SpiderEndpoint",
    name,
    {},
    { status: { current: { uid: `uid-of-${pod}`, node, ips: [] }, ownerControllerType, ownerControllerName } },
    namespace,
  );
}

export function multusConfigObject(
  name: string,
  namespace: string,
  owner?: string,
  annotations: Readonly<Record<string, string>> = {},
): KubeObject {
  const config = object("SpiderMultusConfig", name, owner === undefined ? {} : { owner }, { spec: {} }, namespace);
  return {
    ...config,
    metadata: { ...config.metadata, annotations: { ...config.metadata.annotations, ...annotations } },
  };
}
