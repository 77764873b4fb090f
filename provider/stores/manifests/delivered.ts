import { type KubeObject, keyOf, keyText } from "../../objects/kube-object";
import { type Facts, joinFacts } from "../../objects/kubeovn/facts";
import type { ClusterReading, Delivery, Holder, KubeOvnVersion, LiveReservation, Snapshot } from "../../plan";
import { isOwn } from "./delivery";

/** What a cluster said, in an export or just now. */
export interface ListedObjects {
  readonly reading: ClusterReading;
  readonly objects: readonly KubeObject[];
}

/** What a directory and the clusters that it is for say together. */
export interface DeliverySources {
  /** Objects of all files but exports. */
  readonly written: readonly KubeObject[];
  readonly listed: readonly ListedObjects[];
  readonly isInTwoSteps: boolean;
  readonly facts: (object: KubeObject) => Facts;
  readonly version: KubeOvnVersion | undefined;
}

/**
 * The snapshot of a directory: what is written decides who an object belongs to, and what a cluster lists is held as well.
 */
export function deliveredSnapshot({ written, listed, isInTwoSteps, facts, version }: DeliverySources): Snapshot {
  const files = new Set(written.map((object) => keyText(keyOf(object))));
  const reservations = new Map<string, LiveReservation>();
  const all: Facts[] = [];
  for (const { reading, objects } of listed) {
    for (const object of objects) {
      const found = facts(object);
      const { reservation } = found;
      if (reservation === undefined) {
        all.push(found);
        continue;
      }
      reservations.set(`${reservation.kind}/${reservation.name}`, reservation);
      if (files.has(keyText(keyOf(object)))) all.push(withoutOwner(found));
      else all.push(isOwn(object) ? listedIn(found, reading.file ?? THE_CLUSTER) : found);
    }
  }
  for (const object of written) all.push(facts(object));
  const exports = listed.map(({ reading }) => reading);
  const delivery: Delivery = { isInTwoSteps, exports, listed: reservations };
  return { ...joinFacts(all, version), delivery };
}

const THE_CLUSTER = "the cluster";

/** What is held, without saying whose it is: the file says that. */
function withoutOwner(facts: Facts): Facts {
  const anonymous = (holder: Holder): Holder => ({ ...holder, owner: undefined, givenUpBy: undefined });
  const holdings = facts.holdings.map((holding) => ({ ...holding, holder: anonymous(holding.holder) }));
  return { ...facts, holdings, reservation: undefined };
}

/** A reservation that one of our resources made and whose file is gone. */
function listedIn(facts: Facts, file: string): Facts {
  const { reservation } = facts;
  if (reservation === undefined) return facts;
  const holdings = facts.holdings.map((holding) => ({ ...holding, holder: { ...holding.holder, listedIn: file } }));
  return { ...facts, holdings, reservation: { ...reservation, listedIn: file } };
}
