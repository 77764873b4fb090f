import type { KubeObject } from "../kube-object";
import { SPIDERPOOL_API } from "../spiderpool/kinds";
import { ADDRESS_FIELDS, type Meaning } from "./address-fields";
import { factsOf } from "./facts";
import { GATEWAY_CONFIG } from "./gateway-config";
import { KUBEOVN_API } from "./kinds";

/**
 * Whether an object says anything about who has which address. What does not may stand twice, or be misshapen: no plan
 * depends on it.
 */
export function isDeciding(object: KubeObject): boolean {
  if (isAddressApi(object.apiVersion)) return true;
  const { holdings, unplaced, byStatus, ports, demands, pairPod, spider } = factsOf(object);
  if (spider?.is === "claims" || byStatus !== undefined) return true;
  return [holdings, unplaced, ports, demands ?? []].some((list) => list.length > 0) || pairPod !== undefined;
}

/** Whether every kind of an API is about addresses. */
export function isAddressApi(apiVersion: string): boolean {
  return apiVersion === KUBEOVN_API || apiVersion === SPIDERPOOL_API;
}

/** What no text lacks in which an object decides: an API of addresses, or the words by which others say theirs. */
const WORDS: readonly string[] = [
  KUBEOVN_API,
  SPIDERPOOL_API,
  ".kubernetes.io/ip_address",
  ".kubernetes.io/ip_pool",
  ".kubernetes.io/port_vips",
  "ipam.spidernet.io/",
  "InternalIP",
  GATEWAY_CONFIG.name,
];
/** Kinds that a template can give to an API which it does not name. */
const TEMPLATED = /\bapiVersion["']?[ \t]*:[ \t]*["']?(?:\{\{|\{%|\$\{|<%|\[\[)/;
const KINDS = new RegExp(
  `\\bkind["']?[ \\t]*:[ \\t]*["']?(?:\\{\\{|\\{%|\\$\\{|<%|\\[\\[|(?:Spider\\w+|${decidingKinds().join("|")})\\b)`,
);
const ATTACHED = /"ips"\s*:/;
/** Of a pod's status; a container that is told its pod's address names the field without a value. */
const OF_STATUS = /\bpodIPs?["']?[ \t]*:/;

/** Kube-OVN's kinds that hold addresses or ask for some. */
function decidingKinds(): readonly string[] {
  const isElsewhere = (meaning: Meaning): boolean => meaning === "elsewhere";
  return Object.keys(ADDRESS_FIELDS).filter(
    (kind) => kind !== "Service" && !Object.values(ADDRESS_FIELDS[kind] ?? {}).every(isElsewhere),
  );
}

/** Whether a text that cannot be read may hold an object that decides. */
export function mayHide(text: string): boolean {
  const plain = unescaped(text);
  if (WORDS.some((word) => plain.includes(word))) return true;
  return (TEMPLATED.test(plain) && KINDS.test(plain)) || ATTACHED.test(plain) || OF_STATUS.test(plain);
}

/** Escapes and escaped line breaks of quoted texts may stand in a word. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text
    .replace(/\\\r?\n[ \t]*/g, "")
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U0000([\da-fA-F]{4}))/g, (_, ...digits: readonly string[]) =>
      String.fromCharCode(Number.parseInt(digits.slice(0, 3).find((one) => one !== undefined) ?? "0", 16)),
    )
    .replace(/\\(["/])/g, "$1");
}
