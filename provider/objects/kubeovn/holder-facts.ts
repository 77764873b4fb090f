import { claimKey, type Demand, type Holder } from "../../plan";
import type { KubeObject } from "../kube-object";
import { ADDRESS_FIELDS, textsAt } from "./address-fields";
import { addressesIn, joinAddresses, macIn } from "./addresses";
import { type Facts, NONE, NOTHING, type Unplaced } from "./fact";
import { part, parts, text } from "./kinds";

/** What an object has and asks for by the fields of its kind that addresses stand in. */
export function fieldFacts(object: KubeObject): Facts {
  const fields = Object.entries(ADDRESS_FIELDS[object.kind] ?? {});
  const { name, namespace } = object.metadata;
  const holder: Holder = { kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
  const key = namespace === undefined ? `${object.kind}/${name}` : `${object.kind}/${namespace}/${name}`;
  const mac = macIn(fields.flatMap(([path, meaning]) => (meaning === "mac" ? textsAt(object, path) : []))[0] ?? "");
  const unplaced: Unplaced[] = [];
  const demands: Demand[] = [];
  for (const [path, meaning] of fields) {
    if (typeof meaning === "string") continue;
    const addresses = addressesIn(textsAt(object, path));
    if (addresses.length === 0) continue;
    const reach = meaning.where(object);
    const known = JSON.stringify(reach);
    if (meaning.is === "holds") {
      const at = unplaced.findIndex((one) => JSON.stringify(one.reach) === known);
      const before = unplaced[at];
      if (before === undefined) unplaced.push({ key, holder, addresses, mac, reach });
      else unplaced[at] = { ...before, addresses: joinAddresses(before.addresses, addresses) };
    } else demands.push({ key: claimKey(holder), claimant: holder, reach, addresses });
  }
  return { ...NOTHING, unplaced, demands: demands.length === 0 ? NONE : demands };
}

/** Internal addresses of nodes, which Kube-OVN gives to nobody in the overlay of the default VPC. */
export function nodeFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = parts(part(object, "status"), "addresses")
    .filter(({ type }) => type === "InternalIP")
    .flatMap((entry) => addressesIn([text(entry, "address")]));
  const holder = { kind: "Node", name };
  return { ...NOTHING, unplaced: [{ key: `Node/${name}`, holder, addresses, reach: { in: "overlay" } }] };
}
