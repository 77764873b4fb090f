import { ROOMS } from "../provider/kinds";
import { KINDS, type Kind, servedToken, typeToken } from "../provider/plan";
import type { Properties } from "./properties";

/** The kinds of the module `kubeovn`. */
type KubeOvnKind = Extract<Kind, keyof Properties>;

const isKubeOvn = (kind: Kind): kind is KubeOvnKind => !kind.includes(".");
const kinds = KINDS.filter(isKubeOvn);

/** Type tokens of Kube-OVN's resources, as policies, URNs and transforms see them. They never change. */
export const TYPES: { readonly [K in KubeOvnKind]: string } = Object.fromEntries(
  kinds.map((kind) => [kind, typeToken(kind)]),
) as { [K in KubeOvnKind]: string };

/** The same of a stack with `kubeovn:plugin`. */
export const PLUGIN_TYPES: typeof TYPES = Object.fromEntries(
  kinds.map((kind) => [kind, servedToken(kind)]),
) as unknown as typeof TYPES;

/** Names of their properties, arguments and planned values, for policies: a misspelled one is an error of the compiler. */
export const PROPERTIES: Properties = Object.fromEntries(
  kinds.map((kind) => {
    const names = [...Object.keys(ROOMS[kind].fields), ...Object.keys(ROOMS[kind].planned)];
    return [kind, Object.fromEntries(names.map((name) => [name, name]))];
  }),
) as unknown as Properties;
