import { type Fault, isFault, parseAddress } from "../../ipam";
import { didYouMean, quote } from "../terms/wording";

/** What a text is meant to be. */
export type Form = "address" | "range" | "cidr" | "mac";

/** Why a text is not what it should be and what to write instead, for the end of a sentence. */
export function whyNot(form: Form, text: string, { fault }: Fault): string {
  switch (fault) {
    case "leading-zero":
      return `a number has leading zeros, which some programs read as octal; write ${quote(text.replace(/(^|[.:/])0+(?=[0-9])/g, "$1"))}`;
    case "zone":
      return "it has a zone; omit the zone";
    case "v4-mapped":
      return "it is an IPv4 address mapped into IPv6; write the IPv4 address";
    case "whitespace":
      return `it has white space; write ${quote(text.replace(/\s+/g, ""))}`;
    case "prefix-length":
      return PREFIX_LENGTH[form];
    case "mixed-families":
      return "its ends are of different families; write a range for each family";
    case "multicast":
      return "it is a multicast address";
    case "zero":
      return "it is all zeros";
    default:
      return form === "mac" ? "it does not have that form" : whyMalformed(form, text);
  }
}

const PREFIX_LENGTH: Readonly<Record<Form, string>> = {
  address: "it has a prefix length; write the address alone",
  range: "it has a prefix length; write its first and last address",
  cidr: "the prefix length must be 0 to 32 (IPv4) or 0 to 128 (IPv6)",
  mac: "it has a prefix length; omit the length",
};

/** Names the part that no address can have. */
function whyMalformed(form: Form, text: string): string {
  const dashed = text.split("-");
  if (form === "range" && dashed.length === 2 && !dashed.some((end) => isFault(parseAddress(end)))) {
    return `ranges are written with two dots; write ${quote(dashed.join(".."))}`;
  }
  const ends = form === "range" ? text.split("..") : [form === "cidr" ? text.replace(/\/.*/, "") : text];
  const address = ends.find((end) => isFault(parseAddress(end))) ?? text;
  return `${whatIsWrong(address)}${didYouMean(likelyFix(address))}`;
}

function whatIsWrong(address: string): string {
  if (address.includes(":")) {
    const group = address.split(/[:.]/).find((part) => !/^[0-9a-f]{0,4}$/i.test(part));
    return group === undefined
      ? 'an IPv6 address has eight groups, or fewer and one "::"'
      : `${quote(group)} is not a hexadecimal number of up to four digits`;
  }
  const parts = address.split(".");
  const part = parts.find((one) => !/^[0-9]{1,3}$/.test(one) || Number(one) > 255);
  return parts.length === 4 && part !== undefined
    ? `${quote(part)} is not a number from 0 to 255`
    : "an IPv4 address has four numbers with dots between";
}

/** The address that is meant where letters stand for the digits they look like, or a sign is doubled. */
function likelyFix(address: string): string | undefined {
  const fixed = address
    .replace(/o/gi, "0")
    .replace(/[li]/gi, "1")
    .replace(/,/g, ".")
    .replace(/\.{2,}/g, ".");
  return fixed === address || isFault(parseAddress(fixed)) ? undefined : fixed;
}
