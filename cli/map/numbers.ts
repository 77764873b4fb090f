import { type Family, printAddress } from "../../provider/ipam";
import { CELL_STATES, type CellState } from "../../provider/report";
import { LOOKS } from "./palette";

/** Beside a power of two from here on, the difference says more than digits do. */
const WORDY_BITS = 40;
const NEAR = 1_000_000n;

/** `1,234` for what can be counted, `2⁶⁴ − 3` or `1.8 × 10¹⁹` for what cannot. */
export function printCount(count: bigint): string {
  const digits = String(count);
  if (digits.length <= 12) return digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const bits = count.toString(2).length;
  const power = [bits - 1, bits].find((one) => one >= WORDY_BITS && distance(count, 1n << BigInt(one)) < NEAR);
  if (power !== undefined) {
    const rest = count - (1n << BigInt(power));
    const sign = rest < 0n ? "−" : "+";
    return `2${superscript(power)}${rest === 0n ? "" : ` ${sign} ${printCount(rest < 0n ? -rest : rest)}`}`;
  }
  const [digit, exponent] = Number(count).toExponential(1).split("e+");
  return `${digit} × 10${superscript(Number(exponent))}`;
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}

function superscript(value: number): string {
  return [...String(value)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
}

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
