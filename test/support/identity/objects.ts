import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { ANNOTATION, kindOfToken } from "../../../provider/plan";
import type { Engine, Saved } from "../engine/engine";

export interface LiveObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The texts of all files of a directory but the store's own notes, by path. */
export function filesOf(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  return new Map(files.sort().map((file) => [file, readFileSync(path.join(directory, file), "utf8")]));
}

/** `Kind name` or `Kind namespace/name`. */
export function objectName({ kind, metadata: { name, namespace } }: LiveObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** All objects in files, by {@link objectName}. */
export function objectsIn(files: ReadonlyMap<string, string>): Map<string, LiveObject> {
  const objects = new Map<string, LiveObject>();
  for (const text of files.values()) {
    for (const document of parseAllDocuments(text)) {
      const object = document.toJS() as (LiveObject & { items?: LiveObject[] }) | null;
      for (const one of object?.items ?? (object === null ? [] : [object])) {
        objects.set(objectName(one), one);
      }
    }
  }
  return objects;
}

/** Something that a resource of a state has outside. */
export interface Possession {
  /** `Kind name` of the object. */
  readonly object: string;
  /** Owner key that has to stand on it, unless it was adopted: any other stack may adopt it, too. */
  readonly owner: string;
  /** Where the owner key stands, when it is not the object's own. */
  readonly note: "owner" | "binding" | "planned-range" | "adopted";
  /** Values of the spec. */
  readonly values: Readonly<Record<string, unknown>>;
}

const OBJECT_KINDS: Readonly<Record<string, string>> = {
  Vip: "Vip",
  ReservedIP: "IP",
  IPPool: "IPPool",
  Subnet: "Subnet",
  "spiderpool.ReservedIP": "SpiderReservedIP",
  "spiderpool.IPPool": "SpiderIPPool",
  "spiderpool.Subnet": "SpiderSubnet",
  "spiderpool.MultusConfig": "SpiderMultusConfig",
  "spiderpool.FixedIP": "SpiderIPPool",
};

const ADDRESSES = ["v4ip", "v6ip", "v4IpAddress", "v6IpAddress"];

function addressesIn(outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    ADDRESSES.filter((field) => Boolean(outputs[field])).map((field) => [field, outputs[field]]),
  );
}

/** What a resource of a state believes to have. */
export function possessionsOf(saved: Saved): readonly Possession[] {
  const kind = kindOfToken(saved.type);
  const { outputs } = saved;
  const owner = String(outputs.owner ?? "");
  const own = outputs.adopt === true ? "adopted" : "owner";
  const members = (outputs.reservations ?? []) as readonly Record<string, unknown>[];
  switch (kind) {
    case undefined:
    case "spiderpool.PodAnnotations":
      return [];
    case "ReservedIPSet":
      return members.map((member) => ({
        object: `IP ${member.name}`,
        owner: `${owner}#${member.namespace}/${member.podName}`,
        note: own,
        values: addressesIn(member),
      }));
    case "PlannedRange":
      return [{ object: `Subnet ${outputs.subnet}`, owner, note: "planned-range", values: { range: outputs.range } }];
    case "AapBinding":
      return (outputs.vips as string[]).map((vip) => ({
        object: `Vip ${vip}`,
        owner,
        note: "binding",
        values: { namespace: outputs.namespace },
      }));
    default: {
      const values = kind === "spiderpool.FixedIP" ? { ips: [outputs.ip] } : addressesIn(outputs);
      return [{ object: `${OBJECT_KINDS[kind]} ${saved.id}`, owner, note: own, values }];
    }
  }
}

/** Possessions of a stack as far as its state claims to know them. */
export function possessionsIn(engine: Engine): readonly (Possession & { readonly urn: string })[] {
  const open = new Set(engine.state.pending.map(({ urn }) => urn));
  return engine.state.resources
    .filter((saved) => !saved.delete && !saved.pendingReplacement && !saved.external && !open.has(saved.urn))
    .filter(({ initErrors }) => initErrors.length === 0)
    .flatMap((saved) => possessionsOf(saved).map((possession) => ({ ...possession, urn: saved.urn })));
}

/** What is wrong with a possession, of which one of several owners may be the right one. */
export function faultOf(
  { object, note, values }: Possession,
  owners: readonly string[],
  objects: ReadonlyMap<string, LiveObject>,
): string | undefined {
  const live = objects.get(object);
  if (live === undefined) return `${object} is gone; it belongs to ${owners.join(" or ")}`;
  const annotations = live.metadata.annotations ?? {};
  if (note === "planned-range") {
    const entries = Object.entries(
      JSON.parse(annotations[ANNOTATION.plannedRanges] ?? "{}") as Record<string, { owner?: string }>,
    );
    const found = owners.find((owner) => entries.some(([name, entry]) => (entry.owner ?? name) === owner));
    if (found === undefined) return `${object} has no planned range of ${owners.join(" or ")}`;
    const excluded = new Set(((live.spec?.excludeIps ?? []) as string[]).flatMap(addressesOf));
    const missing = (values.range as string[]).flatMap(addressesOf).filter((one) => !excluded.has(one));
    return missing.length === 0 ? undefined : `${object} does not exclude ${missing.join(", ")} of ${found}`;
  }
  const stands = annotations[ANNOTATION.owner];
  if (note === "owner" && (stands === undefined || !owners.includes(stands)))
    return `${object} says ${stands}, not ${owners.join(" or ")}`;
  for (const [field, value] of Object.entries(values)) {
    const is = live.spec?.[field];
    if (JSON.stringify(is) !== JSON.stringify(value))
      return `${object} has ${field} ${JSON.stringify(is)}, not ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** The addresses `first..last`, which differ in their last part only. */
function addressesOf(range: string): string[] {
  const [first = "", last = first] = range.split("..");
  const [from, to] = [first, last].map((address) => Number(address.split(".").at(-1))) as [number, number];
  return Array.from({ length: to - from + 1 }, (_, i) => first.replace(/\d+$/, String(from + i)));
}

/** Addresses that two reservations in one subnet have. */
export function doubles(objects: ReadonlyMap<string, LiveObject>): readonly string[] {
  const holders = new Map<string, string>();
  const found: string[] = [];
  for (const [name, { kind, spec = {} }] of objects) {
    if (kind !== "Vip" && kind !== "IP") continue;
    for (const address of Object.values(addressesIn(spec))) {
      const at = `${spec.subnet} ${address}`;
      const other = holders.get(at);
      if (other !== undefined) found.push(`${at}: ${other} and ${name}`);
      holders.set(at, name);
    }
  }
  return found;
}
