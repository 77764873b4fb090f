import type { Kind } from "../plan";
import { aapBindingLifecycle } from "./lifecycle-aap-binding";
import { objectLifecycle } from "./lifecycle-object";
import { plannedRangeLifecycle } from "./lifecycle-planned-range";
import { reservedIpSetLifecycle } from "./lifecycle-reserved-ip-set";
import type { Session } from "./session";

export type Properties = Readonly<Record<string, unknown>>;

/** What `read` found: outputs and inputs as they are now; undefined when there is nothing and nobody to remember it. */
export type ReadAnswer = { readonly outs: Properties; readonly inputs: Properties } | undefined;

/** The steps that change things outside, for one kind. Each can be repeated after a crash at any point. */
export interface Lifecycle {
  create(session: Session, inputs: Properties): Promise<{ readonly id: string; readonly outs: Properties }>;
  read(session: Session, id: string, props: Properties): Promise<ReadAnswer>;
  update(session: Session, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(session: Session, id: string, props: Properties): Promise<void>;
}

export const LIFECYCLES: { readonly [K in Kind]: Lifecycle } = {
  Subnet: objectLifecycle("Subnet"),
  IPPool: objectLifecycle("IPPool"),
  Vip: objectLifecycle("Vip"),
  ReservedIP: objectLifecycle("ReservedIP"),
  ReservedIPSet: reservedIpSetLifecycle,
  PlannedRange: plannedRangeLifecycle,
  AapBinding: aapBindingLifecycle,
};
