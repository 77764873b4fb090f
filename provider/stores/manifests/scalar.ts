/** What a YAML scalar can stand for in a manifest; integers beyond 2^53 - 1 stay exact as bigint. */
export type ScalarValue = string | number | bigint | boolean | null;

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)?$/;
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const SPECIAL_FLOAT = /^([-+]?)\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
// Go itself wants a digit on both sides of an underscore; before numbers with digits or sign first, YAML's reader drops all.
const UNDERSCORED = /^[-+\d]|^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
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
  const digits = digitsOf(text);
  const whole = integerOf(digits);
  if (whole !== undefined) return whole;
  const float = FLOAT.test(digits) ? Number(digits) : text;
  return float === Number.POSITIVE_INFINITY || float === Number.NEGATIVE_INFINITY ? text : float;
}

function digitsOf(text: string): string {
  return text.includes("_") && UNDERSCORED.test(text) ? text.replaceAll("_", "") : text;
}

/** Undefined for what 64 bits do not hold, too: it is a float then. */
function integerOf(digits: string): number | bigint | undefined {
  const integer = INTEGER.exec(digits);
  return integer === null ? undefined : narrowInteger(integer[1] === "-", integer[2] as string);
}

/**
 * The text that a scalar is as a key, as JSON knows no other: `on:` is "true", and a float the shortest text that is the same
 * number in single precision, with an exponent from a million on and below 1e-04.
 *
 * @param text  as the file has it
 * @source sigs.k8s.io/yaml yaml.go convertToJSONableObject, Go's strconv FormatFloat with 'g', -1 and 32
 */
export function printKey(value: ScalarValue, text: string, tag?: string): string {
  const isFloat = tag === `${CORE}float` || (typeof value === "number" && integerOf(digitsOf(text)) === undefined);
  return isFloat ? printSingle(Number(value)) : String(value);
}

function printSingle(double: number): string {
  const single = Math.fround(double);
  if (Number.isNaN(single)) return ".nan";
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  if (Object.is(single, -0)) return "-0";
  const roundings = Array.from({ length: 9 }, (_, i) => roundTo(single, i + 1));
  const shortest = roundings.find((rounded) => Math.fround(rounded) === single) ?? single;
  const [mantissa, exponent] = shortest.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(shortest);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** To so many significant digits; a half goes to the even one. */
function roundTo(value: number, digits: number): number {
  const [exact, exponent] = Math.abs(value).toExponential(100).replace(".", "").split("e") as [string, string];
  const isDown = exact[digits] === "5" && /^0*$/.test(exact.slice(digits + 1)) && Number(exact[digits - 1]) % 2 === 0;
  const rounded = isDown ? Number(`${exact.slice(0, digits)}e${Number(exponent) - digits + 1}`) : undefined;
  return rounded === undefined ? Number(value.toPrecision(digits)) : Math.sign(value) * rounded;
}

const CORE = "tag:yaml.org,2002:";

/**
 * The value of a scalar that has a tag; undefined if it is not of the type that the tag names.
 *
 * @source go-yaml v2 resolve.go resolve, decode.go scalar
 */
export function resolveTagged(tag: string, text: string): ScalarValue | undefined {
  const type = tag.startsWith(CORE) ? tag.slice(CORE.length) : "";
  const value = resolvePlain(text);
  switch (type) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "null":
      return value === null ? null : undefined;
    case "int":
      return integerOf(digitsOf(text)) === undefined ? undefined : value;
    case "float":
      return typeof value === "number" || typeof value === "bigint" ? value : undefined;
    case "timestamp":
      return /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/.test(text) ? text : undefined;
    case "binary":
      return isBase64(text) ? Buffer.from(text, "base64").toString("utf8") : undefined;
    default:
      return text;
  }
}

function isBase64(text: string): boolean {
  const digits = text.replace(/[\r\n]/g, "");
  return digits.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(digits);
}

/** Undefined for what 64 bits do not hold: it is no integer then. */
function narrowInteger(isNegative: boolean, digits: string): number | bigint | undefined {
  const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = isNegative ? -magnitude : magnitude;
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) return undefined;
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
  return PLAIN.test(text) && !MISREAD.test(text) && !text.includes(": ") && !/ #|##/.test(text);
}

/** Whether a string can stand unquoted inside `[…]` and `{…}` as well. */
export function isFlowPlainSafe(text: string): boolean {
  return isPlainSafe(text) && !/[,[\]{}?:"'#]/.test(text);
}

/**
 * A string in double quotes: JSON's notation, with every character escaped that YAML does not call printable, that steers a
 * terminal or the direction of writing, or that begins a command of a pipeline (`##[error]`).
 */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /(?![\ud800-\udfff])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]|#(?=#)/gu,
    (character) => (character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
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
