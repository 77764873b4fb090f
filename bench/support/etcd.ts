import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { KubeObject } from "../../provider/objects/kube-object";
import { loadToolchain } from "../../test/support/toolchain";

/** The etcd of a test cluster, through the gateway that it answers HTTP with. */
export interface Etcd {
  /** An object as the API server keeps it, which knows custom resources by this key: `/registry/<group>/<plural>/<name>`. */
  get(key: string): Promise<KubeObject>;
  /** Puts objects where the API server finds them, without its checks: a hundred at once, where it takes one per request. */
  put(objects: Iterable<readonly [key: string, object: KubeObject]>): Promise<void>;
}

/** How many puts a transaction takes unless etcd is told otherwise (etcd.io/docs, --max-txn-ops). */
const OPERATIONS = 128;

interface KubernetesModule {
  clusterFiles(folder: string): { readonly etcdSocket: string };
}

/** @param folder  of the cluster */
export async function openEtcd(folder: string): Promise<Etcd> {
  const { clusterFiles } = await loadToolchain<KubernetesModule>("../cluster/kubernetes.mjs");
  const { etcdSocket: socketPath } = clusterFiles(folder);
  const agent = new Agent({ keepAlive: true });
  const ask = async (path: string, body: object): Promise<unknown> => {
    const outgoing = request({ socketPath, agent, method: "POST", path: `/v3/kv/${path}` });
    outgoing.end(JSON.stringify(body));
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 200) throw new Error(`etcd answers ${response.statusCode}: ${answer}`);
    return JSON.parse(answer);
  };
  return {
    async get(key) {
      const { kvs } = (await ask("range", { key: base64(key) })) as { kvs?: readonly [{ value: string }] };
      if (kvs === undefined) throw new Error(`etcd has no ${key}`);
      return JSON.parse(Buffer.from(kvs[0].value, "base64").toString());
    },
    async put(objects) {
      let success: object[] = [];
      const commit = async (): Promise<void> => {
        if (success.length > 0) await ask("txn", { success });
        success = [];
      };
      for (const [key, object] of objects) {
        success.push({ requestPut: { key: base64(key), value: base64(JSON.stringify(object)) } });
        if (success.length === OPERATIONS) await commit();
      }
      await commit();
    },
  };
}

function base64(value: string): string {
  return Buffer.from(value).toString("base64");
}
