import { type Family, printAddress } from "../../provider/ipam";
import { CELL_STATES, type CellState } from "../../provider/report";
import { printCount } from "../print/count";
import { LOOKS } from "./palette";

/** `12 pod, 3 reserved IP, 241 free` in the order of the legend. */
export function printStates(counts: ReadonlyMap<CellState, bigint>): string {
  return CELL_STATES.filter((state) => counts.has(state))
    .map((state) => {
      const count = counts.get(state) ?? 0n;
      return `${printCount(count)} ${count === 1n ? LOOKS[state].word : LOOKS[state].words}`;
    })
    .join(", ");
}

/** States of addresses that are in use, or are about to be. */
const HELD: readonly CellState[] = ["conflict", "planned", "pod", "reserved", "vip", "other"];
/** States of addresses that are given to nobody. */
const SET_ASIDE: readonly CellState[] = ["gateway", "pool", "excluded", "unusable"];

/** `24 % held`: of what can be handed out, rounded down, as in the report of a plan. */
export function printShare(counts: ReadonlyMap<CellState, bigint>): string {
  const percent = permilleHeld(counts) / 10;
  return heldIn(counts) > 0n && percent < 1 ? "less than 1 % held" : `${Math.floor(percent)} % held`;
}

/** How many addresses are in use, or are about to be. */
export function heldIn(counts: ReadonlyMap<CellState, bigint>): bigint {
  return sumOf(counts, HELD);
}

/** How many of a thousand addresses that can be handed out are held, rounded down. */
export function permilleHeld(counts: ReadonlyMap<CellState, bigint>): number {
  const usable = sumOf(counts, CELL_STATES) - sumOf(counts, SET_ASIDE);
  return usable <= 0n ? 1000 : Number((heldIn(counts) * 1000n) / usable);
}

function sumOf(counts: ReadonlyMap<CellState, bigint>, states: readonly CellState[]): bigint {
  return states.reduce((sum, state) => sum + (counts.get(state) ?? 0n), 0n);
}

export function printValue(family: Family, value: bigint): string {
  return printAddress({ family, value });
}

/** The range of a block: as a CIDR where it is one. */
export function printBlock(family: Family, first: bigint, last: bigint): string {
  const size = last - first + 1n;
  const bits = size.toString(2);
  if (/^10*$/.test(bits) && first % size === 0n) {
    return `${printValue(family, first)}/${(family === 4 ? 32 : 128) - (bits.length - 1)}`;
  }
  return `${printValue(family, first)}..${printValue(family, last)}`;
}
