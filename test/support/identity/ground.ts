import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { openStore } from "../../../provider/connect/stores";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { part } from "../../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../../provider/plan";
import { openKubernetesStore } from "../../../provider/stores/kubernetes/store";
import { FAST_CLOCK, startApiServer } from "../api-server";
import type { EngineOptions } from "../engine/engine";
import { propertyFolder } from "../property";
import { FOREIGN, SHARED, STRANGERS } from "./entities";
import { filesOf, type LiveObject, objectName, objectsIn } from "./objects";

/** Where stacks have their objects, and what can be seen there. */
export interface Ground {
  /** Of the engines that work there. */
  readonly engine: Pick<EngineOptions, "config" | "openStore">;
  /** Something that any write of a stack changes. */
  written(): Promise<unknown>;
  /** All objects, by {@link objectName}, once nothing is under way. */
  objects(): Promise<ReadonlyMap<string, LiveObject>>;
  /** Throws when anything of a stranger has changed, and when something that nobody has adopted any more is not as it was. */
  checkStrangers(): Promise<void>;
  close(): Promise<void>;
}

/** A manifest directory of its own. */
export async function onDirectory(): Promise<Ground> {
  const directory = propertyFolder("identity");
  writeFileSync(path.join(directory, "strangers.yaml"), STRANGERS);
  writeFileSync(path.join(directory, "shared.yaml"), SHARED);
  const foreign = Object.entries(FOREIGN).map(([kind, text]): [string, string] => [`foreign-${kind}.yaml`, text]);
  for (const [file, text] of foreign) writeFileSync(path.join(directory, file), text);
  return {
    engine: { config: { "kubeovn:manifests": directory, "kubeovn:prune": "true" } },
    written: async () => filesOf(directory),
    objects: async () => objectsIn(filesOf(directory)),
    async checkStrangers() {
      const files = filesOf(directory);
      assert.equal(files.get("strangers.yaml"), STRANGERS, "nothing of a stranger has changed");
      for (const [file, text] of foreign) {
        const now = files.get(file) ?? assert.fail(`${file} is gone`);
        if (!now.includes(ANNOTATION.owner)) assert.equal(now, text, `${file} is given back as it was`);
      }
    },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** What is compared of an object. */
interface Seen {
  readonly uid: unknown;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly labels: object;
  readonly spec: object;
}

/** Namespace that some of the entities are in. */
const NETS: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "nets" } };

/** A cluster of its own, in this process, whose time passes faster. */
export async function onCluster(): Promise<Ground> {
  const strangers = documentsIn(STRANGERS);
  const foreign = Object.values(FOREIGN).flatMap(documentsIn);
  const server = await startApiServer({ objects: [...strangers, ...documentsIn(SHARED), NETS], spiderpool: true });
  const settled = async (): Promise<readonly KubeObject[]> => {
    await server.controller.idle();
    return server.objects();
  };
  // Kube-OVN's controller adds what it finds missing.
  const asWritten = async (all: readonly KubeObject[]): Promise<readonly Seen[]> => {
    const live = new Map((await settled()).map((object) => [objectName(object), object]));
    return all.map((written) => {
      const now = live.get(objectName(written)) ?? assert.fail(`${objectName(written)} is gone`);
      const { uid, labels, annotations } = now.metadata;
      const spec = only(part(now, "spec"), part(written, "spec"));
      return { uid, annotations, labels: only(labels, written.metadata.labels), spec };
    });
  };
  await settled();
  for (const object of foreign) server.create(object);
  const before = { strangers: await asWritten(strangers), foreign: await asWritten(foreign) };
  return {
    engine: {
      config: { "kubeovn:manifests": "", "kubeovn:kubeconfig": server.kubeconfig },
      openStore: (settings) =>
        settings.place.kind === "cluster"
          ? openKubernetesStore({ ...settings.place, clock: FAST_CLOCK })
          : openStore(settings),
    },
    written: async () => server.requests.filter((request) => !request.startsWith("GET ")),
    objects: async () => new Map((await settled()).map((object) => [objectName(object), object as LiveObject])),
    async checkStrangers() {
      assert.deepEqual(await asWritten(strangers), before.strangers, "nothing of a stranger has changed");
      for (const [i, now] of (await asWritten(foreign)).entries()) {
        if (now.annotations?.[ANNOTATION.owner] === undefined)
          assert.deepEqual(now, before.foreign[i], "it is given back as it was");
      }
    },
    close: server.close,
  };
}

function documentsIn(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as KubeObject & { items?: KubeObject[] };
    return object.items ?? [object];
  });
}

/** The fields of an object that another one has. */
function only(fields: object | undefined, others: object = {}): object {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([field]) => field in others));
}
