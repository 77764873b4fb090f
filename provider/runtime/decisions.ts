import { appendFileSync } from "node:fs";
import { printAddress, printMac } from "../ipam";
import { type Declaration, holderName, type Placement, type Planner, spaceKey } from "../plan";

/** One line of the decision file: what a reservation was given, and why. */
export interface DecisionRecord {
  readonly kind: string;
  readonly name: string;
  readonly owner: string;
  /** Name of the Subnet; of Spiderpool the CIDR. */
  readonly subnet: string;
  readonly dryRun: boolean;
  readonly picks: readonly { readonly address: string; readonly why: string }[];
  readonly mac?: string;
  /** Places of the search that someone else had. */
  readonly passedOver: readonly { readonly address: string; readonly heldBy: readonly string[] }[];
}

/** Turns a placement into a record for people and reports. */
export function recordDecision(
  planner: Planner,
  declaration: Declaration,
  placement: Placement,
  dryRun: boolean,
): DecisionRecord {
  const { reservation, picks, mac } = placement;
  return {
    kind: declaration.kind,
    name: declaration.name,
    owner: reservation.owner,
    subnet: spaceKey(reservation),
    dryRun,
    picks: picks.map(({ address, why }) => ({ address: printAddress(address), why })),
    ...(mac === undefined ? {} : { mac: printMac(mac) }),
    passedOver: planner.passedOver(placement).map(({ address, owners }) => ({
      address: printAddress(address),
      heldBy: owners.map((owner) => {
        const holder = planner.live.holderOf(owner);
        return holder === undefined ? owner : holderName(holder);
      }),
    })),
  };
}

/** Appends records as JSON lines; several provider processes of one run may write to one file. */
export function appendDecisions(file: string, records: readonly DecisionRecord[]): void {
  if (records.length > 0)
    appendFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""), { mode: 0o600 });
}
