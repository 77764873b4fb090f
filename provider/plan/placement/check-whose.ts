import type { Address } from "../../ipam";
import { type Declarer, makerOf, mayTake, type Stamp } from "../live/identity";
import type { Report } from "../refusals/refusal";

/**
 * Refuses an object that is another one's: of a stranger, of another resource, or of one that has taken it over; and to take
 * over one that goes.
 *
 * @param isHad  the state says that this resource has it
 */
export function checkWhose(
  live: Stamp & { readonly kind: string; readonly name: string; readonly addresses?: readonly Address[] },
  declarer: Declarer,
  adopt: boolean,
  isHad: boolean,
  report: Report,
): void {
  const { kind, name, addresses = [], isLeaving } = live;
  const maker = makerOf(live);
  if (mayTake(live, declarer)) return;
  const hasKey = live.owner === declarer.owner;
  if (maker !== undefined && (hasKey || (adopt && isHad))) {
    report(hasKey ? "key" : "adopt", "object-taken", { kind, name, maker });
  } else if (adopt && isLeaving) {
    report("adopt", "adopt-leaving", { kind, name });
  } else if (!adopt) {
    report("name", "object-exists", { kind, name, addresses, ...(maker === undefined ? {} : { owner: maker }) });
  }
}
