import type { KubeObject } from "../objects/kube-object";
import { part } from "../objects/kubeovn/kinds";
import { STAMP } from "../objects/kubeovn/stamp";
import { ANNOTATION } from "../plan";

/**
 * A live object with the desired one's fields: what the object before it had and the desired one has not goes, fields of
 * others stay.
 *
 * @param before  the object as the last inputs write it; undefined for one that was not written before
 */
export function mergeObject(live: KubeObject, desired: KubeObject, before: KubeObject | undefined): KubeObject {
  const had = before === undefined ? {} : part(before, "spec");
  const desiredSpec = part(desired, "spec");
  const kept = Object.entries(part(live, "spec")).filter(([field]) => field in desiredSpec || !(field in had));
  const annotations = { ...live.metadata.annotations };
  for (const name of [...Object.keys(before?.metadata.annotations ?? {}), ANNOTATION.strategy, ...STAMP])
    delete annotations[name];
  const { labels } = desired.metadata;
  return {
    ...live,
    metadata: {
      ...live.metadata,
      ...(labels === undefined ? {} : { labels: { ...live.metadata.labels, ...labels } }),
      annotations: { ...annotations, ...desired.metadata.annotations },
    },
    spec: { ...Object.fromEntries(kept), ...desiredSpec },
  };
}

/** A Vip's, IP's or pool's merge. A MAC that Kube-OVN chose stays, though the state has it (pkg/controller/vip.go). */
export function mergeFields(write: (inputs: Readonly<Record<string, unknown>>) => KubeObject) {
  return (
    live: KubeObject,
    inputs: Readonly<Record<string, unknown>>,
    olds: Readonly<Record<string, unknown>> | undefined,
  ): KubeObject => {
    const before = olds === undefined ? undefined : write({ ...olds, macAddress: undefined });
    return mergeObject(live, write(inputs), before);
  };
}
