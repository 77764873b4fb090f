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
