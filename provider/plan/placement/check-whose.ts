import type { Address } from "../../ipam";
import { type Declarer, makerOf, mayTake, type Stamp } from "../live/identity";
import type { Report } from "../refusals/refusal";

/** Refuses an object that is another one's: of a stranger, of another resource, or of one that has taken it over. */
export function checkWhose(
  live: Stamp & { readonly kind: string; readonly name: string; readonly addresses?: readonly Address[] },
  declarer: Declarer,
  adopt: boolean,
  report: Report,
): void {
  const { kind, name, addresses = [] } = live;
  const maker = makerOf(live);
  if (mayTake(live, declarer)) return;
  if (maker !== undefined && live.owner === declarer.owner) {
    report("key", "key-moved", { kind, name, key: live.owner, maker });
  } else if (!adopt) {
    report("name", "object-exists", { kind, name, addresses, ...(maker === undefined ? {} : { owner: maker }) });
  }
}
