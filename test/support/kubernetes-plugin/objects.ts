import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";

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

/** A directory of YAML, one file per object. */
export async function openDirectory(directory: string): Promise<Objects> {
  const fileOf = ({ apiVersion, kind, metadata }: KubeObject): string => {
    const folder = kind === "CustomResourceDefinition" ? "0-crd" : "1-manifest";
    const parts = [
      apiVersion.replaceAll(/[/:]/g, "_"),
      kind.toLowerCase(),
      metadata.namespace ?? "default",
      metadata.name,
    ];
    return join(resolve(directory), folder, `${parts.join("-")}.yaml`);
  };
  const write = (object: KubeObject): KubeObject => {
    mkdirSync(dirname(fileOf(object)), { recursive: true });
    writeFileSync(fileOf(object), stringify(object));
    return object;
  };
  return {
    create: async (object) => write(object),
    update: async (object) => write(object),
    async read(object) {
      const file = fileOf(object);
      return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
    },
    async delete(object) {
      rmSync(fileOf(object), { force: true });
    },
  };
}
