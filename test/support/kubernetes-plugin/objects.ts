import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Where the objects of a program go. */
export interface Objects {
  /** Rejects when the object is there already. */
  create(object: KubeObject): Promise<KubeObject>;
  read(object: KubeObject): Promise<KubeObject | undefined>;
  update(object: KubeObject): Promise<KubeObject>;
  /** Resolves when it is gone. */
  delete(object: KubeObject): Promise<void>;
}

const FIELD_MANAGER = "pulumi-kubernetes-stand-in";
const LOOK_AGAIN_MS = 100;

/** The cluster that kubectl would talk to. */
export async function openCluster(): Promise<Objects> {
  const { ApiException, KubeConfig, KubernetesObjectApi, PatchStrategy } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromDefault();
  const api = KubernetesObjectApi.makeApiClient(config);
  const apply = (object: KubeObject): Promise<KubeObject> =>
    api.patch(object, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply);
  const read = async (object: KubeObject): Promise<KubeObject | undefined> => {
    try {
      const { apiVersion, kind, metadata } = object;
      const { name, namespace = "" } = metadata;
      return (await api.read({ apiVersion, kind, metadata: { name, namespace } })) as KubeObject;
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  };
  return {
    read,
    update: apply,
    async create(object) {
      const { name } = object.metadata;
      if ((await read(object)) !== undefined) throw new Error(`${object.kind} ${JSON.stringify(name)} exists already`);
      return apply(object);
    },
    async delete(object) {
      if ((await read(object)) === undefined) return;
      await api.delete(object, undefined, undefined, undefined, undefined, "Foreground");
      while ((await read(object)) !== undefined) await sleep(LOOK_AGAIN_MS);
    },
  };
}

/**
 * A directory of YAML, one file per object: what is read is the state, never the files.
 *
 * @source pulumi-kubernetes provider/pkg/provider/provider.go renderYaml, renderPathForResource, Read, Delete
 */
export async function openDirectory(directory: string): Promise<Objects> {
  const folders = ["0-crd", "1-manifest"].map((name) => join(resolve(directory), name));
  const fileOf = ({ apiVersion, kind, metadata }: KubeObject): string => {
    const folder = folders[kind === "CustomResourceDefinition" ? 0 : 1] ?? "";
    const parts = [
      apiVersion.replaceAll(/[/:]/g, "_"),
      kind.toLowerCase(),
      metadata.namespace ?? "default",
      metadata.name,
    ];
    return join(folder, `${parts.join("-")}.yaml`);
  };
  const write = (object: KubeObject): KubeObject => {
    for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const text = stringify(object, { sortMapEntries: true, indentSeq: false, lineWidth: 0 });
    writeFileSync(fileOf(object), text, { mode: 0o600 });
    return object;
  };
  return {
    create: async (object) => write(object),
    update: async (object) => write(object),
    read: async (object) => object,
    async delete(object) {
      rmSync(fileOf(object), { force: true });
    },
  };
}
