import { type Lifecycle, withoutMissing } from "./lifecycle";
import { ownershipOf } from "./reconcile";

/** A resource that is nothing but checked values: no object is made for it. */
export const valueLifecycle: Lifecycle = {
  id: (inputs) => ownershipOf(inputs).claim,
  async create(_session, inputs) {
    return inputs;
  },
  async update(_session, _id, _olds, news) {
    return news;
  },
  async read(_session, _id, props) {
    const now = withoutMissing(props);
    return { outs: now, inputs: now };
  },
  async delete() {
    // There is nothing to delete.
  },
};
