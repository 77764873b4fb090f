import { type Address, printAddress } from "../../ipam";
import { isVirtualPortOf, type PortDuty, virtualPortName } from "../../plan";
import { joinNames, ownerKey, ownersOf, type PortRow, virtualIpOf, virtualParentsOf } from "./port-row";

/** A port that a resource needs. */
export type WantedPort = WantedVirtualPort | WantedAddressPort;

/** The port of an allowed-address pair: its parents may claim the address. */
export interface WantedVirtualPort {
  readonly kind: "virtual";
  readonly vip: string;
  readonly logicalSwitch: string;
  readonly address: Address;
  /** The Vip has an address of the other family too, and so another port. */
  readonly isDual: boolean;
  readonly parents: readonly string[];
}

/** A port that answers for the addresses of a Vip by itself. */
export interface WantedAddressPort {
  readonly kind: "address";
  readonly name: string;
  readonly logicalSwitch: string;
  /** The first of its addresses, which is its key. */
  readonly address: Address;
  /** `MAC IPv4 IPv6`. */
  readonly addresses: string;
  readonly options: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
}

/** The columns that are written. */
export type PortColumns = Pick<PortRow, "options" | "addresses" | "externalIds">;

/** Who resets a port that has this as its vendor: Kube-OVN's controller takes those of its own name away with a subnet's next reconcile. */
const VENDOR: Readonly<Record<PortDuty, string>> = { own: "kube-ovn", repair: "pulumi-kubeovn", verify: "" };

const PARENTS = "virtual-parents";

/** Names under which the port may be there already; the first is that of a new one. */
export function namesOf(port: WantedPort): readonly string[] {
  if (port.kind === "address") return [port.name];
  const { vip, address, isDual } = port;
  return [virtualPortName(vip, address, isDual), virtualPortName(vip, address, !isDual)];
}

/** Whether the row is the port that is wanted, in whatever state. */
export function isRowOf(port: WantedPort, row: PortRow): boolean {
  if (port.kind === "address") return row.type === "" && row.name === port.name;
  return isVirtualPortOf({ ...row, virtualIp: virtualIpOf(row) }, port.vip, port.address, port.isDual);
}

/** The columns of a new row. */
export function newColumns(port: WantedPort, owner: string, duty: PortDuty): PortColumns {
  const blank = {
    options: new Map<string, string>(),
    addresses: [],
    externalIds: new Map([
      ["ls", port.logicalSwitch],
      ["vendor", VENDOR[duty]],
      [ownerKey(owner), ""],
    ]),
  };
  return wantedColumns(port, blank, owner, duty);
}

/**
 * The columns of a row that is there, as they have to be: what others have put into the maps stays.
 *
 * Parents are everybody's who asked for the port; beside Kube-OVN's controller they are what it says, once it has said something.
 */
export function wantedColumns(port: WantedPort, row: PortColumns, owner: string, duty: PortDuty): PortColumns {
  const options = new Map(row.options);
  const externalIds = new Map(row.externalIds);
  const isMarked = duty === "own" || ownersOf(row).size > 0;
  if (isMarked) externalIds.set(ownerKey(owner), port.kind === "virtual" ? joinNames(port.parents) : "");
  if (port.kind === "address") {
    for (const [key, value] of Object.entries(port.options)) options.set(key, value);
    for (const [key, value] of Object.entries(port.externalIds)) externalIds.set(key, value);
    return { options, addresses: [port.addresses], externalIds };
  }
  options.set("virtual-ip", printAddress(port.address));
  if (duty === "own") {
    setParents(options, allParents(externalIds));
  } else if (virtualParentsOf(row).length === 0) {
    setParents(options, port.parents);
  }
  return { options, addresses: row.addresses, externalIds };
}

/**
 * What is left of a row when a resource no longer asks for it; "delete" when nobody does.
 *
 * @param isOurs     a row that this package made
 * @param isGivenUp  the Vip is no pair's any more, so that its row has no use, whoever made it
 */
export function releasedColumns(
  row: PortRow,
  owner: string,
  duty: PortDuty,
  { isOurs, isGivenUp }: { readonly isOurs: boolean; readonly isGivenUp: boolean },
): PortColumns | "delete" {
  const externalIds = new Map(row.externalIds);
  const wasAsked = externalIds.delete(ownerKey(owner));
  const isAsked = ownersOf({ externalIds }).size > 0;
  if (!isAsked && ((isOurs && wasAsked) || (isGivenUp && duty === "repair"))) return "delete";
  const options = new Map(row.options);
  if (duty === "own" && wasAsked && row.type === "virtual") setParents(options, allParents(externalIds));
  return { options, addresses: row.addresses, externalIds };
}

/** Whether writing the columns would change the row; the order of parents has no meaning. */
export function isSame(row: PortRow, columns: PortColumns): boolean {
  const normal = (one: PortColumns): string =>
    JSON.stringify([
      [...one.options].filter(([key]) => key !== PARENTS).sort(),
      joinNames(virtualParentsOf(one)),
      [...one.addresses].sort(),
      [...one.externalIds].sort(),
    ]);
  return normal(row) === normal(columns);
}

function allParents(externalIds: ReadonlyMap<string, string>): Iterable<string> {
  return [...ownersOf({ externalIds }).values()].flat();
}

function setParents(options: Map<string, string>, parents: Iterable<string>): void {
  const csv = joinNames(parents);
  if (csv === "") options.delete(PARENTS);
  else options.set(PARENTS, csv);
}
