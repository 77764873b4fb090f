import type { Operation, Row, Uuid } from "../../ovsdb-client";
import type { Northbound } from "./northbound";
import { PORT_COLUMNS, type PortRow, portUuid, readPort } from "./port-row";
import { isRowOf, namesOf, type WantedPort } from "./wanted-port";

/** A wanted port, the switch it belongs to, and its row as far as one is known. */
export interface PortPlace<P extends WantedPort = WantedPort> {
  readonly port: P;
  readonly logicalSwitch: Uuid;
  readonly row: PortRow | undefined;
}

/** What is known of the ports: read once, brought up to date by what is written and by a second look where that failed. */
export interface KnownPorts {
  /** Where the port is; "no-switch" and "switch-twice" when its switch cannot be told. */
  find<P extends WantedPort>(port: P): Promise<PortPlace<P> | "no-switch" | "switch-twice">;
  /** Looks again at these ports and their switches. */
  refresh(ports: readonly WantedPort[]): Promise<void>;
  /** Takes in what a transaction has done to a row. */
  remember(row: PortRow): void;
  forget(row: PortRow): void;
}

export function knownPorts(northbound: Northbound): KnownPorts {
  const byName = new Map<string, PortRow>();
  const byUuid = new Map<Uuid, PortRow>();
  const switches = new Map<string, Uuid[]>();
  let reading: Promise<void> | undefined;

  const remember = (row: PortRow): void => {
    byName.set(row.name, row);
    byUuid.set(row.uuid, row);
  };
  const forget = (row: PortRow): void => {
    byName.delete(row.name);
    byUuid.delete(row.uuid);
  };
  const readAll = async (): Promise<void> => {
    const [ports, all] = (await northbound.transact([
      { op: "select", table: "Logical_Switch_Port", where: [["type", "==", "virtual"]], columns: [...PORT_COLUMNS] },
      { op: "select", table: "Logical_Switch", where: [], columns: ["_uuid", "name"] },
    ])) as readonly (readonly Row[])[];
    for (const row of ports ?? []) remember(readPort(row));
    for (const row of all ?? []) addSwitch(row);
  };
  const addSwitch = ({ _uuid, name }: Row): void => {
    switches.set(String(name), [...(switches.get(String(name)) ?? []), _uuid as Uuid]);
  };
  const refresh: KnownPorts["refresh"] = async (ports) => {
    const names = [...new Set(ports.flatMap(namesOf))];
    const places = [...new Set(ports.map((port) => port.logicalSwitch))];
    const select = (table: string, column: string, value: string, columns: readonly string[]) =>
      ({ op: "select", table, where: [[column, "==", value]], columns }) as Operation;
    const keys = ports.flatMap((port) =>
      (switches.get(port.logicalSwitch) ?? []).map((at) => portUuid(at, port.address)),
    );
    const results = (await northbound.transact([
      ...names.map((name) => select("Logical_Switch_Port", "name", name, PORT_COLUMNS)),
      ...keys.map((uuid) => select("Logical_Switch_Port", "_uuid", uuid, PORT_COLUMNS)),
      ...places.map((name) => select("Logical_Switch", "name", name, ["_uuid", "name"])),
    ])) as readonly unknown[] as readonly (readonly Row[])[];
    for (const name of names) {
      const old = byName.get(name);
      if (old !== undefined) forget(old);
    }
    for (const uuid of keys) {
      const old = byUuid.get(uuid);
      if (old !== undefined) forget(old);
    }
    for (const row of results.slice(0, names.length + keys.length).flat()) remember(readPort(row));
    for (const name of places) switches.delete(name);
    for (const row of results.slice(names.length + keys.length).flat()) addSwitch(row);
  };

  return {
    async find(port) {
      reading ??= readAll();
      await reading;
      if (port.kind === "address" && !byName.has(port.name)) await refresh([port]);
      if (!switches.has(port.logicalSwitch)) await refresh([port]);
      const [logicalSwitch, second] = switches.get(port.logicalSwitch) ?? [];
      if (logicalSwitch === undefined) return "no-switch";
      if (second !== undefined) return "switch-twice";
      const own = byUuid.get(portUuid(logicalSwitch, port.address));
      const named = namesOf(port)
        .map((name) => byName.get(name))
        .find((row) => row !== undefined && isRowOf(port, row));
      return { port, logicalSwitch, row: named ?? own };
    },
    refresh,
    remember,
    forget,
  };
}
