import type { Ports } from "../connect/ports";
import { ROOMS } from "../kinds";
import { diff, hasUnknown, type Kind, NOTES, type Planner } from "../plan";
import { StoreError } from "../stores/store";
import { goOn, type Properties } from "./lifecycle";
import { LIFECYCLES } from "./lifecycles";
import type { Session } from "./session";

/** A rehearsal is about the store: ports have nobody who could refuse them. */
const NO_PORTS: Ports = {
  store: async () => undefined,
  view: async () => undefined,
  close: async () => undefined,
};

/**
 * Goes through what an update would do for a new or changed resource, in a store that writes nothing, and meets what would
 * refuse it: admission webhooks and policies, the schema, quotas, missing rights.
 *
 * @param olds  inputs of the last run; empty for a new resource
 * @returns what would refuse it, in words; undefined when nothing does
 */
export async function rehearse(
  session: Session,
  planner: Planner,
  kind: Kind,
  olds: Properties,
  inputs: Properties,
): Promise<string | undefined> {
  const isNew = Object.keys(olds).length === 0;
  const { changes, replaces } = isNew ? { changes: true, replaces: [] } : diff(ROOMS[kind], olds, inputs);
  const isReplaced = replaces.length > 0;
  if (!changes || hasUnknown(inputs) || planner.snapshot.isUnread) return undefined;
  const store = session.store.rehearsal?.({ isReplaced });
  if (store === undefined) return undefined;
  const place = session.settings.serverDryRun ? placeToBe(planner, kind, inputs) : undefined;
  if (place !== undefined) {
    session.note(NOTES["dry-run-omitted"]({ place }));
    return undefined;
  }
  const trial: Session = { ...session, store, ports: NO_PORTS, note: () => undefined };
  const lifecycle = LIFECYCLES[kind];
  try {
    if (isNew || isReplaced) await lifecycle.create(trial, inputs);
    else await goOn(lifecycle, trial, lifecycle.id(inputs), olds, inputs);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Made by the same program before it is needed; the plan has checked that it is declared.
    if (error.code !== "not-found") return error.message;
  }
  return undefined;
}

/** The subnet a resource will be in, where this program makes it first: a webhook would not find it. */
function placeToBe({ program, snapshot }: Planner, kind: Kind, { subnet }: Properties): string | undefined {
  if (typeof subnet !== "string" || kind === "spiderpool.Subnet") return undefined;
  if (!kind.startsWith("spiderpool.")) {
    return program.objects.Subnet.has(subnet) && !snapshot.subnets.has(subnet) ? `Subnet "${subnet}"` : undefined;
  }
  const declared = [...program.objects["spiderpool.Subnet"]].find(([, { args }]) => args.subnet === subnet);
  return declared !== undefined && !snapshot.spider.subnets.has(declared[0])
    ? `SpiderSubnet "${declared[0]}"`
    : undefined;
}
