import assert from "node:assert/strict";
import {
  type Address,
  type Fault,
  isFault,
  type Mac,
  makePool,
  type Pool,
  type Prefix,
  parseAddress,
  parseMac,
  parsePrefix,
  parseRange,
  printAddress,
  type Range,
} from "../../../provider/ipam/index";

function read<T>(parsed: T): Exclude<T, Fault> {
  if (isFault(parsed)) assert.fail(`${parsed.text} is refused: ${parsed.fault}`);
  return parsed as Exclude<T, Fault>;
}

export function address(text: string): Address {
  return read(parseAddress(text));
}

export function prefix(text: string): Prefix {
  return read(parsePrefix(text));
}

export function range(text: string): Range {
  return read(parseRange(text, { cidr: true }));
}

export function mac(text: string): Mac {
  return read(parseMac(text));
}

export function texts(addresses: readonly Address[]): string[] {
  return addresses.map(printAddress);
}

/** A pool from texts; nothing but the prefix is needed. */
export function pool(
  cidr: string,
  more: {
    readonly gateway?: string;
    readonly excluded?: readonly string[];
    readonly named?: Readonly<Record<string, readonly string[]>>;
    readonly planned?: readonly string[];
  } = {},
): Pool {
  return makePool({
    prefix: prefix(cidr),
    ...(more.gateway !== undefined && { gateway: address(more.gateway) }),
    excluded: (more.excluded ?? []).map(range),
    named: Object.entries(more.named ?? {}).map(([name, items]) => ({ name, ranges: items.map(range) })),
    planned: (more.planned ?? []).map(range),
  });
}
