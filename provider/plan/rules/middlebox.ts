import { type Address, isFault, parseAddress } from "../../ipam";
import type { Middlebox } from "../live/middlebox";
import { isGuestOf } from "../live/sharing";
import type { Holding } from "../live/snapshot";
import type { PlannedSubnet } from "../program/subnet-shape";
import { whyNot } from "../refusals/read-faults";
import { isPodOf } from "../terms/pod-names";
import type { LiveContext } from "./live-context";
import { PLACE_RULES } from "./place";
import { type Findings, judgeLive, type Rule, rulesOf, stuckWhileWritten } from "./rule";
import { missingSubnet } from "./subject";
import { missingVpc } from "./vpc";

/** A gateway or load balancer with what its texts mean. */
export interface MiddleboxSubject<B extends Middlebox = Middlebox> {
  readonly box: B;
  /** Each of its addresses, in each subnet in which it counts. */
  readonly placed: readonly { readonly field: string; readonly address: Address; readonly subnet: PlannedSubnet }[];
  /** Texts that are not an address. */
  readonly malformed: readonly { readonly text: string; readonly why: string }[];
}

const WRONG = { live: "wrong" } as const;
const POD = "kube-ovn pkg/controller/pod.go acquireAddress: the pod of the gateway asks for it";

/** Subnets that an object names and cannot do without. */
export function subnetRules<B extends Middlebox>(
  kinds: readonly string[],
  looksAt: string,
  source: string,
  named: (box: B, around: LiveContext) => readonly string[],
): readonly Rule<MiddleboxSubject<B>>[] {
  const rule = rulesOf<MiddleboxSubject<B>>();
  const common = { kinds, looksAt, levels: WRONG, stops: stuckWhileWritten, source };
  return [
    rule("unknown-subnet", {
      ...common,
      look: ({ box }, around) =>
        named(box, around)
          .filter((name) => name !== "" && around.subnet(name) === undefined)
          .map((name) => missingSubnet(name, around)),
    }),
    rule("broken-subnet", {
      ...common,
      look: ({ box }, around) =>
        named(box, around)
          .filter((name) => around.isBroken(name))
          .map((subnet) => ({ subnet })),
    }),
  ];
}

/** The VPC that a gateway is in. */
export function vpcRule<B extends Middlebox & { readonly vpc: string }>(
  kind: B["kind"],
  source: string,
): Rule<MiddleboxSubject<B>> {
  return rulesOf<MiddleboxSubject<B>>()("unknown-vpc", {
    kinds: [kind],
    looksAt: "vpc",
    levels: WRONG,
    stops: stuckWhileWritten,
    source,
    look: ({ box: { vpc } }, around) => missingVpc(vpc, around),
  });
}

/** The places that no address of an object may be in. */
export function placeRules(
  kinds: readonly string[],
  looksAt: string,
  counts: (code: string) => boolean = () => true,
): readonly Rule<MiddleboxSubject>[] {
  return PLACE_RULES.filter(({ code, levels }) => levels.live !== undefined && counts(code)).map((place) => ({
    ...place,
    kinds,
    looksAt,
    levels: WRONG,
    look: ({ placed }, around) =>
      placed.flatMap(({ address, subnet }) =>
        place.look({ kind: "Vip", address, subnet, allowExcluded: true }, around),
      ),
  }));
}

/** A text that is not an address, and an address that someone else has or asks for. */
export function addressRules(
  kinds: readonly string[],
  looksAt: string,
  source: string = POD,
): readonly Rule<MiddleboxSubject>[] {
  const rule = rulesOf<MiddleboxSubject>();
  return [
    rule("malformed-address", {
      kinds,
      looksAt,
      levels: WRONG,
      stops: stuckWhileWritten,
      source,
      look: ({ malformed }) => malformed,
    }),
    rule("address-shared", {
      kinds,
      looksAt,
      levels: WRONG,
      stops: stuckWhileWritten,
      source,
      look: ({ box, placed }, around) =>
        placed.flatMap(({ address, subnet }) => {
          const other = around
            .holdingsAt(subnet.space, address)
            .find((holding) => !isOwn(holding, box, around) && !isShared(holding, box, around));
          return other === undefined ? [] : [{ address, subnet: subnet.name, holder: other.holder }];
        }),
    }),
    rule("address-asked", {
      kinds,
      looksAt,
      levels: { live: "risk" },
      source: "pod templates, stopped VMs, pending pods, and fields by which other kinds ask",
      look: ({ box, placed }, around) =>
        placed.flatMap(({ address, subnet }) => {
          const demand = around
            .claimsAt(subnet.space, address)
            .find(({ claimant }) => !isOwnClaim(claimant, box, around));
          return demand === undefined ? [] : [{ address, subnet: subnet.name, claimant: demand.claimant }];
        }),
    }),
  ];
}

/** Judges a gateway or load balancer by the rules of its kind. */
export function judgeMiddlebox<B extends Middlebox>(
  rules: readonly Rule<MiddleboxSubject<B>>[],
  box: B,
  around: LiveContext,
): Findings {
  const subject = subjectOf(box, around);
  const isTaken = subject.placed.some(({ address, subnet }) =>
    around.holdingsAt(subnet.space, address).some((holding) => isOwn(holding, box, around)),
  );
  return judgeLive(rules, subject, isTaken ? "taken" : "written", around);
}

function subjectOf<B extends Middlebox>(box: B, around: LiveContext): MiddleboxSubject<B> {
  const placed: MiddleboxSubject["placed"][number][] = [];
  const malformed: MiddleboxSubject["malformed"][number][] = [];
  for (const { field, text, reach } of box.addresses) {
    const address = parseAddress(text);
    if (isFault(address)) {
      malformed.push({ text, why: whyNot("address", text, address) });
      continue;
    }
    const names = reach.in === "network" ? [reach.name] : around.views.reached(reach, [address]);
    for (const subnet of names.map((name) => around.subnet(name)))
      if (typeof subnet === "object") placed.push({ field, address, subnet });
  }
  return { box, placed, malformed };
}

/** Whether a holding is the object's own: by its status, or as the pod that it runs as, or the IP of that. */
function isOwn({ key, holder }: Holding, box: Middlebox, around: LiveContext): boolean {
  return key === box.key || (box.podOwner !== undefined && isPodOf(box.podOwner, around.podBehind(holder)));
}

/** Whether a claimant is the object, what runs it, or a pod of that. */
function isOwnClaim(claimant: Holding["holder"], box: Middlebox, around: LiveContext): boolean {
  const { podOwner } = box;
  if (claimant.kind === box.kind && claimant.name === box.name && inOne(claimant, box)) return true;
  if (podOwner === undefined) return false;
  const isOwner =
    claimant.kind === podOwner.kind &&
    claimant.name === podOwner.name &&
    (podOwner.namespace === undefined || inOne(claimant, podOwner));
  return isOwner || isPodOf(podOwner, around.podBehind(claimant));
}

/** Whether an address is meant for both, or the other one has it in other books. */
function isShared(holding: Holding, box: Middlebox, around: LiveContext): boolean {
  if (box.kind !== "SwitchLBRule") return holding.sharesWith === box.key;
  const type = around.snapshot.reservations.get(`Vip/${holding.holder.name}`)?.type;
  return holding.holder.kind === box.kind || isGuestOf({ key: box.key }, { key: holding.key, type });
}

function inOne(
  a: { readonly namespace?: string | undefined },
  b: { readonly namespace?: string | undefined },
): boolean {
  return a.namespace === b.namespace;
}
