import { printAddress } from "../../ipam";
import type { Operation, OvsdbError } from "../../ovsdb-client";
import type { NorthboundView, PortDuty, PortWait } from "../../plan";
import { StoreError } from "../store";
import { failed } from "./errors";
import { knownPorts, type PortPlace } from "./known-ports";
import { openNorthbound } from "./northbound";
import type { NorthboundOptions } from "./options";
import { type PortRow, portUuid } from "./port-row";
import { insertPort, removePort, type Step, updatePort } from "./port-steps";
import { readView } from "./port-view";
import { isRowOf, isSame, namesOf, newColumns, releasedColumns, type WantedPort, wantedColumns } from "./wanted-port";

/** What there is of a port that is wanted. */
export interface FoundPort<P extends WantedPort = WantedPort> {
  readonly port: P;
  readonly row: PortRow | undefined;
}

/** Logical switch ports in OVN's northbound database. Only rows of ours and of the Vips asked for are touched. */
export interface PortStore {
  readonly duty: PortDuty;
  /** What a plan needs to know of these switches, as it is now. */
  view(switches: readonly string[]): Promise<NorthboundView>;
  /** The ports as they are. */
  find<P extends WantedPort>(ports: readonly P[]): Promise<readonly FoundPort<P>[]>;
  /**
   * Makes the ports, or brings those that are there to what is wanted, in one transaction.
   *
   * @throws StoreError "not-found" (the switch) | "address-held" (the name or the address is another port's) | "timeout" | "unreachable" | "forbidden"
   */
  ensure(ports: readonly WantedPort[], owner: string): Promise<void>;
  /** Ends an owner's interest in the ports, in one transaction; `isGivenUp` says of which Vips nobody is left to use them. */
  release<P extends WantedPort>(ports: readonly P[], owner: string, isGivenUp: (port: P) => boolean): Promise<void>;
  /** MAC address of a router port; undefined when there is none. */
  routerPortMac(name: string): Promise<string | undefined>;
  close(): void;
}

export interface PortStoreOptions extends NorthboundOptions {
  readonly duty: PortDuty;
  readonly wait?: PortWait;
  /** Milliseconds that the controller is given to make a port itself, beside which ports are only repaired; default 3_000. */
  readonly controllerMs?: number;
  /** Milliseconds to wait for ovn-northd, and for a chassis; default 30_000 and 120_000. */
  readonly northdMs?: number;
  readonly bindingMs?: number;
}

/** How often a transaction is retried because someone else wrote in between. */
const TRIES = 5;

const COMMENT: Operation = { op: "comment", comment: "pulumi-kubeovn" };

/** Counts the change, so that ovn-northd can say when it has worked it in. */
const NEXT_GENERATION: readonly Operation[] = [
  { op: "mutate", table: "NB_Global", where: [], mutations: [["nb_cfg", "+=", 1]] },
  { op: "select", table: "NB_Global", where: [], columns: ["nb_cfg"] },
];

export function openPortStore(options: PortStoreOptions): PortStore {
  const { duty, wait = "none", controllerMs = 3_000, northdMs = 30_000, bindingMs = 120_000 } = options;
  const northbound = openNorthbound(options);
  const known = knownPorts(northbound);

  /** Runs steps that are made of what is known; where that was out of date, looks again and derives them again. */
  async function attempt<P extends WantedPort>(
    ports: readonly P[],
    plan: (places: readonly PortPlace<P>[]) => readonly Step[],
  ): Promise<number> {
    for (let tries = 1; ; tries++) {
      const steps = plan(await placesOf(ports));
      if (steps.length === 0) return 0;
      try {
        const results: readonly unknown[] = await northbound.transact([
          ...steps.flatMap((step) => step.operations),
          COMMENT,
          ...(wait === "none" ? [] : NEXT_GENERATION),
        ]);
        for (const step of steps) step.done();
        const [global] = wait === "none" ? [] : (results.at(-1) as readonly { readonly nb_cfg: number }[]);
        return global?.nb_cfg ?? 0;
      } catch (error) {
        // An outcome that is not known is found out by looking: a port that is there has its uuid.
        if (error instanceof StoreError || tries === TRIES) throw tooOften(error, ports, options.endpoints);
        await known.refresh(ports);
      }
    }
  }

  async function placesOf<P extends WantedPort>(ports: readonly P[]): Promise<readonly PortPlace<P>[]> {
    const places: PortPlace<P>[] = [];
    for (const port of ports) {
      const place = await known.find(port);
      if (typeof place === "object") places.push(place);
      else throw switchError(options.endpoints, port, place);
    }
    return places;
  }

  /** Gives Kube-OVN's controller the time to make what it makes: the switch of a new subnet, the port of a new Vip. */
  async function awaitController(ports: readonly WantedPort[]): Promise<void> {
    if (duty === "own" || controllerMs === 0) return;
    const operations: Operation[] = [];
    const missing: WantedPort[] = [];
    for (const port of ports) {
      const place = await known.find(port);
      if (typeof place === "object" && place.row !== undefined) continue;
      missing.push(port);
      if (place === "no-switch") operations.push(untilNamed("Logical_Switch", port.logicalSwitch));
      operations.push(untilNamed("Logical_Switch_Port", controllerName(port)));
    }
    if (missing.length === 0) return;
    await northbound.transact(operations).catch((error: unknown) => {
      if (error instanceof StoreError) throw error;
    });
    await known.refresh(missing);
  }

  function untilNamed(table: string, name: string): Operation {
    const timeoutMs = controllerMs;
    return {
      op: "wait",
      table,
      where: [["name", "==", name]],
      columns: ["name"],
      until: "==",
      rows: [{ name }],
      timeoutMs,
    };
  }

  async function follow(ports: readonly WantedPort[], generation: number): Promise<void> {
    if (wait === "none" || generation === 0) return;
    await waitFor("NB_Global", [["sb_cfg", ">=", generation]], northdMs, "ovn-northd has not worked it in");
    if (wait === "northd") return;
    for (const { row } of await placesOf(ports)) {
      if (row === undefined) continue;
      await waitFor(
        "Logical_Switch_Port",
        [
          ["_uuid", "==", row.uuid],
          ["up", "==", true],
        ],
        bindingMs,
        `no chassis has claimed port "${row.name}"`,
      );
    }
  }

  async function waitFor(
    table: string,
    where: readonly (readonly [string, string, unknown])[],
    timeoutMs: number,
    what: string,
  ): Promise<void> {
    try {
      await northbound.transact([
        { op: "wait", table, where, columns: ["_uuid"], until: "!=", rows: [], timeoutMs } as Operation,
      ]);
    } catch (error) {
      if ((error as OvsdbError).code !== "timed-out") throw error;
      throw new StoreError(
        "timeout",
        `${what} within ${timeoutMs / 1000} s; what was asked for is in the northbound database; see what keeps it, then run again`,
      );
    }
  }

  return {
    duty,
    view: (switches) => readView(northbound, switches, duty),
    async find<P extends WantedPort>(ports: readonly P[]) {
      const found: FoundPort<P>[] = [];
      for (const port of ports) {
        const place = await known.find(port);
        found.push({ port, row: typeof place === "object" ? place.row : undefined });
      }
      return found;
    },
    async ensure(ports, owner) {
      await awaitController(ports);
      if (duty === "verify") return;
      const generation = await attempt(ports, (places) =>
        places.flatMap((place): readonly Step[] => {
          const { row, port } = place;
          if (row === undefined) return [insertPort(place, newColumns(port, owner, duty), known)];
          if (!isRowOf(port, row)) throw addressTaken(port, row);
          const columns = wantedColumns(port, row, owner, duty);
          return isSame(row, columns) ? [] : [updatePort(place, row, columns, known)];
        }),
      );
      await follow(ports, generation);
    },
    async release<P extends WantedPort>(ports: readonly P[], owner: string, isGivenUp: (port: P) => boolean) {
      if (duty === "verify") return;
      const present: P[] = [];
      for (const port of ports) if (typeof (await known.find(port)) === "object") present.push(port);
      await attempt(present, (places) =>
        places.flatMap((place): readonly Step[] => {
          const { row, port, logicalSwitch } = place;
          if (row === undefined) return [];
          const isOurs = row.uuid === portUuid(logicalSwitch, port.address);
          const columns = releasedColumns(row, owner, duty, { isOurs, isGivenUp: isGivenUp(port) });
          if (columns === "delete") return [removePort(place, row, known)];
          return isSame(row, columns) ? [] : [updatePort(place, row, columns, known)];
        }),
      );
    },
    async routerPortMac(name) {
      const [rows] = await northbound.transact([
        { op: "select", table: "Logical_Router_Port", where: [["name", "==", name]], columns: ["mac"] },
      ]);
      return rows[0] === undefined ? undefined : String(rows[0].mac);
    },
    close: () => northbound.close(),
  };
}

/** The name that Kube-OVN's controller gives the port. */
function controllerName(port: WantedPort): string {
  return port.kind === "virtual" ? port.vip : port.name;
}

function switchError(endpoints: string, port: WantedPort, why: "no-switch" | "switch-twice"): StoreError {
  const fact = why === "no-switch" ? "has no logical switch" : "has several logical switches";
  return new StoreError(
    "not-found",
    `OVN's northbound database at ${endpoints} ${fact} "${port.logicalSwitch}"; there has to be exactly one for the port of ${printAddress(port.address)}`,
  );
}

function addressTaken(port: WantedPort, row: PortRow): StoreError {
  return new StoreError(
    "address-held",
    `${printAddress(port.address)} in logical switch "${port.logicalSwitch}" has been taken by logical switch port "${row.name}" since it was planned; run again to see what is planned now`,
  );
}

function tooOften(error: unknown, ports: readonly WantedPort[], endpoints: string): unknown {
  if (error instanceof StoreError) return error;
  const { code, message } = error as OvsdbError;
  if (code === "outcome-unknown") return failed(endpoints, error as OvsdbError);
  const names = ports.map((port) => `"${namesOf(port)[0]}"`).join(", ");
  return new StoreError(
    "address-held",
    `logical switch port ${names} cannot be made: its name or its address is another port's (${message.replace(/^ovsdb: /, "")}); remove that port, or choose another name for the Vip`,
    { cause: error },
  );
}
