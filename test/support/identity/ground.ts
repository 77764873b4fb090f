import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { openStore } from "../../../provider/connect/stores";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { part } from "../../../provider/objects/kubeovn/kinds";
import { openKubernetesStore } from "../../../provider/stores/kubernetes/store";
import { FAST_CLOCK, startApiServer } from "../api-server";
import type { EngineOptions } from "../engine/engine";
import { propertyFolder } from "../property";
import { SHARED, STRANGERS } from "./entities";
import { filesOf, type LiveObject, objectName, objectsIn } from "./objects";

/** Where stacks have their objects, and what can be seen there. */
export interface Ground {
  /** Of the engines that work there. */
  readonly engine: Pick<EngineOptions, "config" | "openStore">;
  /** Something that any write of a stack changes. */
  written(): Promise<unknown>;
  /** All objects, by {@link objectName}, once nothing is under way. */
  objects(): Promise<ReadonlyMap<string, LiveObject>>;
  /** Throws when anything of a stranger has changed. */
  checkStrangers(): Promise<void>;
  close(): Promise<void>;
}

/** A manifest directory of its own. */
export async function onDirectory(): Promise<Ground> {
  const directory = propertyFolder("identity");
  writeFileSync(path.join(directory, "strangers.yaml"), STRANGERS);
  writeFileSync(path.join(directory, "shared.yaml"), SHARED);
  return {
    engine: { config: { "kubeovn:manifests": directory, "kubeovn:prune": "true" } },
    written: async () => filesOf(directory),
    objects: async () => objectsIn(filesOf(directory)),
    async checkStrangers() {
      assert.equal(filesOf(directory).get("strangers.yaml"), STRANGERS, "nothing of a stranger has changed");
    },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Namespace that some of the entities are in. */
const NETS: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "nets" } };

/** A cluster of its own, in this process, whose time passes faster. */
export async function onCluster(): Promise<Ground> {
  const strangers = documentsIn(STRANGERS);
  const server = await startApiServer({ objects: [...strangers, ...documentsIn(SHARED), NETS], spiderpool: true });
  const settled = async (): Promise<readonly KubeObject[]> => {
    await server.controller.idle();
    return server.objects();
  };
  // Kube-OVN's controller adds what it finds missing.
  const theirs = async (): Promise<unknown> => {
    const objects = new Map((await settled()).map((object) => [objectName(object), object]));
    return strangers.map((written) => {
      const live = objects.get(objectName(written)) ?? assert.fail(`${objectName(written)} is gone`);
      const { uid, labels, annotations } = live.metadata;
      const spec = only(part(live, "spec"), part(written, "spec"));
      return { uid, annotations, labels: only(labels, written.metadata.labels), spec };
    });
  };
  const before = await theirs();
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
    checkStrangers: async () => assert.deepEqual(await theirs(), before, "nothing of a stranger has changed"),
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
