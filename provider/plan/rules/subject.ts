import { type Address, isFault, parseAddress } from "../../ipam";
import type { Demand } from "../live/demand";
import type { Written, WrittenAddresses } from "../live/written";
import type { PlannedSubnet } from "../program/subnet-shape";
import type { Facts } from "../refusals/messages";
import { suggest } from "../terms/suggest";
import { CONTROLLER_FINALIZERS } from "./finalizers";
import type { LiveContext } from "./live-context";
import { PLACE_RULES, refusesGatewayToVips } from "./place";
import { type Levels, type Phase, type Rule, rulesOf } from "./rule";

/** An IP or a Vip with what its texts mean. */
export interface Subject<W extends Written = Written> {
  readonly written: W;
  /** Key of its holding. */
  readonly key: string;
  /** The subnet, where it is there and in order. */
  readonly subnet: PlannedSubnet | undefined;
  readonly addresses: readonly Address[];
  /** Texts that are no address: Kube-OVN drops them and chooses an address itself. */
  readonly altered: readonly { readonly field: string; readonly text: string }[];
}

/** Reads address texts as the controller does; empty ones are none. @source kube-ovn pkg/util/net.go GetStringIP */
export function readTexts(
  texts: readonly { readonly field: string; readonly text: string }[],
): Pick<Subject, "addresses" | "altered"> {
  const addresses: Address[] = [];
  const altered: { readonly field: string; readonly text: string }[] = [];
  for (const { field, text } of texts) {
    if (text === "") continue;
    const address = parseAddress(text);
    if (isFault(address)) altered.push({ field, text });
    else addresses.push(address);
  }
  return { addresses, altered };
}

export function subjectOf<W extends Written>(
  written: W,
  key: string,
  read: Pick<Subject, "addresses" | "altered">,
  around: LiveContext,
): Subject<W> {
  const view = around.subnet(written.subnet);
  return { written, key, subnet: typeof view === "object" ? view : undefined, ...read };
}

const rule = rulesOf<Subject>();
const BOTH = ["IP", "Vip"];
const WRONG: Levels = { adopted: "refused", live: "wrong" };
const ASKED: Levels = { new: "refused", ...WRONG };
const WRITTEN: readonly Phase[] = ["written"];
const LEAVING: readonly Phase[] = ["leaving"];
const ADD = "kube-ovn pkg/controller/ip.go handleAddReservedIP, pkg/controller/vip.go handleAddVirtualIP";

/** What keeps an object from going. */
export const LEAVING_RULES: readonly Rule<Subject>[] = [
  rule("leaving-subnet-missing", {
    kinds: BOTH,
    looksAt: "subnet",
    levels: WRONG,
    phases: LEAVING,
    stops: "leaving",
    source: "kube-ovn pkg/controller/ip.go handleDelIP, pkg/controller/vip.go handleDelVirtualIP",
    look({ written, subnet }) {
      // Without a type there is no port of a Vip to look for, so the subnet is not asked for.
      const isAsked = written.kind === "IP" || written.type !== "";
      const hasOwn = written.finalizers.some((finalizer) => CONTROLLER_FINALIZERS.includes(finalizer));
      return hasOwn && isAsked && subnet === undefined ? [{ subnet: written.subnet }] : [];
    },
  }),
  rule("leaving-foreign", {
    kinds: BOTH,
    looksAt: "metadata.finalizers",
    levels: WRONG,
    phases: LEAVING,
    stops: "leaving",
    source: "Kubernetes: an object goes when its last finalizer has been taken off",
    look: ({ written }) => foreignFinalizers(written.finalizers),
  }),
];

export const SUBNET_NAME_RULES: readonly Rule<Subject>[] = [
  rule("no-subnet", {
    kinds: BOTH,
    looksAt: "subnet",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written }) => (written.subnet === "" ? [{}] : []),
  }),
];

/** A subnet that is not there, or that the controller's own reading fails on. */
export const SUBNET_RULES: readonly Rule<Subject>[] = [
  rule("broken-subnet", {
    kinds: BOTH,
    looksAt: "subnet",
    levels: ASKED,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written }, around) => (around.isBroken(written.subnet) ? [{ subnet: written.subnet }] : []),
  }),
  rule("unknown-subnet", {
    kinds: BOTH,
    looksAt: "subnet",
    levels: ASKED,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written }, around) =>
      around.subnet(written.subnet) === undefined ? [missingSubnet(written.subnet, around)] : [],
  }),
];

/** The facts of a subnet that is not there. */
export function missingSubnet(subnet: string, { views }: LiveContext): Facts["unknown-subnet"] {
  const known = views.names();
  const suggestion = suggest(subnet, known);
  return suggestion === undefined ? { subnet, known } : { subnet, known, suggestion };
}

/** Where the addresses are. */
export const SUBJECT_PLACE_RULES: readonly Rule<Subject>[] = PLACE_RULES.filter(
  ({ levels }) => levels.live !== undefined,
).map(
  (place): Rule<Subject> => ({
    ...place,
    // Only a Vip's gateway is looked at, and not by every release.
    look: ({ written, addresses, subnet }, around) =>
      subnet === undefined
        ? []
        : addresses.flatMap((address) =>
            place.look({ kind: written.kind, address, subnet, allowExcluded: true }, around),
          ),
  }),
);

/** The same, and what is none. */
export const ADDRESS_RULES: readonly Rule<Subject>[] = [
  ...SUBJECT_PLACE_RULES,
  rule("not-an-address", {
    kinds: BOTH,
    looksAt: "v4ip",
    levels: WRONG,
    phases: WRITTEN,
    source: "kube-ovn pkg/util/net.go GetStringIP",
    look: ({ altered }) => altered,
  }),
];

/** Vips wait until the gateway is theirs, which it never is, where a release looks at it. */
export const VIP_ADDRESS_RULES: readonly Rule<Subject>[] = ADDRESS_RULES.map((one) =>
  one.code === "gateway-address"
    ? {
        ...one,
        stops: (version, phase) => (phase === "written" && refusesGatewayToVips(version) ? "stuck" : undefined),
      }
    : one,
);

/** Someone else has the address too. An IP is given it all the same; a Vip waits until it is free. */
export function sharedRule(kind: "IP" | "Vip"): Rule<Subject> {
  return rule("address-shared", {
    kinds: [kind],
    looksAt: "v4ip",
    // A plan knows better who is going to leave: it refuses by its own books.
    levels: { live: "wrong" },
    ...(kind === "Vip" ? { stops: (_, phase) => (phase === "written" ? "stuck" : undefined) } : {}),
    source: ADD,
    look: ({ written, key, subnet, addresses }, around) =>
      subnet === undefined
        ? []
        : addresses.flatMap((address) => {
            const other = around.othersAt(subnet.name, address, key).find((holding) =>
              written.kind === "IP"
                ? !around.isRunBy(holding, written)
                : // A switch-LB rule is not in the controller's books.
                  holding.holder.kind !== "SwitchLBRule",
            );
            return other === undefined ? [] : [{ address, subnet: subnet.name, holder: other.holder }];
          }),
  });
}

/**
 * Someone asks for the address and does not have it: it will not be given, or take the object's place while that is away.
 *
 * @param isOwn  whether the object is for the claimant
 */
export function askedRule(kind: "IP" | "Vip", isOwn: (demand: Demand, subject: Subject) => boolean): Rule<Subject> {
  return rule("address-asked", {
    kinds: [kind],
    looksAt: "v4ip",
    // A plan refuses only what is begun at such an address.
    levels: { new: "refused", live: "risk" },
    source: "pod templates, stopped VMs, pending pods, and fields by which other kinds ask",
    look(subject, around) {
      const { subnet, addresses } = subject;
      if (subnet === undefined) return [];
      return addresses.flatMap((address) => {
        const demand = around.claimsAt(subnet.space, address).find((one) => !isOwn(one, subject));
        return demand === undefined ? [] : [{ address, subnet: subnet.name, claimant: demand.claimant }];
      });
    },
  });
}

/** What of an object differs from what it was given. */
export function editsOf({ v4ip, v6ip, macAddress, status }: WrittenAddresses): readonly Facts["edited"][] {
  const pairs = [
    { field: "macAddress", spec: macAddress, status: status.mac },
    { field: "v4ip", spec: v4ip, status: status.v4ip },
    { field: "v6ip", spec: v6ip, status: status.v6ip },
  ];
  return pairs.filter(({ spec, status: was }) => was !== "" && spec !== was);
}

/** Kube-OVN refuses an IPv6 address with capital letters. */
export function upperCaseRule(kinds: readonly string[], source: string): Rule<Subject<Written & WrittenAddresses>> {
  return rulesOf<Subject<Written & WrittenAddresses>>()("upper-case", {
    kinds,
    looksAt: "v6ip",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source,
    look: ({ written: { v6ip } }) => (/[A-Z]/.test(v6ip) ? [{ address: v6ip }] : []),
  });
}

export { ADD, ASKED, WRITTEN, WRONG };

/** Kube-OVN's own are no obstacle. */
export function foreignFinalizers(
  finalizers: readonly string[],
): readonly { readonly finalizers: readonly string[] }[] {
  const foreign = finalizers.filter((finalizer) => !CONTROLLER_FINALIZERS.includes(finalizer));
  return foreign.length === 0 ? [] : [{ finalizers: foreign }];
}
