import { createHash } from "node:crypto";
import { type Address, printAddress } from "../../ipam";
import type { Row, Uuid } from "../../ovsdb-client";
import { canonicalAddress } from "../../plan";

/** A row of Logical_Switch_Port as far as it matters here. */
export interface PortRow {
  readonly uuid: Uuid;
  readonly name: string;
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
  readonly addresses: readonly string[];
  readonly externalIds: ReadonlyMap<string, string>;
}

export const PORT_COLUMNS = ["_uuid", "name", "type", "options", "addresses", "external_ids"] as const;

const OWNER = "pulumi-kubeovn:";
const NAMESPACE = Buffer.from("0b6f3ce1d6f44b9c8a5c5ed3a6c1f2d7", "hex");

export function readPort(row: Row): PortRow {
  const { _uuid, name, type, options, addresses, external_ids } = row;
  return {
    uuid: String(_uuid) as Uuid,
    name: String(name),
    type: String(type),
    options: options as PortRow["options"],
    addresses: addresses as PortRow["addresses"],
    externalIds: external_ids as PortRow["externalIds"],
  };
}

/**
 * The uuid a port of ours has: a function of its switch and address, so that of two transactions that make a port for one
 * address the second fails, whoever sends it and whatever name it chose.
 *
 * @source RFC 9562 section 5.5 (version 5: SHA-1 of namespace and name)
 */
export function portUuid(logicalSwitch: Uuid, address: Address): Uuid {
  const bytes = createHash("sha1")
    .update(NAMESPACE)
    .update(`${logicalSwitch}/${printAddress(address)}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-") as Uuid;
}

/** The address of a virtual port, in canonical form when it is one. */
export function virtualIpOf({ options }: PortRow): string | undefined {
  const text = options.get("virtual-ip");
  return text === undefined ? undefined : canonicalAddress(text);
}

/** Logical ports that may claim the address of a virtual port, in the order of their names. */
export function virtualParentsOf({ options }: Pick<PortRow, "options">): readonly string[] {
  return namesIn(options.get("virtual-parents"));
}

/** The resources that asked for a port, with the parents each of them wants. */
export function ownersOf({ externalIds }: Pick<PortRow, "externalIds">): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...externalIds]
      .filter(([key]) => key.startsWith(OWNER))
      .map(([key, parents]) => [key.slice(OWNER.length), namesIn(parents)]),
  );
}

/** Key under which a resource marks a port as its own. */
export function ownerKey(owner: string): string {
  return `${OWNER}${owner}`;
}

export function joinNames(names: Iterable<string>): string {
  return [...new Set(names)].sort().join(",");
}

function namesIn(csv: string | undefined): readonly string[] {
  return (csv ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .sort();
}
