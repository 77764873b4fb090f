const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** Character code of the digit for the lowest four bits. Texts of such codes are flat, unlike joined parts. */
export function hexDigit(bits: number): number {
  return DIGITS[bits & 15] as number;
}

/** The eight digits of a 32-bit word. */
export function printWord(word: number): string {
  return String.fromCharCode(
    hexDigit(word >>> 28),
    hexDigit(word >>> 24),
    hexDigit(word >>> 20),
    hexDigit(word >>> 16),
    hexDigit(word >>> 12),
    hexDigit(word >>> 8),
    hexDigit(word >>> 4),
    hexDigit(word),
  );
}
