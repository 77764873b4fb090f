import { type Family, intersect, printRangeSet, type Range, rangeSetOf } from "../../ipam";
import type { LivePool } from "../live/snapshot";
import { rangeInside } from "../program/subnet-shape";
import type { Facts, RefusalCode } from "../refusals/messages";
import { readRanges } from "../refusals/read";
import { collectRefusals, type Refusal } from "../refusals/refusal";
import type { NamedPool } from "../subnets/subnet-views";
import { printVersion } from "../terms/version";
import type { LiveContext } from "./live-context";
import { type Findings, judgeLive, type Rule, rulesOf } from "./rule";
import { missingSubnet } from "./subject";

/** An IPPool, declared or live, with what its texts mean. */
export interface PoolSubject {
  readonly name: string;
  readonly subnet: string;
  readonly namespaces: readonly string[];
  /** Nobody has made it yet. */
  readonly isNew: boolean;
  /** Those of its ranges that are in the subnet. */
  readonly ranges: readonly Range[];
  readonly faults: readonly Refusal[];
  /** Its addresses are to be an address set of OVN. */
  readonly isAddressSet: boolean;
  /** The pool that is deleted before this one is made. */
  readonly leaving?: string | undefined;
}

const rule = rulesOf<PoolSubject>();
const KINDS = ["IPPool"];
const ASKED = { new: "refused", live: "wrong" } as const;
const ADDRESS_SET =
  "kube-ovn 1.14 and newer, pkg/controller/ippool.go: the pool's name becomes that of an address set, which has one family";
const IPAM = "kube-ovn pkg/ipam/subnet.go AddOrUpdateIPPool";

/** No address is in two pools of one subnet, and no namespace in two pools where a release knows one. */
export const DECLARED_POOL_RULES: readonly Rule<PoolSubject>[] = [
  rule("pool-overlap", {
    kinds: KINDS,
    looksAt: "ips",
    levels: ASKED,
    source: IPAM,
    look: ({ name, subnet, ranges, leaving }, { views }) =>
      views
        .poolsOf(subnet)
        .filter((other) => other.name !== name && other.name !== leaving)
        .flatMap((other) => sharedWith(ranges, other)),
  }),
  rule("pool-namespace", {
    kinds: KINDS,
    until: [1, 14],
    looksAt: "namespaces",
    levels: ASKED,
    source:
      "kube-ovn 1.13 pkg/controller/namespace.go writes the first pool that it finds into the namespace's annotation",
    look: ({ name, namespaces, leaving }, { views, version }) =>
      namespaces.flatMap((namespace) => {
        const other = views.poolsFor(namespace).find((pool) => pool !== name && pool !== leaving);
        return other === undefined ? [] : [{ namespace, pool: other, version: printVersion(version) }];
      }),
  }),
  rule("leading-digit", {
    kinds: KINDS,
    looksAt: "name",
    levels: ASKED,
    source: ADDRESS_SET,
    look: ({ name, isAddressSet }) =>
      isAddressSet && /^\d/.test(name) ? [{ kind: "IPPool", name, why: "which OVN refuses for an address set" }] : [],
  }),
  rule("pool-families", {
    kinds: KINDS,
    looksAt: "enableAddressSet",
    levels: ASKED,
    source: ADDRESS_SET,
    look: ({ name, isAddressSet, ranges }) =>
      isAddressSet && new Set(ranges.map(({ family }) => family)).size > 1 ? [{ name }] : [],
  }),
  begunIn("refused-subnet"),
  begunIn("leaving-subnet"),
];

function begunIn<C extends "refused-subnet" | "leaving-subnet">(code: C): Rule<PoolSubject> {
  return rulesOf<PoolSubject>()(code, {
    kinds: KINDS,
    looksAt: "subnet",
    levels: { new: "refused" },
    source: `${IPAM}: a Subnet that is refused or goes has no addresses`,
    look({ subnet, isNew }, around) {
      const why = isNew && typeof around.subnet(subnet) === "object" ? around.whyRefused(subnet) : undefined;
      return why?.code === code ? [why.facts as Facts[C]] : [];
    },
  });
}

function reading<C extends RefusalCode>(code: C): Rule<PoolSubject> {
  return rulesOf<PoolSubject>()(code, {
    kinds: KINDS,
    looksAt: "ips",
    levels: ASKED,
    source: IPAM,
    look: ({ faults }) => faults.filter((fault) => fault.code === code).map(({ facts }) => facts as Facts[C]),
  });
}

/** What an IPPool is judged by. */
export const POOL_RULES: readonly Rule<PoolSubject>[] = [
  rule("unknown-subnet", {
    kinds: KINDS,
    looksAt: "subnet",
    levels: ASKED,
    source: "kube-ovn pkg/controller/ippool.go handleAddOrUpdateIPPool",
    look: ({ subnet }, around) => (around.subnet(subnet) === undefined ? [missingSubnet(subnet, around)] : []),
  }),
  rule("broken-subnet", {
    kinds: KINDS,
    looksAt: "subnet",
    levels: ASKED,
    source: "kube-ovn pkg/controller/ippool.go handleAddOrUpdateIPPool",
    look: ({ subnet }, around) => (around.isBroken(subnet) ? [{ subnet }] : []),
  }),
  reading("malformed-range"),
  reading("reversed-range"),
  reading("host-bits"),
  reading("outside-subnet"),
  ...DECLARED_POOL_RULES,
];

/** What is wrong with a live IPPool. */
export function judgePool(
  { name, subnet, ips, namespaces, isAddressSet, isLeaving }: LivePool,
  around: LiveContext,
): Findings {
  const { report, refusals: faults } = collectRefusals();
  const view = around.subnet(subnet);
  const read = readRanges(ips, "ips", report, { cidr: true });
  const ranges =
    typeof view === "object"
      ? read.filter((range) => rangeInside(range, view.prefixes, "ips", "pool address", report))
      : read;
  return judgeLive(
    POOL_RULES,
    { name, subnet, namespaces, isNew: false, ranges, faults, isAddressSet },
    isLeaving ? "leaving" : "taken",
    around,
  );
}

/** The first range that is in both, of each family. */
function sharedWith(ranges: readonly Range[], other: NamedPool): readonly Facts["pool-overlap"][] {
  if (!ranges.some((range) => other.ranges.some((one) => overlaps(range, one)))) return [];
  return ([4, 6] satisfies Family[]).flatMap((family) => {
    const of = (all: readonly Range[]): Range[] => all.filter((range) => range.family === family);
    const shared = intersect(rangeSetOf(family, of(ranges)), rangeSetOf(family, of(other.ranges)));
    return printRangeSet(shared)
      .slice(0, 1)
      .map((range) => ({ range, pool: other.name }));
  });
}

function overlaps(a: Range, b: Range): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}
