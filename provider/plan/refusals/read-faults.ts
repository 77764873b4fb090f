import { type Fault, isFault, parseAddress } from "../../ipam";
import { quote } from "../terms/wording";

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
  cidr: "its prefix length is missing or too large; write at most /32 behind an IPv4 address, /128 behind an IPv6 one",
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
  if (address.includes(":")) {
    const group = address.split(/[:.]/).find((part) => !/^[0-9a-f]{0,4}$/i.test(part));
    return group === undefined
      ? 'an IPv6 address has eight groups, or fewer and one "::"; write one such as "fd00::9"'
      : `${quote(group)} is not a hexadecimal number of up to four digits; write an address such as "fd00::9"`;
  }
  const parts = address.split(".");
  const part = parts.find((one) => !/^[0-9]{1,3}$/.test(one) || Number(one) > 255);
  return parts.length === 4 && part !== undefined
    ? `${quote(part)} is not a number from 0 to 255; write an address such as "10.16.0.9"`
    : 'an IPv4 address has four numbers; write one such as "10.16.0.9"';
}
