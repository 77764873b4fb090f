import { claimKey, DEFAULT_PROVIDER, type Demand, type Holder, type LiveReservation } from "../../plan";
import type { KubeObject } from "../kube-object";
import { ADDRESS_FIELDS, podOwnerOf, textsAt } from "./address-fields";
import { addressesIn, joinAddresses, macIn } from "./addresses";
import { type Facts, NONE, NOTHING, type Unplaced } from "./fact";
import { annotation, part, parts, text } from "./kinds";
import { middleboxOf } from "./middleboxes";
import { reservationHolder } from "./reservation-facts";
import { stampOf } from "./stamp";
import { writtenEip } from "./written";

/** What an object has and asks for by the fields of its kind that addresses stand in. */
export function fieldFacts(object: KubeObject): Facts {
  const fields = Object.entries(ADDRESS_FIELDS[object.kind] ?? {});
  const { name, namespace } = object.metadata;
  const isReservation = fields.some(([, meaning]) => typeof meaning === "object" && meaning.is === "reserves");
  const stamp = stampOf(object);
  const holder: Holder = isReservation
    ? reservationHolder(object.kind, name, stamp)
    : { kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
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
    if (meaning.is !== "asks") {
      const at = unplaced.findIndex((one) => JSON.stringify(one.reach) === known);
      const before = unplaced[at];
      if (before === undefined) unplaced.push({ key, holder, addresses, mac, reach });
      else unplaced[at] = { ...before, addresses: joinAddresses(before.addresses, addresses) };
    } else {
      const podOwner = podOwnerOf(object);
      const demand = { key: claimKey(holder), claimant: holder, reach, addresses };
      demands.push(podOwner === undefined ? demand : { ...demand, podOwner });
    }
  }
  const home = isReservation ? networkOf(object) : undefined;
  // Where it has no address that can be read, a hold without addresses says where it is.
  if (home !== undefined && unplaced.length === 0)
    unplaced.push({ key, holder, addresses: [], mac, reach: { in: "network", name: home } });
  const [held] = unplaced;
  const reservation = home === undefined || held === undefined ? undefined : reservationOf(object, home, held);
  const middlebox = middleboxOf(object, key);
  return {
    ...NOTHING,
    reservation,
    unplaced,
    demands: demands.length === 0 ? NONE : demands,
    ...(middlebox === undefined ? {} : { middlebox }),
  };
}

/** The network that all fields of a reservation are about, by its name; undefined where there is none. */
function networkOf(object: KubeObject): string | undefined {
  const [meaning] = Object.values(ADDRESS_FIELDS[object.kind] ?? {});
  const reach = typeof meaning === "object" ? meaning.where(object) : undefined;
  return reach?.in === "network" ? reach.name : undefined;
}

/** A reservation in a network, which it is whether or not its addresses can be read. */
function reservationOf(object: KubeObject, subnet: string, { key, addresses, mac }: Unplaced): LiveReservation {
  const written = writtenEip(object, subnet);
  return { kind: written.kind, name: written.name, ...stampOf(object), subnet, key, addresses, mac, written };
}

/**
 * Internal addresses of nodes, which Kube-OVN gives to nobody in the overlay of the default VPC, and no plan on a VLAN unless it
 * is told to; and the address by which a node joins the overlay, which its annotations tell where its IP is not there.
 *
 * @source kube-ovn pkg/controller/init.go InitIPAM; pkg/util/k8s.go NodeLspName
 */
export function nodeFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = parts(part(object, "status"), "addresses")
    .filter(({ type }) => type === "InternalIP")
    .flatMap((entry) => addressesIn([text(entry, "address")]));
  const holder = { kind: "Node", name };
  const unplaced: Unplaced[] = [{ key: `Node/${name}`, holder, addresses, reach: { in: "overlay" } }];
  // On a VLAN Kube-OVN does not mind it, and on the wire it is a duplicate all the same.
  const demands: Demand[] = [
    { key: claimKey(holder), claimant: holder, reach: { in: "underlay" }, addresses, isOnlyAvoided: true },
  ];
  const of = (field: string): string => annotation(object, `${DEFAULT_PROVIDER}.kubernetes.io/${field}`) ?? "";
  const subnet = of("logical_switch");
  if (of("allocated") !== "true" || subnet === "") return { ...NOTHING, unplaced, demands };
  const joined = { key: `port/node-${name}`, holder, subnet, addresses: addressesIn([of("ip_address")]) };
  return { ...NOTHING, unplaced, demands, holdings: [{ ...joined, mac: macIn(of("mac_address")) }] };
}
