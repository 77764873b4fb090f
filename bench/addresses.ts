import ipaddr from "ipaddr.js";
import { parseAddress, printAddress } from "../provider/ipam";
import { runBench } from "./support/run";

const HELP = `usage: npm run bench:addresses

Reads and prints addresses as provider/ipam does and as ipaddr.js does with the guards that its looser grammar needs, in turns.
One JSON line per figure on standard output: {name, value, unit}; nanoseconds of CPU per address, the medians of 7 rounds.
`;

const COUNT = 100_000;
const ROUNDS = 7;

const ipv4 = Array.from({ length: COUNT }, (_, i) => `10.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
const ipv6 = Array.from(
  { length: COUNT },
  (_, i) => `fd00:10:16::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`,
);

/** What the strict grammar of Go's net.ParseIP leaves of ipaddr.js: no zones, short forms, octal or padded numbers. */
function parseWithLibrary(text: string): bigint | undefined {
  if (/[\s/%]/.test(text)) return undefined;
  if (!text.includes(":")) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
    return numberOf(ipaddr.IPv4.parse(text).octets, 8n);
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? undefined : numberOf(address.parts, 16n);
}

function numberOf(parts: readonly number[], bits: bigint): bigint {
  let value = 0n;
  for (const part of parts) value = (value << bits) | BigInt(part);
  return value;
}

function readOurs(text: string): bigint {
  const address = parseAddress(text);
  if ("fault" in address) throw new Error(`${text} is no address`);
  return address.value;
}

function readLibrary(text: string): bigint {
  const value = parseWithLibrary(text);
  if (value === undefined) throw new Error(`${text} is no address`);
  return value;
}

function printOurs(text: string): string {
  const address = parseAddress(text);
  if ("fault" in address) throw new Error(`${text} is no address`);
  return printAddress(address);
}

const printLibrary = (text: string): string =>
  text.includes(":") ? ipaddr.IPv6.parse(text).toRFC5952String() : ipaddr.IPv4.parse(text).toString();

/** Nanoseconds of CPU per text. */
function cost(texts: readonly string[], work: (text: string) => unknown): number {
  const before = process.cpuUsage();
  for (const text of texts) work(text);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / texts.length;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

function compare(name: string, texts: readonly string[], ours: (text: string) => unknown, library: typeof ours): void {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => [cost(texts, ours), cost(texts, library)] as const).slice(1);
  const [mine, theirs] = [0, 1].map((side) => median(rounds.map((round) => round[side as 0 | 1])));
  const figure = (what: string, value: number, unit: string) =>
    console.log(JSON.stringify({ name: `${name}, ${what}`, value: Number(value.toPrecision(3)), unit }));
  figure("provider/ipam", mine ?? 0, "ns");
  figure("ipaddr.js", theirs ?? 0, "ns");
  figure("ipaddr.js beside provider/ipam", (theirs ?? 0) / (mine || 1), "times");
}

function main(): void {
  compare("read IPv4", ipv4, readOurs, readLibrary);
  compare("read IPv6", ipv6, readOurs, readLibrary);
  compare("read and print IPv4", ipv4, printOurs, printLibrary);
  compare("read and print IPv6", ipv6, printOurs, printLibrary);
}

runBench(HELP, main);
