import {
  type Address,
  type Family,
  firstAddress,
  intersect,
  isFault,
  lastAddress,
  nth,
  type Prefix,
  parseAddress,
  prefixContains,
  prefixSize,
  printAddress,
  printMac,
  type RangeSet,
  rangeSetOf,
  sameAddress,
  subtract,
} from "../../../../provider/ipam";
import type { Release } from "../documents";
import { addressesIn, prefixesIn, rangesIn } from "./read";

/** Who asks, under which names the controller keeps it. */
export interface Asking {
  readonly subnet: string;
  readonly owner: string;
  readonly nic: string;
  /** Empty for one that the controller chooses. */
  readonly mac: string;
}

/** What someone has; empty where a family is missing. */
export interface Given {
  readonly v4ip: string;
  readonly v6ip: string;
  readonly mac: string;
}

/** What the controller gives of a subnet. */
export interface SubnetTexts {
  readonly cidrBlock: string;
  readonly gateway: string;
  readonly excludeIps: readonly string[];
}

/** Goes into the controller's log, and nowhere else. */
export class BooksError extends Error {}

/**
 * Who has which address, by heart: lost when the controller ends.
 *
 * @source kube-ovn pkg/ipam/ipam.go, subnet.go
 */
export interface Books {
  knows(subnet: string): boolean;
  setSubnet(name: string, texts: SubnetTexts): void;
  forgetSubnet(name: string): void;
  setPool(subnet: string, pool: string, ips: readonly string[]): void;
  forgetPool(pool: string): void;
  /** These addresses; where a family is missing, the lowest free one of it. With `isChecked` false others may have them too. */
  giveStatic(asking: Asking, texts: readonly string[], isChecked: boolean): Given;
  giveRandom(asking: Asking, isKeptClear: (address: Address) => boolean): Given;
  /** Everything that an owner has, or only by one of its ports. */
  release(subnet: string, owner: string, nic?: string): void;
  /** What a port has. */
  of(subnet: string, nic: string): Given | undefined;
}

interface Shelf {
  readonly prefix: Prefix;
  readonly gateway: Address | undefined;
  readonly open: RangeSet;
  readonly nics: Map<string, string>;
  readonly owners: Map<string, string[]>;
  readonly released: Set<string>;
}

interface SubnetBooks {
  readonly texts: SubnetTexts;
  readonly shelves: readonly Shelf[];
  readonly macs: Map<string, string>;
  readonly macOwners: Map<string, string>;
  readonly nicsOf: Map<string, Set<string>>;
}

export function createBooks(release: Release): Books {
  const subnets = new Map<string, SubnetBooks>();
  const pools = new Map<string, { readonly subnet: string; readonly ips: readonly string[] }>();
  let macs = 0;

  const poolsOf = (subnet: string): readonly string[] =>
    [...pools.values()].filter((pool) => pool.subnet === subnet).flatMap(({ ips }) => ips);
  const build = (name: string, texts: SubnetTexts, before: SubnetBooks | undefined): SubnetBooks => ({
    texts,
    shelves: shelvesOf(texts, poolsOf(name), before?.shelves ?? []),
    macs: before?.macs ?? new Map(),
    macOwners: before?.macOwners ?? new Map(),
    nicsOf: before?.nicsOf ?? new Map(),
  });
  const rebuild = (name: string): void => {
    const known = subnets.get(name);
    if (known !== undefined) subnets.set(name, build(name, known.texts, known));
  };
  const booksOf = (subnet: string): SubnetBooks => {
    const books = subnets.get(subnet);
    if (books === undefined) throw new BooksError("NoSubnet");
    return books;
  };
  const givenTo = ({ shelves, macs: known }: SubnetBooks, nic: string): Given => {
    const of = (family: Family): string => shelves.find(({ prefix }) => prefix.family === family)?.nics.get(nic) ?? "";
    return { v4ip: of(4), v6ip: of(6), mac: known.get(nic) ?? "" };
  };
  const noteMac = (books: SubnetBooks, { owner, nic, mac }: Asking, isChecked: boolean): void => {
    if (mac === "" && books.macs.has(nic)) return;
    const other = books.macOwners.get(mac);
    if (mac !== "" && isChecked && other !== undefined && other !== owner) throw new BooksError("AddressConflict");
    const own = mac === "" ? printMac(0x0a_00_00_00_00_00 + ++macs) : mac;
    books.macs.set(nic, own);
    books.macOwners.set(own, owner);
  };
  const put = (books: SubnetBooks, shelf: Shelf, { owner, nic }: Asking, text: string): void => {
    shelf.nics.set(nic, text);
    shelf.released.delete(text);
    const owners = shelf.owners.get(text) ?? [];
    if (!owners.includes(owner)) shelf.owners.set(text, [...owners, owner]);
    books.nicsOf.set(owner, (books.nicsOf.get(owner) ?? new Set()).add(nic));
  };
  /** The lowest one that was never given, else the lowest that has been given back. */
  const lowest = (shelf: Shelf, isKeptClear: (address: Address) => boolean): string => {
    for (const isAgain of [false, true]) {
      for (let i = 0n; ; i++) {
        const address = nth(shelf.open, i);
        if (address === undefined) break;
        const text = printAddress(address);
        if (shelf.owners.has(text) || shelf.released.has(text) !== isAgain || isKeptClear(address)) continue;
        return text;
      }
    }
    throw new BooksError("NoAvailableAddress");
  };
  const takeBack = (shelf: Shelf, owner: string, nic: string): void => {
    const text = shelf.nics.get(nic);
    if (text === undefined) return;
    const owners = shelf.owners.get(text) ?? [];
    if (owners.length > 1 && owners.includes(owner)) {
      shelf.owners.set(
        text,
        owners.filter((one) => one !== owner),
      );
      // 1.13 goes on to believe that this port has the address, and releases it, whoever has it, with the next of its name.
      if (release !== "1.13") shelf.nics.delete(nic);
      return;
    }
    shelf.nics.delete(nic);
    shelf.owners.delete(text);
    shelf.released.add(text);
  };

  return {
    knows: (subnet) => subnets.has(subnet),
    setSubnet: (name, texts) => void subnets.set(name, build(name, texts, subnets.get(name))),
    forgetSubnet: (name) => void subnets.delete(name),
    setPool(subnet, pool, ips) {
      pools.set(pool, { subnet, ips });
      rebuild(subnet);
    },
    forgetPool(pool) {
      const subnet = pools.get(pool)?.subnet;
      pools.delete(pool);
      if (subnet !== undefined) rebuild(subnet);
    },
    giveStatic(asking, texts, isChecked) {
      const books = booksOf(asking.subnet);
      const places = texts.map((text) => {
        const address = parseAddress(text);
        if (isFault(address)) throw new BooksError(`invalid IP address "${text}"`);
        const shelf = books.shelves.find(({ prefix }) => prefixContains(prefix, address));
        if (shelf === undefined || !isUsable(shelf.prefix, address)) throw new BooksError("AddressOutOfRange");
        if (isChecked && release !== "1.13" && shelf.gateway && sameAddress(shelf.gateway, address))
          throw new BooksError("AddressConflict");
        return { shelf, text: printAddress(address) };
      });
      for (const { shelf, text } of places) {
        const mine = shelf.nics.get(asking.nic);
        if (mine !== undefined && mine !== text) takeBack(shelf, asking.owner, asking.nic);
      }
      noteMac(books, asking, isChecked);
      for (const { shelf, text } of places) {
        const others = (shelf.owners.get(text) ?? []).filter((one) => one !== asking.owner);
        if (isChecked && others.length > 0) throw new BooksError("AddressConflict");
        put(books, shelf, asking, text);
      }
      for (const shelf of books.shelves) {
        if (!shelf.nics.has(asking.nic))
          put(
            books,
            shelf,
            asking,
            lowest(shelf, () => false),
          );
      }
      const given = givenTo(books, asking.nic);
      // Of a subnet with one family, what was asked for is given back as it was spelled.
      const [only] = texts;
      if (books.shelves.length > 1 || only === undefined) return given;
      return given.v4ip === "" ? { ...given, v6ip: only } : { ...given, v4ip: only };
    },
    giveRandom(asking, isKeptClear) {
      const books = booksOf(asking.subnet);
      for (const shelf of books.shelves) {
        if (!shelf.nics.has(asking.nic)) put(books, shelf, asking, lowest(shelf, isKeptClear));
      }
      noteMac(books, asking, true);
      return givenTo(books, asking.nic);
    },
    release(subnet, owner, nic) {
      const books = subnets.get(subnet);
      if (books === undefined) return;
      const nics = nic === undefined ? [...(books.nicsOf.get(owner) ?? [])] : [nic];
      for (const one of nics) {
        for (const shelf of books.shelves) takeBack(shelf, owner, one);
        if (books.shelves.some((shelf) => shelf.nics.has(one))) continue;
        books.nicsOf.get(owner)?.delete(one);
        books.macOwners.delete(books.macs.get(one) ?? "");
        books.macs.delete(one);
      }
    },
    of(subnet, nic) {
      const books = subnets.get(subnet);
      const given = books === undefined ? undefined : givenTo(books, nic);
      return given === undefined || (given.v4ip === "" && given.v6ip === "") ? undefined : given;
    },
  };
}

function shelvesOf(texts: SubnetTexts, pooled: readonly string[], before: readonly Shelf[]): readonly Shelf[] {
  const taken = rangesIn([...texts.excludeIps, ...pooled]);
  return prefixesIn(texts.cidrBlock).map((prefix) => {
    const { family } = prefix;
    const known = before.find((shelf) => shelf.prefix.family === family);
    const ranges = taken.filter((range) => range.family === family);
    return {
      prefix,
      gateway: addressesIn(texts.gateway).find((one) => one.family === family),
      open: subtract(usableOf(prefix), rangeSetOf(family, ranges)),
      nics: known?.nics ?? new Map(),
      owners: known?.owners ?? new Map(),
      // Whenever it is rebuilt, what had been given back counts as never given.
      released: new Set<string>(),
    };
  });
}

/** From the second to the last but one; both of a block of two. */
function usableOf(prefix: Prefix): RangeSet {
  const { family } = prefix;
  const [first, last] = [firstAddress(prefix).value, lastAddress(prefix).value];
  const inside = prefixSize(prefix) === 2n ? { first, last } : { first: first + 1n, last: last - 1n };
  return rangeSetOf(family, inside.first > inside.last ? [] : [{ family, ...inside }]);
}

function isUsable(prefix: Prefix, { family, value }: Address): boolean {
  const only = rangeSetOf(family, [{ family, first: value, last: value }]);
  return nth(intersect(usableOf(prefix), only), 0n) !== undefined;
}
