/** What a YAML scalar can stand for in a manifest; integers beyond 2^53 - 1 stay exact as bigint. */
export type ScalarValue = string | number | bigint | boolean | null;

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)?$/;
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const SPECIAL_FLOAT = /^([-+]?)\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
const MAYBE_TYPED = /^[-+.~\dynotfYNOTF]/;

/**
 * The value of an unquoted scalar as `kubectl apply -f` reads it: YAML 1.1 booleans, octal and underscored integers,
 * no base 60, timestamps as text.
 *
 * @source kubernetes-sigs/yaml goyaml.v2/resolve.go resolve @742f5e6f06b9
 */
export function resolvePlain(text: string): ScalarValue {
  if (text === "") return null;
  if (!MAYBE_TYPED.test(text)) return text;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (NULL.test(text)) return null;
  const special = SPECIAL_FLOAT.exec(text);
  if (special !== null) {
    if (special[1] === undefined) return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const digits = /^[-+\d]/.test(text) && text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = INTEGER.exec(digits);
  if (integer !== null) return narrowInteger(integer[1] === "-", integer[2] as string);
  return FLOAT.test(digits) ? Number(digits) : text;
}

function narrowInteger(isNegative: boolean, digits: string): number | bigint {
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = isNegative ? -magnitude : magnitude;
  const narrowed = Number(value);
  return Number.isSafeInteger(narrowed) ? narrowed : value;
}

// A text that any reader of YAML 1.1 or 1.2 could take for something else than a string, by its first character.
const MISREAD = new RegExp(
  [
    "^[-+]?[\\d_]*\\.?[\\d_]*(?:[eE][-+]?\\d*)?$", // decimal, octal, float, in whole or in part
    "^\\.+$",
    "^[-+]?0[xXoObB][\\da-fA-F_]*$",
    "^[-+]?\\d[\\d_]*(?::[0-5]?\\d)+(?:\\.[\\d_]*)?$", // base 60, which is what an all-decimal MAC looks like
    "^\\d{4}-\\d\\d?-\\d\\d?(?:$|[Tt \\t])", // timestamp
    "^[-+]?\\.(?:inf|nan)$",
    "^(?:y|yes|n|no|true|false|on|off|null|~|=|<<)$",
  ].join("|"),
  "i",
);
// Starts with a character that opens nothing in YAML, goes on printable, ends neither with a blank nor with a colon.
const PLAIN = /^[\w./\p{L}](?:[ -~\p{L}\p{N}]*[!-9;-~\p{L}\p{N}])?$/u;

/** Whether a string can stand unquoted in block style and is still the same string to every YAML reader. */
export function isPlainSafe(text: string): boolean {
  return PLAIN.test(text) && !MISREAD.test(text) && !text.includes(": ") && !text.includes(" #");
}

/** Whether a string can stand unquoted inside `[…]` and `{…}` as well. */
export function isFlowPlainSafe(text: string): boolean {
  return isPlainSafe(text) && !/[,[\]{}?:"'#]/.test(text);
}

/** A string in double quotes: JSON's notation, with every character escaped that YAML does not call printable. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A scalar in canonical style: unquoted where no reader can mistake it. */
export function printScalar(value: ScalarValue): string {
  return typeof value === "string" ? (isPlainSafe(value) ? value : quoteDouble(value)) : printLiteral(value);
}

/** A number, boolean or null; integers that only a float can hold keep an exponent, so that they are read as one. */
export function printLiteral(value: Exclude<ScalarValue, string>): string {
  if (typeof value !== "number") return String(value);
  if (Object.is(value, -0)) return "-0.0";
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return String(value);
  return value.toExponential();
}
