import type { KubeObject } from "../objects/kube-object";
import { annotation, part, texts } from "../objects/kubeovn/kinds";
import {
  exclude,
  plannedRangeOf,
  readPlannedRanges,
  withPlannedRangesAnnotation,
} from "../objects/kubeovn/planned-ranges";
import { stampAnnotations, stampOf } from "../objects/kubeovn/stamp";
import { takingByConditions } from "../objects/kubeovn/taking";
import {
  ANNOTATION,
  allocationOf,
  checkSubnet,
  claimFor,
  type Declarer,
  declaredName,
  declarerOf,
  equalValues,
  holderName,
  isMadeBy,
  reserveNothing,
  subnetFields,
  textList,
} from "../plan";
import { type Properties, readFields, writeFields } from "./fields";
import { mergeObject } from "./merge";
import { kubeOvnType, NOTHING_HELD, NOWHERE, namedObject, type ObjectRoom, spots } from "./room";

const TYPE = kubeOvnType("Subnet");

/** Fields that are read whether they were declared or not; the rest Kube-OVN fills in (pkg/controller/subnet.go formatSubnet). */
const ALWAYS_READ = ["name", "cidrBlock", "gateway", "excludeIps", "protocol"];

/** The object a Subnet is written as; its own planned range stands in the annotation as well as in `excludeIps`. */
function write(inputs: Properties): KubeObject {
  const { metadata, spec } = writeFields(subnetFields, inputs);
  const { range, strategy } = allocation(inputs);
  const declarer = declarerOf(inputs);
  const annotations = { ...stampAnnotations(declarer), ...(strategy ? { [ANNOTATION.strategy]: strategy } : {}) };
  const object: KubeObject = {
    apiVersion: TYPE.apiVersion,
    kind: TYPE.kind,
    metadata: { ...metadata, annotations },
    spec,
  };
  const { owner } = declarer;
  return withPlannedRangesAnnotation(
    object,
    range.length > 0 ? [{ owner, claim: claimFor(declarer), range, added: range }] : [],
  );
}

/** A live Subnet with the declared fields in place; planned ranges that others put into its `excludeIps` stay. */
function merge(live: KubeObject, inputs: Properties, olds: Properties | undefined): KubeObject {
  const desired = write(inputs);
  const selves = [inputs, olds ?? {}].map(declarerOf);
  const others = readPlannedRanges(live).filter((planned) => !selves.some((self) => isMadeBy(planned, self)));
  const merged = mergeObject(live, desired, olds === undefined ? undefined : write(olds));
  const spec = part(merged, "spec");
  const added = others.flatMap((planned) => planned.added);
  const excludeIps = [...texts(spec, "excludeIps"), ...exclude(added, texts(spec, "excludeIps"))];
  return withPlannedRangesAnnotation({ ...merged, spec: { ...spec, excludeIps } }, [
    ...others,
    ...readPlannedRanges(desired),
  ]);
}

/** Declared fields only, where there is a state: what Kube-OVN fills in by itself is no drift. */
function read(live: KubeObject, olds: Properties): Properties {
  const isGet = olds.owner === undefined;
  const self = declarerOf(isGet ? { ...stampOf(live) } : olds);
  const foreign = readPlannedRanges(live).flatMap((planned) => (isMadeBy(planned, self) ? [] : planned.added));
  const isFilledIn = (field: string): boolean => !isGet && !ALWAYS_READ.includes(field);
  const { excludeIps: _, ...found } = readFields(subnetFields, live, olds, { isFilledIn });
  const excludeIps = exclude(texts(part(live, "spec"), "excludeIps"), foreign);
  const declared = readAllocation(live, self, olds.allocation);
  return {
    ...found,
    ...(declared === undefined ? {} : { allocation: declared }),
    ...(excludeIps.length === 0 ? {} : { excludeIps }),
  };
}

/** The allocation as annotations say it, in the words of the state where it says the same. */
function readAllocation(live: KubeObject, self: Declarer, old: unknown): unknown {
  const range = plannedRangeOf(live, self)?.range ?? [];
  const strategy = annotation(live, ANNOTATION.strategy);
  const known = allocation({ allocation: old });
  if (equalValues(range, known.range) && equalValues(strategy, known.strategy)) return old;
  const found = { ...(range.length > 0 ? { range } : {}), ...(strategy === undefined ? {} : { strategy }) };
  return Object.keys(found).length === 0 ? undefined : found;
}

function allocation(inputs: Properties): { range: readonly string[]; strategy: string | undefined } {
  const { range, strategy } = allocationOf(inputs) ?? {};
  return { range: textList(range), strategy: typeof strategy === "string" ? strategy : undefined };
}

/** A network of Kube-OVN. */
export const SUBNET: ObjectRoom = {
  fields: subnetFields,
  planned: { v4Usable: "updates", v6Usable: "updates" },
  shapesSubnets: true,
  reserve: reserveNothing,
  check: checkSubnet,
  ...namedObject({
    ...TYPE,
    write,
    taking: takingByConditions,
    // It stays in Terminating permanently while anything is in it: kube-ovn pkg/controller/subnet.go.
    usedBy: async (name, _, snapshot) =>
      (await snapshot()).holdings
        .filter(({ subnet }) => subnet === name)
        .map(({ holder }) => ({ text: holderName(holder), givenUpBy: holder.givenUpBy })),
    claim: null,
    read,
    merge,
  }),
  stage: "network",
  held: NOTHING_HELD,
  standsAt: (name, args) => spots("subnet", args.name ?? name),
  waitsFor: NOWHERE,
  setsAside: (name, args) => ({ subnet: declaredName({ name, args }), range: allocation(args).range }),
};
