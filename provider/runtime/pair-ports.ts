import { isFault, parseAddress, printAddress } from "../ipam";
import { type Declarer, declarerOf, NOTES, type PlannedPort, placeOf } from "../plan";
import type { FoundPort } from "../stores/ovn/port-store";
import type { WantedVirtualPort } from "../stores/ovn/wanted-port";
import type { Properties } from "./lifecycle";
import type { Session } from "./session";

/** The ports a binding has, as its output says it; null where OVN cannot be reached. */
type PairPorts = readonly PlannedPort[] | null;

/**
 * Makes and repairs the ports of a binding, or looks for them where that is all that is allowed. They carry the place of the
 * binding: a key moves between bindings, and the one that has lost it takes away only what is its own.
 *
 * @returns the ports that are there
 */
export async function ensurePairPorts(
  session: Session,
  inputs: Properties,
  before: Declarer = declarerOf(inputs),
): Promise<PairPorts> {
  const store = await session.ports.store();
  if (store === undefined) return null;
  const wanted = wantedPorts(inputs);
  const place = placeOf(declarerOf(inputs));
  await store.ensure(wanted, place);
  for (const earlier of new Set([placeOf(before), before.owner]))
    if (earlier !== place) await store.release(wanted, earlier, () => false);
  if (store.duty !== "verify") return plannedPorts(inputs);
  const found = await store.find(wanted);
  for (const { port, row } of found) {
    if (row === undefined) session.note(NOTES["pair-port-missing"](planOf(port)));
  }
  return found.filter(({ row }) => row !== undefined).map(({ port }) => planOf(port));
}

/** The ports as they are: without those that are gone, with the parents they have where these are ours to write. */
export async function livePairPorts(session: Session, props: Properties): Promise<PairPorts> {
  const store = await session.ports.store();
  if (store === undefined) return plannedPorts(props);
  const { virtualIpOf, virtualParentsOf } = await import("../stores/ovn/port-row.js");
  return (await store.find(wantedPorts(props))).flatMap(({ port, row }: FoundPort<WantedVirtualPort>) => {
    const planned = planOf(port);
    if (row === undefined || virtualIpOf(row) !== planned.virtualIp) return [];
    return [store.duty === "own" ? { ...planned, virtualParents: virtualParentsOf(row) } : planned];
  });
}

/** What has become of a Vip that a binding no longer has. */
export type VipLeft = "bound" | "given-back" | "gone";

/**
 * Ends a binding's interest in ports.
 *
 * @param kept  ports that the binding goes on needing
 * @param left  what has become of the Vips; the port of one that no pod may use any more goes, whoever made it
 */
export async function releasePairPorts(
  session: Session,
  props: Properties,
  kept: Properties,
  left: ReadonlyMap<string, VipLeft>,
): Promise<void> {
  const store = await session.ports.store();
  if (store === undefined || store.duty === "verify") {
    for (const [vip, state] of left) if (state === "given-back") session.note(NOTES["pair-port-stays"]({ vip }));
    return;
  }
  const keptPorts = new Set(wantedPorts(kept).map(keyOf));
  const gone = wantedPorts(props).filter((port) => !keptPorts.has(keyOf(port)));
  if (gone.length === 0) return;
  await store.release(gone, placeOf(declarerOf(props)), ({ vip }) => (left.get(vip) ?? "bound") !== "bound");
}

function keyOf(port: WantedVirtualPort): string {
  return JSON.stringify(planOf(port));
}

function wantedPorts(properties: Properties): readonly WantedVirtualPort[] {
  const planned = plannedPorts(properties) ?? [];
  const parents = (properties.virtualParents ?? []) as readonly string[];
  return planned.flatMap((port) => {
    const address = parseAddress(port.virtualIp);
    if (isFault(address)) return [];
    const isDual = planned.some((other) => other.vip === port.vip && other.virtualIp !== port.virtualIp);
    return [
      {
        kind: "virtual" as const,
        vip: port.vip,
        logicalSwitch: port.logicalSwitch,
        address,
        isDual,
        parents: port.virtualParents ?? parents,
      },
    ];
  });
}

function plannedPorts(properties: Properties): PairPorts {
  return (properties.virtualPorts ?? null) as PairPorts;
}

function planOf({ vip, logicalSwitch, address }: WantedVirtualPort): PlannedPort {
  return { vip, logicalSwitch, virtualIp: printAddress(address) };
}
