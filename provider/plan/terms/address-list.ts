import { isFault, parseAddress } from "../../ipam";

/**
 * A list of addresses as an `ip_pool` annotation; every entry is `v4`, `v6` or `v4,v6`.
 *
 * @source kube-ovn pkg/controller/pod.go acquireAddress: split at ";" where there is one, else at ",", and then two entries
 *         of different families are one entry
 */
export function printAddressList(entries: readonly string[]): string {
  const addresses = entries.flatMap((entry) => entry.split(","));
  const isOneFamily = new Set(addresses.map(familyOf)).size === 1;
  return entries.join(isOneFamily ? "," : ";");
}

/** What an `ip_pool` annotation means to Kube-OVN. */
export type PoolAnnotation =
  | { readonly kind: "pool"; readonly name: string }
  | { readonly kind: "list"; readonly entries: readonly string[] }
  /** Both families between commas: every address would be an entry of its own. `meant` says it so that it is understood. */
  | { readonly kind: "misread"; readonly meant: string };

/** Reads an `ip_pool` annotation as Kube-OVN does. */
export function readPoolAnnotation(text: string): PoolAnnotation {
  const separator = text.includes(";") ? ";" : ",";
  const parts = text.split(separator).map((part) => part.trim());
  const [only = ""] = parts;
  if (parts.length === 1 && !only.includes(",") && familyOf(only) === undefined) return { kind: "pool", name: only };
  if (separator === ";" || new Set(parts.map(familyOf)).size === 1) return { kind: "list", entries: parts };
  if (parts.length === 2) return { kind: "list", entries: [parts.join(",")] };
  return { kind: "misread", meant: pairsOf(parts).join(";") };
}

/** Neighbors of different families as pairs. */
function pairsOf(parts: readonly string[]): readonly string[] {
  const pairs: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const [one = "", next] = parts.slice(i, i + 2);
    const isPair = next !== undefined && familyOf(one) !== familyOf(next);
    pairs.push(isPair ? `${one},${next}` : one);
    if (isPair) i++;
  }
  return pairs;
}

function familyOf(text: string): 4 | 6 | undefined {
  const address = parseAddress(text);
  return isFault(address) ? undefined : address.family;
}
