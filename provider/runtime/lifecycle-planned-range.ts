import { kubeovnKey } from "../objects/kubeovn/kinds";
import { plannedRangeOf, withPlannedRange } from "../objects/kubeovn/planned-ranges";
import { claimFor, type Declarer, declarerOf, MISSING, NOTES } from "../plan";
import { StoreError } from "../stores/store";
import { type Lifecycle, type Properties, withoutMissing } from "./lifecycle";
import type { Session } from "./session";

/** A PlannedRange is an entry in another owner's Subnet: only its own items come and go. */
export const plannedRangeLifecycle: Lifecycle = {
  id: (inputs) => `${inputs.subnet}/${claimFor(declarerOf(inputs))}`,
  written(inputs) {
    const { name, ...kind } = kubeovnKey("Subnet", String(inputs.subnet));
    const declarer = declarerOf(inputs);
    return [withPlannedRange({ ...kind, metadata: { name }, spec: {} }, declarer, rangeOf(inputs), declarer)];
  },
  async create(session, inputs) {
    await write(session, inputs, rangeOf(inputs));
    return inputs;
  },
  async update(session, _id, olds, news) {
    await write(session, news, rangeOf(news), declarerOf(olds));
    return news;
  },
  async read(session, _id, props) {
    const subnet = await session.store.get(subnetKey(props));
    const planned = subnet === undefined ? undefined : plannedRangeOf(subnet, declarerOf(props));
    const now = withoutMissing(props);
    return planned === undefined
      ? { outs: { ...now, [MISSING]: true }, inputs: now }
      : { outs: { ...now, range: planned.range }, inputs: { ...now, range: planned.range } };
  },
  async delete(session, _id, props) {
    try {
      await write(session, props, undefined);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "not-found") throw error;
    }
  },
};

async function write(
  session: Session,
  inputs: Properties,
  range: readonly string[] | undefined,
  before: Declarer = declarerOf(inputs),
): Promise<void> {
  try {
    await session.store.update(subnetKey(inputs), (subnet) =>
      withPlannedRange(subnet, declarerOf(inputs), range, before),
    );
  } catch (error) {
    // The range is written; what else the controller has against the Subnet is its owner's business.
    if (!(error instanceof StoreError) || error.code !== "refused" || error.left === undefined) throw error;
    session.note(NOTES["range-in-refused-subnet"]({ why: error.message }));
  }
}

function subnetKey(properties: Properties): ReturnType<typeof kubeovnKey> {
  return kubeovnKey("Subnet", String(properties.subnet));
}

function rangeOf({ range }: Properties): readonly string[] {
  return range as readonly string[];
}
