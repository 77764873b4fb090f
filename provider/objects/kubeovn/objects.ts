import { PLACEMENT_VERSION } from "../../ipam";
import {
  ANNOTATION,
  claimFor,
  type Declarer,
  declarerOf,
  FIELDS,
  isMadeBy,
  LABEL,
  podNameOf,
  podTypeOf,
  type SetMember,
  type Workload,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { exclude, readBands, withBandAnnotation } from "./bands";
import { KUBEOVN_API, part, texts } from "./kinds";
import { STAMP, stampAnnotations } from "./stamp";

type Inputs = Readonly<Record<string, unknown>>;

/** Arguments of a Subnet that are not fields of its spec. */
const NOT_IN_SPEC = new Set(["key", "adopt", "timeouts", "name", "allocation"]);

/** Annotations of an object whose address was planned. */
export function placed(declarer: Declarer): Record<string, string> {
  return { ...stampAnnotations(declarer), [ANNOTATION.placement]: String(PLACEMENT_VERSION) };
}

/** The object a Vip is written as. An empty field is left out, which Kube-OVN reads the same. */
export function vipObject(inputs: Inputs): KubeObject {
  const fields = ["subnet", "type", "v4ip", "v6ip", "macAddress", "namespace", "selector"];
  return {
    apiVersion: KUBEOVN_API,
    kind: "Vip",
    metadata: { name: String(inputs.name), annotations: placed(declarerOf(inputs)) },
    spec: pick(inputs, fields),
  };
}

/**
 * The object a ReservedIP is written as.
 *
 * Labels are set beforehand because the controller's patch keeps only those it saw, and `ipAddress` beside the two
 * families because its start-up reads that one.
 *
 * @source kube-ovn pkg/controller/ip.go handleAddReservedIP, pkg/controller/init.go syncIPCR
 */
export function ipObject(inputs: Inputs): KubeObject {
  const workload = inputs.workload as Workload;
  return memberObject(declarerOf(inputs), String(inputs.subnet), {
    name: String(inputs.name),
    podName: podNameOf(workload),
    namespace: String(workload.namespace),
    podType: podTypeOf(workload),
    ...pick(inputs, ["v4IpAddress", "v6IpAddress", "macAddress"]),
  });
}

/** The object of one member of a ReservedIPSet, or of the only one. */
export function memberObject(declarer: Declarer, subnet: string, member: SetMember): KubeObject {
  const { name, podName, namespace, podType, v4IpAddress, v6IpAddress, macAddress } = member;
  const addresses = [v4IpAddress, v6IpAddress].filter((address) => address !== undefined);
  return {
    apiVersion: KUBEOVN_API,
    kind: "IP",
    metadata: {
      name,
      labels: { [LABEL.subnet]: subnet, [subnet]: "", [LABEL.ipReserved]: "true" },
      annotations: placed(declarer),
    },
    spec: {
      subnet,
      namespace,
      podName,
      podType,
      ipAddress: addresses.join(","),
      ...pick({ v4IpAddress, v6IpAddress, macAddress }, ["v4IpAddress", "v6IpAddress", "macAddress"]),
    },
  };
}

export function ipPoolObject(inputs: Inputs): KubeObject {
  return {
    apiVersion: KUBEOVN_API,
    kind: "IPPool",
    metadata: { name: String(inputs.name), annotations: stampAnnotations(declarerOf(inputs)) },
    spec: pick(inputs, ["subnet", "ips", "namespaces", "enableAddressSet"]),
  };
}

/** The object a Subnet is written as; its own planned band stands in the annotation as well as in `excludeIps`. */
export function subnetObject(inputs: Inputs): KubeObject {
  const fields = Object.keys(FIELDS.Subnet).filter((field) => !NOT_IN_SPEC.has(field));
  const { range, strategy } = allocation(inputs);
  const declarer = declarerOf(inputs);
  const annotations = { ...stampAnnotations(declarer), ...(strategy ? { [ANNOTATION.strategy]: strategy } : {}) };
  const object: KubeObject = {
    apiVersion: KUBEOVN_API,
    kind: "Subnet",
    metadata: { name: String(inputs.name), annotations },
    spec: pick(inputs, fields),
  };
  const { owner } = declarer;
  return withBandAnnotation(
    object,
    range.length > 0 ? [{ owner, claim: claimFor(declarer), range, added: range }] : [],
  );
}

/** A live Subnet with the declared fields in place; bands that others put into its `excludeIps` stay. */
export function mergeSubnet(live: KubeObject, inputs: Inputs, olds: Inputs): KubeObject {
  const desired = subnetObject(inputs);
  const selves = [declarerOf(inputs), declarerOf(olds)];
  const others = readBands(live).filter((band) => !selves.some((self) => isMadeBy(band, self)));
  const merged = mergeObject(live, desired, pick(olds, Object.keys(FIELDS.Subnet)));
  const spec = part(merged, "spec");
  const added = others.flatMap((band) => band.added);
  const excludeIps = [...texts(spec, "excludeIps"), ...exclude(added, texts(spec, "excludeIps"))];
  return withBandAnnotation({ ...merged, spec: { ...spec, excludeIps } }, [...others, ...readBands(desired)]);
}

/**
 * A live object with the desired one's fields: what the last inputs had and the desired object has not goes, fields of
 * others stay.
 */
export function mergeObject(live: KubeObject, desired: KubeObject, olds: Inputs): KubeObject {
  const liveSpec = part(live, "spec");
  const desiredSpec = part(desired, "spec");
  const hadValue = (field: string): boolean => ![undefined, null, ""].includes(olds[field] as string);
  const kept = Object.entries(liveSpec).filter(([field]) => field in desiredSpec || !hadValue(field));
  const annotations = { ...live.metadata.annotations };
  for (const name of [ANNOTATION.strategy, ...STAMP]) delete annotations[name];
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

function allocation(inputs: Inputs): { range: readonly string[]; strategy: string | undefined } {
  const { range, strategy } = (inputs.allocation ?? {}) as { range?: string | string[]; strategy?: string };
  return { range: range === undefined ? [] : [range].flat(), strategy };
}

/** The named fields that are set; empty texts count as not set. */
export function pick(
  inputs: Inputs,
  fields: readonly string[],
): Record<string, unknown> & { v4IpAddress?: string; v6IpAddress?: string; macAddress?: string } {
  return Object.fromEntries(
    fields
      .filter((field) => inputs[field] !== undefined && inputs[field] !== null && inputs[field] !== "")
      .map((field) => [field, inputs[field]]),
  );
}
