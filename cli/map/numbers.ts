import { type Family, printAddress } from "../../provider/ipam";
import type { CellState } from "../../provider/report";
import { LOOKS, STATES } from "./palette";

/** `1,234` for what can be counted, `2^64` or `1.8e19` for what cannot. */
export function printCount(count: bigint): string {
  const digits = String(count);
  if (digits.length <= 12) return digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const bits = count.toString(2);
  return /^10*$/.test(bits) ? `2^${bits.length - 1}` : Number(count).toExponential(1).replace("e+", "e");
}

/** `12 pod, 3 reserved IP, 241 free` in the order of the legend. */
export function printStates(counts: ReadonlyMap<CellState, bigint>): string {
  return STATES.filter((state) => counts.has(state))
    .map((state) => {
      const count = counts.get(state) ?? 0n;
      return `${printCount(count)} ${count === 1n ? LOOKS[state].word : LOOKS[state].words}`;
    })
    .join(", ");
}

/** States of addresses that somebody has, or is about to get. */
const HELD: readonly CellState[] = ["planned", "pod", "reserved", "vip", "other"];
/** States of addresses that are given to nobody. */
const SET_ASIDE: readonly CellState[] = ["gateway", "excluded", "unusable"];

/** `24 % held`: of what can be handed out, rounded down, as in the report of a plan. */
export function printShare(counts: ReadonlyMap<CellState, bigint>): string {
  const sum = (states: readonly CellState[]): bigint =>
    states.reduce((all, state) => all + (counts.get(state) ?? 0n), 0n);
  const [held, usable] = [sum(HELD), sum(STATES) - sum(SET_ASIDE)];
  const percent = usable <= 0n ? 100n : (held * 100n) / usable;
  return held > 0n && percent === 0n ? "less than 1 % held" : `${percent} % held`;
}

export function printValue(family: Family, value: bigint): string {
  return printAddress({ family, value });
}

/** The range of a tile: as a CIDR where it is one. */
export function printBlock(family: Family, first: bigint, last: bigint): string {
  const size = last - first + 1n;
  const bits = size.toString(2);
  if (/^10*$/.test(bits) && first % size === 0n) {
    return `${printValue(family, first)}/${(family === 4 ? 32 : 128) - (bits.length - 1)}`;
  }
  return `${printValue(family, first)}..${printValue(family, last)}`;
}
