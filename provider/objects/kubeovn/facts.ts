import type { KubeOvnVersion, Snapshot } from "../../plan";
import type { KubeObject } from "../kube-object";
import {
  fixedAddressOf,
  heldElsewhere,
  spiderClaimsOf,
  spiderFactOf,
  spiderNamespaceOf,
  spiderNodeOf,
  spiderPodOf,
} from "../spiderpool/facts";
import { SPIDERPOOL_API } from "../spiderpool/kinds";
import { templateDemands } from "./demands";
import { type Facts, NOTHING } from "./fact";
import { gatewayConfigFacts, isGatewayConfig } from "./gateway-config";
import { fieldFacts, nodeFacts } from "./holder-facts";
import { joinFacts } from "./join-facts";
import { KUBEOVN_API } from "./kinds";
import { podFacts } from "./pod-facts";
import { ipFacts, vipFacts } from "./reservation-facts";
import { poolOf, subnetFacts, vpcOf, wireOf } from "./subnet-facts";

export type { Facts } from "./fact";
export { joinFacts } from "./join-facts";

/** Reads the facts of one object; kinds that hold no addresses have none. */
export function factsOf(object: KubeObject): Facts {
  if (object.apiVersion === KUBEOVN_API) {
    switch (object.kind) {
      case "Subnet":
        return subnetFacts(object);
      case "IPPool":
        return { ...NOTHING, pool: poolOf(object) };
      case "IP":
        return ipFacts(object);
      case "Vip":
        return vipFacts(object);
      case "Vlan":
        return { ...NOTHING, wire: [object.metadata.name, wireOf(object)] };
      case "Vpc":
        return { ...NOTHING, vpc: vpcOf(object) };
      default:
        return fieldFacts(object);
    }
  }
  if (object.apiVersion === SPIDERPOOL_API) return spiderFacts(object);
  if (object.apiVersion === "v1" && object.kind === "Pod") return { ...podFacts(object), spider: spiderPodOf(object) };
  if (object.apiVersion === "v1" && object.kind === "Node")
    return { ...nodeFacts(object), spider: spiderNodeOf(object) };
  if (object.apiVersion === "v1" && object.kind === "Namespace")
    return { ...NOTHING, spider: spiderNamespaceOf(object) };
  if (object.apiVersion === "v1" && object.kind === "Service") return fieldFacts(object);
  if (isGatewayConfig(object)) return gatewayConfigFacts(object);
  const [demands, spider] = [templateDemands(object), spiderClaimsOf(object)];
  if (demands.length === 0 && spider === undefined) return NOTHING;
  return { ...NOTHING, ...(demands.length === 0 ? {} : { demands }), ...(spider === undefined ? {} : { spider }) };
}

/** The snapshot of objects that are all at hand. */
export function snapshotOf(objects: readonly KubeObject[], options: { version?: KubeOvnVersion } = {}): Snapshot {
  return joinFacts(objects.map(factsOf), options.version);
}

function spiderFacts(object: KubeObject): Facts {
  const spider = spiderFactOf(object);
  if (spider === undefined) return NOTHING;
  const fixed = spider.is === "pool" ? fixedAddressOf(spider.pool) : undefined;
  const own = fixed === undefined ? NOTHING : { ...NOTHING, reservation: fixed.reservation, holdings: [fixed.holding] };
  return { ...own, unplaced: heldElsewhere(spider).map((holding) => ({ ...holding, reach: { in: "any" } })), spider };
}
