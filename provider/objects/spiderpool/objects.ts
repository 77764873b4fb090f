import {
  ANNOTATION,
  cidrLabel,
  declarerOf,
  FIELDS,
  SPIDER_ANNOTATION,
  SPIDER_LABEL,
  type SpiderKind,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { pick, placed } from "../kubeovn/objects";
import { stampAnnotations } from "../kubeovn/stamp";
import { SPIDERPOOL_API, type SpiderObjectKind } from "./kinds";

type Inputs = Readonly<Record<string, unknown>>;

/** Arguments that are not fields of a spec. */
const NOT_IN_SPEC = ["key", "adopt", "timeouts", "name", "namespace", "onImpact", "attachmentName", "cniVersion"];

function object(kind: SpiderObjectKind, inputs: Inputs, spec: Inputs, labels?: Record<string, string>): KubeObject {
  return {
    apiVersion: SPIDERPOOL_API,
    kind,
    metadata: {
      name: String(inputs.name),
      ...(labels ? { labels } : {}),
      annotations: stampAnnotations(declarerOf(inputs)),
    },
    spec,
  };
}

function specOf(kind: SpiderKind, inputs: Inputs): Inputs {
  return pick(
    inputs,
    Object.keys(FIELDS[kind]).filter((field) => !NOT_IN_SPEC.includes(field)),
  );
}

/**
 * The object a SpiderReservedIP is written as. `ipVersion` is always there: an object without one reserves nothing, and
 * makes Spiderpool's controller fail.
 *
 * @source spiderpool cmd/spiderpool-agent/cmd/crd_manager.go
 */
export function spiderReservedIpObject(inputs: Inputs): KubeObject {
  return object("SpiderReservedIP", inputs, specOf("spiderpool.ReservedIP", inputs));
}

/** The object a SpiderIPPool is written as, with what the webhook would fill in; its finalizer is left to Spiderpool. */
export function spiderIpPoolObject(inputs: Inputs): KubeObject {
  const labels = { [SPIDER_LABEL.poolCidr]: cidrLabel(String(inputs.subnet)) };
  return object("SpiderIPPool", inputs, specOf("spiderpool.IPPool", inputs), labels);
}

export function spiderSubnetObject(inputs: Inputs): KubeObject {
  const labels = { [SPIDER_LABEL.subnetCidr]: cidrLabel(String(inputs.subnet)) };
  return object("SpiderSubnet", inputs, specOf("spiderpool.Subnet", inputs), labels);
}

/** The pool of one address that a FixedIP is. */
export function fixedPoolObject(inputs: Inputs): KubeObject {
  const { ip, cidr, namespace, selector, ...others } = inputs;
  const pool = spiderIpPoolObject({
    ...others,
    subnet: cidr,
    ips: [ip],
    podAffinity: { matchLabels: selector },
    ...(!namespace ? {} : { namespaceName: [namespace] }),
  });
  return { ...pool, metadata: { ...pool.metadata, annotations: placed(declarerOf(inputs)) } };
}

/** Names of a SpiderMultusConfig's attachment and CNI version are annotations. */
export function multusConfigObject(inputs: Inputs): KubeObject {
  const config = object("SpiderMultusConfig", inputs, specOf("spiderpool.MultusConfig", inputs));
  const { attachmentName, cniVersion } = inputs;
  return {
    ...config,
    metadata: {
      ...config.metadata,
      namespace: String(inputs.namespace),
      annotations: {
        ...config.metadata.annotations,
        ...(!attachmentName ? {} : { [SPIDER_ANNOTATION.attachmentName]: String(attachmentName) }),
        ...(!cniVersion ? {} : { [SPIDER_ANNOTATION.cniVersion]: String(cniVersion) }),
      },
    },
  };
}

/** The address that a pool was made to fix, with the space it is unique in; undefined for a pool of any other making. */
export function fixedClaim(pool: KubeObject): { readonly subnet: string; readonly ip: string } | undefined {
  if (pool.kind !== "SpiderIPPool" || pool.metadata.annotations?.[ANNOTATION.placement] === undefined) return undefined;
  const { subnet, ips } = (pool.spec ?? {}) as { subnet?: unknown; ips?: unknown };
  const [ip] = Array.isArray(ips) ? ips : [];
  return typeof subnet === "string" && typeof ip === "string" ? { subnet, ip } : undefined;
}
