import { ROOMS } from "../provider/kinds";
import {
  type AapBindingArgs,
  type IPPoolArgs,
  KINDS,
  type Kind,
  type PlannedRangeArgs,
  type ReservedIPArgs,
  type ReservedIPSetArgs,
  type SubnetArgs,
  typeToken,
  type VipArgs,
} from "../provider/plan";

/** The kinds of the module `kubeovn`. */
type KubeOvnKind = keyof Arguments;

interface Arguments {
  readonly Subnet: SubnetArgs;
  readonly PlannedRange: PlannedRangeArgs;
  readonly IPPool: IPPoolArgs;
  readonly ReservedIP: ReservedIPArgs;
  readonly ReservedIPSet: ReservedIPSetArgs;
  readonly Vip: VipArgs;
  readonly AapBinding: AapBindingArgs;
}

/** Values that a resource has beside its arguments. */
interface Planned extends Record<KubeOvnKind, string> {
  readonly Subnet: "v4Usable" | "v6Usable";
  readonly PlannedRange: "size";
  readonly IPPool: "size";
  readonly ReservedIP: never;
  readonly ReservedIPSet: "reservations";
  readonly Vip: never;
  readonly AapBinding: "virtualIps" | "virtualParents";
}

const isKubeOvn = (kind: Kind): kind is KubeOvnKind => !kind.includes(".");
const kinds = KINDS.filter(isKubeOvn);

/** Type tokens of Kube-OVN's resources, as policies, URNs and transforms see them. They never change. */
export const TYPES: { readonly [K in KubeOvnKind]: string } = Object.fromEntries(
  kinds.map((kind) => [kind, typeToken(kind)]),
) as { [K in KubeOvnKind]: string };

type Properties = {
  readonly [K in KubeOvnKind]: { readonly [P in keyof Required<Arguments[K]> | Planned[K]]: P };
};

/** Names of their properties, arguments and planned values, for policies: a misspelled one is an error of the compiler. */
export const PROPERTIES: Properties = Object.fromEntries(
  kinds.map((kind) => {
    const names = [...Object.keys(ROOMS[kind].fields), ...Object.keys(ROOMS[kind].planned)];
    return [kind, Object.fromEntries(names.map((name) => [name, name]))];
  }),
) as unknown as Properties;
