import { claimFor, declarerOf, type Kind } from "../plan";
import { type Lifecycle, withoutMissing } from "./lifecycle";

/** A resource that is nothing but checked values: no object is made for it. */
export const valueLifecycle = (kind: Kind): Lifecycle => ({
  id: (inputs) => claimFor(declarerOf(inputs)),
  written: () => [],
  async create(_session, inputs) {
    return inputs;
  },
  async update(_session, _id, _olds, news) {
    return news;
  },
  async read(session, _id, props) {
    const settled = withoutMissing(props);
    const now = { ...settled, ...(await session.observe(kind, settled)) };
    return { outs: now, inputs: now };
  },
  async delete() {
    // There is nothing to delete.
  },
});
