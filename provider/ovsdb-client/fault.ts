export type FaultCode =
  | "wrong-type"
  | "not-an-integer"
  | "integer-range"
  | "not-finite"
  | "null-character"
  | "lone-surrogate"
  | "malformed-uuid"
  | "malformed-name"
  | "not-a-choice"
  | "below-minimum"
  | "above-maximum"
  | "too-short"
  | "too-long"
  | "too-few"
  | "too-many"
  | "duplicate"
  | "unknown-operation"
  | "unknown-table"
  | "unknown-column"
  | "read-only-column"
  | "missing-value";

export interface FaultPlace {
  readonly table?: string;
  readonly column?: string;
}

/** Why something cannot be sent. A class of its own, because a row may have columns of any name. */
export class Fault {
  readonly code: FaultCode;
  /** The offending part in short. */
  readonly found: string;
  /** The bound or the kind that was missed. */
  readonly expected: string | number | bigint | undefined;
  readonly place: FaultPlace;

  constructor(code: FaultCode, found: string, expected?: string | number | bigint, place: FaultPlace = {}) {
    this.code = code;
    this.found = found;
    this.expected = expected;
    this.place = place;
  }

  in(place: FaultPlace): Fault {
    return new Fault(this.code, this.found, this.expected, { ...this.place, ...place });
  }
}

/** `column "tag" of Port: above maximum 4095: 5000` */
export function printFault({ code, found, expected, place }: Fault): string {
  const where = place.column === undefined ? place.table : `column "${place.column}" of ${place.table}`;
  const what = `${code.replaceAll("-", " ")}${expected === undefined ? "" : ` (${expected})`}: ${found}`;
  return where === undefined ? what : `${where}: ${what}`;
}
