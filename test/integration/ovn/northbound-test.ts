import { run, type Server } from "../../support/ovn-servers";

/** A row as `ovn-nbctl --format=json` tells it, with maps and sets as plain values. */
export interface PrintedPort {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly external_ids: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
}

/** Asks OVN's own program, so that what we wrote is read by someone else. */
export function nbctl(server: Server, ...args: readonly string[]): string {
  return run("ovn-nbctl", `--db=unix:${server.socket}`, ...args);
}

/** The ports of a switch in the order of their names, as `ovn-nbctl` sees them. */
export function portsOf(server: Server, logicalSwitch: string): readonly PrintedPort[] {
  const listed = nbctl(server, "lsp-list", logicalSwitch)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => /\((.*)\)$/.exec(line)?.[1] ?? "");
  return listed.sort().map((name) => portNamed(server, name));
}

function portNamed(server: Server, name: string): PrintedPort {
  const columns = "--columns=name,type,options,external_ids,addresses";
  const printed = nbctl(server, "--format=json", columns, "find", "Logical_Switch_Port", `name="${name}"`);
  const { data } = JSON.parse(printed) as { readonly data: readonly (readonly unknown[])[] };
  const [foundName, type, options, ids, addresses] = data[0] ?? [];
  return {
    name: String(foundName),
    type: String(type),
    options: mapOf(options),
    external_ids: mapOf(ids),
    addresses: setOf(addresses),
  };
}

/** @source RFC 7047 section 5.1: `["map", [[key, value], …]]`, and a set of one is the value itself */
function mapOf(value: unknown): Record<string, string> {
  return Object.fromEntries((value as [string, [string, string][]])[1]);
}

function setOf(value: unknown): readonly string[] {
  return typeof value === "string" ? [value] : (value as [string, string[]])[1];
}
