import type { LiveSpiderPool, SpiderSnapshot } from "../plan";
import { asText, asTexts, type Json } from "./json";
import type { RunResource } from "./pulumi-run";

/** Spiderpool's objects as they will be when a run has done what it says. Pods keep what they have. */
export function spiderOutcomeOf(spider: SpiderSnapshot, resources: readonly RunResource[]): SpiderSnapshot {
  const [reserved, pools, subnets] = [new Map(spider.reserved), new Map(spider.pools), new Map(spider.subnets)];
  for (const resource of resources) {
    switch (resource.kind) {
      case "spiderpool.ReservedIP":
        apply(reserved, resource, (name, inputs) => ({
          name,
          ipVersion: typeof inputs.ipVersion === "number" ? inputs.ipVersion : undefined,
          ips: asTexts(inputs.ips),
          isTerminating: false,
        }));
        break;
      case "spiderpool.IPPool":
        apply(pools, resource, (name, inputs, live) =>
          poolOf(name, inputs, asText(inputs.subnet), asTexts(inputs.ips), live),
        );
        break;
      case "spiderpool.FixedIP":
        apply(pools, resource, (name, inputs, live) =>
          poolOf(name, inputs, asText(inputs.cidr), asTexts([inputs.ip]), live),
        );
        break;
      case "spiderpool.Subnet":
        apply(subnets, resource, (name, inputs, live) => ({
          name,
          owner: asText(inputs.owner),
          subnet: asText(inputs.subnet) ?? "",
          ips: asTexts(inputs.ips),
          excludeIps: asTexts(inputs.excludeIPs),
          gateway: asText(inputs.gateway) ?? "",
          routes: [],
          controlled: live?.controlled ?? new Map(),
        }));
        break;
      default:
    }
  }
  return { ...spider, reserved, pools, subnets };
}

/** A plan says nothing of what goes but the resource's name, which is the object's by default. */
function apply<T>(
  objects: Map<string, T>,
  { operation, before, after, name: resourceName }: RunResource,
  read: (name: string, inputs: Json, live: T | undefined) => T,
): void {
  const old = asText(before?.name) ?? (operation === "delete" ? resourceName : undefined);
  const now = asText(after?.name);
  const live = objects.get(now ?? "");
  if (old !== undefined && old !== now && before?.adopt !== true) objects.delete(old);
  if (after !== undefined && now !== undefined) objects.set(now, read(now, after, live));
}

function poolOf(
  name: string,
  inputs: Json,
  subnet: string | undefined,
  ips: readonly string[],
  live: LiveSpiderPool | undefined,
): LiveSpiderPool {
  return {
    name,
    owner: asText(inputs.owner),
    subnet: subnet ?? "",
    ips,
    excludeIps: asTexts(inputs.excludeIPs),
    gateway: "",
    isDefault: inputs.default === true,
    isDisabled: inputs.disable === true,
    isTerminating: false,
    controller: live?.controller ?? "",
    affinity: live?.affinity ?? {},
    allocated: live?.allocated ?? new Map(),
  };
}
