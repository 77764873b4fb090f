import type { KubeObject } from "../objects/kube-object";
import { snapshotOf } from "../objects/kubeovn/facts";
import type { Snapshot } from "../plan";
import type { Properties } from "./fields";
import type { ObjectForm } from "./room";

/** A cluster with nothing but the objects that checked inputs are written as. */
export interface WrittenCluster {
  readonly snapshot: Snapshot;
  /** The same objects, of which nothing is said but their names. */
  readonly bare: Snapshot;
}

/** What a snapshot tells of objects before any controller has looked at them. */
export function writtenCluster(
  resources: readonly { readonly form: ObjectForm; readonly inputs: Properties }[],
): WrittenCluster {
  const objects = resources.map(({ form, inputs }) => form.write(inputs));
  return { snapshot: snapshotOf(objects), bare: snapshotOf(objects.map(bareObject)) };
}

function bareObject({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: namespace === undefined ? { name } : { name, namespace } };
}
