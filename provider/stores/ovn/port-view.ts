import type { Operation, Row, Uuid } from "../../ovsdb-client";
import { type LogicalPort, type NorthboundView, type PortDuty, portKey } from "../../plan";
import type { Northbound } from "./northbound";
import { ownersOf, PORT_COLUMNS, readPort, virtualIpOf, virtualParentsOf } from "./port-row";

const ZERO = "00000000-0000-0000-0000-000000000000";
/** Changes nothing, because no row has that uuid; a connection that may not write is refused all the same. */
const MAY_WRITE: Operation = { op: "update", table: "NB_Global", where: [["_uuid", "==", ZERO]], row: { nb_cfg: 0 } };

/** Reads all that a plan has to know: two passes over the ports, however many the program has. */
export async function readView(
  northbound: Northbound,
  switches: readonly string[],
  duty: PortDuty,
): Promise<NorthboundView> {
  const select = (
    table: string,
    where: readonly (readonly [string, "==" | "!=", string])[],
    columns: readonly string[],
  ) => ({ op: "select", table, where, columns }) as Operation;
  const results: readonly unknown[] = await northbound.transact([
    select("Logical_Switch_Port", [["type", "==", "virtual"]], PORT_COLUMNS),
    select("Logical_Switch_Port", [["type", "!=", "virtual"]], ["_uuid", "name", "type"]),
    select("Logical_Router_Port", [], ["name"]),
    ...switches.map((name) => select("Logical_Switch", [["name", "==", name]], ["ports"])),
    ...(duty === "verify" ? [] : [MAY_WRITE]),
  ]);
  const [virtualRows, otherRows, routerRows, ...switchRows] = results as readonly (readonly Row[])[];
  const counts = new Map<string, number>();
  const switchOf = new Map<Uuid, string>();
  switches.forEach((name, i) => {
    counts.set(name, switchRows[i]?.length ?? 0);
    for (const row of switchRows[i] ?? []) for (const port of row.ports as readonly Uuid[]) switchOf.set(port, name);
  });
  const place = (uuid: Uuid): { readonly logicalSwitch?: string } => {
    const logicalSwitch = switchOf.get(uuid);
    return logicalSwitch === undefined ? {} : { logicalSwitch };
  };
  const ports = new Map<string, LogicalPort>();
  for (const { _uuid, name, type } of otherRows ?? []) {
    const found = { name: String(name), type: String(type), owners: [], ...place(_uuid as Uuid) };
    ports.set(found.name, found);
  }
  const virtualPorts = new Map<string, LogicalPort[]>();
  for (const row of (virtualRows ?? []).map(readPort)) {
    const virtualIp = virtualIpOf(row);
    const owners = ownersOf(row);
    const port: LogicalPort = {
      name: row.name,
      type: row.type,
      owners: [...owners.keys()],
      parents: virtualParentsOf(row),
      askedParents: [...owners.values()].flat(),
      ...place(row.uuid),
      ...(virtualIp === undefined ? {} : { virtualIp }),
    };
    ports.set(row.name, port);
    if (port.logicalSwitch === undefined || virtualIp === undefined) continue;
    const key = portKey(port.logicalSwitch, virtualIp);
    virtualPorts.set(key, [...(virtualPorts.get(key) ?? []), port]);
  }
  const routerPorts = new Set((routerRows ?? []).map(({ name }) => String(name)));
  return { duty, switches: counts, ports, virtualPorts, routerPorts };
}
