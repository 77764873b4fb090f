import { createHash } from "node:crypto";

/** In characters; file systems take 255 bytes, of which kind and ending need some. */
const LONGEST = 200;

/**
 * The name of a subnet or pool in the name of a file. A manifest or a plan can name it anything: what a name of Kubernetes does
 * not have in it stands in hexadecimal (`_2f_` for `/`), so that it is neither a path nor an option nor a text that steers a
 * terminal; what is too long ends with a hash.
 */
export function inFileName(name: string): string {
  const plain = name.replace(/^[.-]|[^a-z0-9.-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`);
  if (plain.length <= LONGEST) return plain;
  return `${plain.slice(0, LONGEST)}_${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}
