import {
  DEFAULT_NAMESPACE,
  type FamilyNames,
  type InterfaceNames,
  type PodAsk,
  type PoolClaim,
  parseAttachments,
  printAttachments,
  SPIDER_ANNOTATION,
} from "../../plan";
import type { KubeObject } from "../kube-object";
import { podTemplates } from "../kubeovn/demands";
import { fieldsOf, text, texts } from "../kubeovn/kinds";

type Annotations = Readonly<Record<string, unknown>>;

/** What the annotations of a pod ask of Spiderpool; what is no JSON fails the pod, and asks for nothing. */
export function askIn(annotations: Annotations, namespace: string): PodAsk {
  const of = (field: keyof typeof SPIDER_ANNOTATION): string | undefined => {
    const value = annotations[SPIDER_ANNOTATION[field]];
    return typeof value === "string" ? value : undefined;
  };
  const networksIn = (field: "networks" | "defaultNetwork"): readonly string[] | undefined => {
    const value = of(field);
    const read = value === undefined ? [] : parseAttachments(value, namespace);
    return read?.map((one) => printAttachments([one]));
  };
  const [ippool, ippools, subnet, subnets] = [
    oneIn(of("ippool")),
    severalIn(of("ippools")),
    oneIn(of("subnet")),
    severalIn(of("subnets")),
  ];
  const [ippoolIpNumber, networks] = [of("ippoolIpNumber"), networksIn("networks")];
  const [defaultNetwork] = networksIn("defaultNetwork") ?? [];
  return {
    ...(ippools === undefined ? (ippool === undefined ? {} : { ippool }) : { ippools }),
    ...(subnets === undefined ? (subnet === undefined ? {} : { subnet }) : { subnets }),
    ...(ippoolIpNumber === undefined ? {} : { ippoolIpNumber }),
    ...(defaultNetwork === undefined ? {} : { defaultNetwork }),
    ...(networks === undefined || networks.length === 0 ? {} : { networks }),
  };
}

/** The pod templates of an object that ask for pools or SpiderSubnets; any kind may have one, and several. */
export function claimsIn(object: KubeObject): readonly PoolClaim[] {
  const { kind, metadata, spec } = object;
  const { name, namespace = DEFAULT_NAMESPACE } = metadata;
  const { replicas } = fieldsOf(spec);
  return podTemplates(object).flatMap(({ annotations, labels }) => {
    const ask = askIn(annotations, namespace);
    if ([ask.ippool, ask.ippools, ask.subnet, ask.subnets].every((one) => one === undefined)) return [];
    const texts = Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return [
      {
        claimant: { kind, name, namespace },
        ask,
        replicas: typeof replicas === "number" ? replicas : ONE_BY_DEFAULT.includes(kind) ? 1 : undefined,
        labels: texts.length === 0 ? undefined : Object.fromEntries(texts),
      },
    ];
  });
}

/** Kinds that make one pod where they do not say how many. */
const ONE_BY_DEFAULT = [
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "ReplicationController",
  "CloneSet",
  "Rollout",
  "VirtualMachine",
  "VirtualMachineInstance",
];

/** The default pools of a namespace: annotations with a list of names each, as JSON. */
export function namespacePoolsIn(object: KubeObject): FamilyNames {
  const of = (field: "defaultIpv4" | "defaultIpv6"): readonly string[] => {
    const names = jsonIn(object.metadata.annotations?.[SPIDER_ANNOTATION[field]]);
    return texts({ names }, "names");
  };
  return { ipv4: of("defaultIpv4"), ipv6: of("defaultIpv6") };
}

function oneIn(json: string | undefined): FamilyNames | undefined {
  const value = jsonIn(json);
  return value === undefined ? undefined : namesOf(value);
}

function severalIn(json: string | undefined): readonly InterfaceNames[] | undefined {
  const value = jsonIn(json);
  return Array.isArray(value)
    ? value.filter((item) => item !== null && typeof item === "object").map((item) => interfaceOf(item))
    : undefined;
}

function interfaceOf(item: unknown): InterfaceNames {
  const name = text(fieldsOf(item), "interface");
  return { ...namesOf(item), ...(name === "" ? {} : { interface: name }) };
}

function namesOf(value: unknown): FamilyNames {
  const [ipv4, ipv6] = [texts(fieldsOf(value), "ipv4"), texts(fieldsOf(value), "ipv6")];
  return { ...(ipv4.length === 0 ? {} : { ipv4 }), ...(ipv6.length === 0 ? {} : { ipv6 }) };
}

function jsonIn(json: unknown): unknown {
  if (typeof json !== "string") return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
