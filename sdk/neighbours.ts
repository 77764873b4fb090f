import type * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../provider/plan";
import { perProgram } from "./program";

/** Resources of this program that others have to wait for, by provider and the name of the subnet, Vip or pool. */
interface Places {
  readonly subnets: Map<string, pulumi.Resource>;
  readonly insideSubnet: Map<string, pulumi.Resource[]>;
  readonly vips: Map<string, pulumi.Resource>;
  /** First AapBinding that lists the Vip. */
  readonly bindings: Map<string, pulumi.Resource>;
  /** SpiderSubnets by name and by CIDR. */
  readonly spiderSubnets: Map<string, pulumi.Resource>;
  readonly spiderPools: Map<string, pulumi.Resource>;
}

function places(): Places {
  return perProgram("places", () => ({
    subnets: new Map(),
    insideSubnet: new Map(),
    vips: new Map(),
    bindings: new Map(),
    spiderSubnets: new Map(),
    spiderPools: new Map(),
  }));
}

/**
 * Dependencies that follow from names: reservations wait for the Subnet, its PlannedRanges and IPPools, bindings for their
 * Vips; Spiderpool's pools for the SpiderSubnet that becomes theirs, annotations for what they name.
 */
export interface Neighbours {
  /** Known when the batch is closed, so that the order of declarations does not matter. */
  readonly others: Promise<pulumi.Resource[]>;
  /** Enters the resource itself, once it is known which provider it got. */
  join(resource: pulumi.Resource, provider: string): void;
}

export function neighbours(
  kind: Kind,
  name: string,
  args: Readonly<Record<string, unknown>>,
  batch: Promise<unknown>,
): Neighbours {
  const { subnets, insideSubnet, vips, bindings, spiderSubnets, spiderPools } = places();
  const ownName = typeof args.name === "string" ? args.name : name;
  const subnet = typeof args.subnet === "string" ? args.subnet : undefined;
  const isReservation = kind === "Vip" || kind === "ReservedIP" || kind === "ReservedIPSet";
  const listedVips = kind === "AapBinding" && Array.isArray(args.vips) ? args.vips.map(String) : [];
  let own = "";
  // Two providers may have subnets of one name.
  const at = (object: string): string => `${own}/${object}`;
  const spiderNeighbours = (): (pulumi.Resource | undefined)[] => {
    if (kind === "spiderpool.PodAnnotations") {
      const names = (fields: readonly string[]): string[] => fields.flatMap((field) => textsIn(args[field]));
      return [
        ...names(["ippool", "ippools"]).map((pool) => spiderPools.get(at(pool))),
        ...names(["subnet", "subnets"]).map((one) => spiderSubnets.get(at(one))),
      ];
    }
    const isInside = kind === "spiderpool.IPPool" || kind === "spiderpool.FixedIP";
    return isInside && subnet !== undefined ? [spiderSubnets.get(at(subnet))] : [];
  };
  return {
    others: batch.then(() => {
      if (isSpider(kind)) return spiderNeighbours().filter((resource) => resource !== undefined);
      const around = subnet === undefined ? [] : [subnets.get(at(subnet))];
      const beside = subnet !== undefined && isReservation ? (insideSubnet.get(at(subnet)) ?? []) : [];
      const bound = listedVips.map((vip) => vips.get(at(vip)));
      return [...around, ...beside, ...bound].filter((resource) => resource !== undefined);
    }),
    join: (resource, provider) => {
      own = provider;
      if (kind === "spiderpool.Subnet") {
        spiderSubnets.set(at(ownName), resource);
        if (subnet !== undefined) spiderSubnets.set(at(subnet), resource);
      }
      if (kind === "spiderpool.IPPool" || kind === "spiderpool.FixedIP") spiderPools.set(at(ownName), resource);
      if (kind === "Subnet") subnets.set(at(ownName), resource);
      if (kind === "Vip") vips.set(at(ownName), resource);
      for (const vip of listedVips) if (!bindings.has(at(vip))) bindings.set(at(vip), resource);
      if ((kind === "PlannedRange" || kind === "IPPool") && subnet !== undefined)
        insideSubnet.set(at(subnet), [...(insideSubnet.get(at(subnet)) ?? []), resource]);
    },
  };
}

/** Finds the AapBinding of this program that lists a Vip, wherever in the program it is declared. */
export function bindingFinder(): (vip: pulumi.Resource) => pulumi.Resource | undefined {
  const { vips, bindings } = places();
  return (vip) => {
    const [place] = [...vips].find(([, resource]) => resource === vip) ?? [];
    return place === undefined ? undefined : bindings.get(place);
  };
}

function isSpider(kind: Kind): boolean {
  return kind.startsWith("spiderpool.");
}

/** All texts in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}
