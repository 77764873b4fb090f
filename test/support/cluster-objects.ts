import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Family } from "./families";
import type { TestedCluster } from "./tested-cluster";

export const KUBE_OVN_API = "/apis/kubeovn.io/v1";
const SUBNET_LABEL = "ovn.kubernetes.io/subnet";
const PODS = "/api/v1/namespaces/default/pods";

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
export type ApiObject = any;

type Spec = Readonly<Record<string, string>>;

/** What others than this package do in a cluster. */
export interface ClusterObjects {
  createKubeOvn(kind: string, name: string, spec: unknown, labels?: Readonly<Record<string, string>>): Promise<void>;
  /** Looks until the object is as wanted; mocha's own timeout ends it. */
  until(path: string, isAsWanted: (object: ApiObject) => boolean): Promise<ApiObject>;
  /** Resolves when it gives addresses. */
  createSubnet(name: string, family: Family): Promise<void>;
  /** Resolves when the controller has taken it. */
  createVip(name: string, spec: Spec): Promise<ApiObject>;
  /** The IP object for a Pod in the namespace `default`; resolves when the controller has taken it. */
  reserve(podName: string, spec: Spec): Promise<ApiObject>;
  /** Resolves when it runs. */
  runPod(name: string, annotations: Spec): Promise<ApiObject>;
}

const isReserved = (ip: ApiObject): boolean => ip.metadata.labels?.["ovn.kubernetes.io/ip_reserved"] === "true";

export function objectsOf({ admin }: Pick<TestedCluster, "admin">): ClusterObjects {
  const create = async (path: string, object: ApiObject): Promise<void> => {
    const { status, body } = await admin("POST", path, object);
    assert.equal(status, 201, JSON.stringify(body));
  };
  const createKubeOvn: ClusterObjects["createKubeOvn"] = (kind, name, spec, labels = {}) =>
    create(`${KUBE_OVN_API}/${kind.toLowerCase()}s`, {
      apiVersion: "kubeovn.io/v1",
      kind,
      metadata: { name, labels },
      spec,
    });
  const until: ClusterObjects["until"] = async (path, isAsWanted) => {
    for (;;) {
      const { status, body } = await admin("GET", path);
      if (status === 200 && isAsWanted(body)) return body;
      await sleep(50);
    }
  };
  return {
    createKubeOvn,
    until,
    async createSubnet(name, { cidrBlock, gateway, protocol, excluded }) {
      await createKubeOvn("Subnet", name, { cidrBlock, gateway, protocol, excludeIps: [gateway, excluded] });
      await until(
        `${KUBE_OVN_API}/subnets/${name}`,
        ({ status }) => status?.v4availableIPs > 0 || status?.v6availableIPs > 0,
      );
    },
    async createVip(name, spec) {
      await createKubeOvn("Vip", name, spec);
      return until(`${KUBE_OVN_API}/vips/${name}`, ({ status }) => status?.mac);
    },
    async reserve(podName, spec) {
      const name = `${podName}.default`;
      // Kube-OVN 1.13 may crash on an IP without labels (pkg/controller/ip.go handleAddReservedIP writes into a nil map).
      const labels = { [SUBNET_LABEL]: spec.subnet ?? "" };
      await createKubeOvn("IP", name, { podName, namespace: "default", ...spec }, labels);
      return until(`${KUBE_OVN_API}/ips/${name}`, isReserved);
    },
    async runPod(name, annotations) {
      const metadata = { name, annotations };
      const spec = { containers: [{ name: "main", image: "none" }] };
      await create(PODS, { apiVersion: "v1", kind: "Pod", metadata, spec });
      return until(`${PODS}/${name}`, ({ status }) => status?.phase === "Running");
    },
  };
}
