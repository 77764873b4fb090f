import { bandOf, withBand } from "../objects/kubeovn/bands";
import { kubeovnKey } from "../objects/kubeovn/kinds";
import { claimFor, type Declarer, declarerOf, MISSING, NOTES } from "../plan";
import { StoreError } from "../stores/store";
import { type Lifecycle, type Properties, withoutMissing } from "./lifecycle";
import type { Session } from "./session";

/** A PlannedRange is an entry in somebody else's Subnet: only its own items come and go. */
export const plannedRangeLifecycle: Lifecycle = {
  id: (inputs) => `${inputs.subnet}/${claimFor(declarerOf(inputs))}`,
  written(inputs) {
    const { name, ...kind } = kubeovnKey("Subnet", String(inputs.subnet));
    const declarer = declarerOf(inputs);
    return [withBand({ ...kind, metadata: { name }, spec: {} }, declarer, rangeOf(inputs), declarer)];
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
    const band = subnet === undefined ? undefined : bandOf(subnet, declarerOf(props));
    const now = withoutMissing(props);
    return band === undefined
      ? { outs: { ...now, [MISSING]: true }, inputs: now }
      : { outs: { ...now, range: band.range }, inputs: { ...now, range: band.range } };
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
    await session.store.update(subnetKey(inputs), (subnet) => withBand(subnet, declarerOf(inputs), range, before));
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
