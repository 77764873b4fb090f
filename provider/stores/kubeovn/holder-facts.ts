import type { KubeObject } from "../kube-object";
import { addressesIn, macIn } from "./addresses";
import { type Facts, NOTHING } from "./fact";
import { part, parts, text } from "./kinds";

export function eipFacts(object: KubeObject, fields: readonly string[]): Facts {
  const { name } = object.metadata;
  const spec = part(object, "spec");
  const status = part(object, "status");
  const addresses = addressesIn(fields.flatMap((field) => [text(spec, field), text(status, field)]));
  const mac = macIn(text(status, "macAddress") || text(spec, "macAddress"));
  const holding = { key: `${object.kind}/${name}`, holder: { kind: object.kind, name }, addresses, mac };
  const subnet = text(spec, "externalSubnet");
  return subnet === "" ? { ...NOTHING, unplaced: [holding] } : { ...NOTHING, holdings: [{ ...holding, subnet }] };
}

/** A rule's address is not in Kube-OVN's IPAM (pkg/controller/switch_lb_rule.go); it may be that of a switch_lb_vip. */
export function ruleFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = addressesIn(text(part(object, "spec"), "vip").split(","));
  return { ...NOTHING, unplaced: [{ key: `SwitchLBRule/${name}`, holder: { kind: "SwitchLBRule", name }, addresses }] };
}

/** Internal addresses of nodes: Kube-OVN's Vip allocation keeps clear of them (pkg/controller/vip.go validatePodIP). */
export function nodeFacts(object: KubeObject): Facts {
  const { name } = object.metadata;
  const addresses = parts(part(object, "status"), "addresses")
    .filter(({ type }) => type === "InternalIP")
    .flatMap((entry) => addressesIn([text(entry, "address")]));
  return { ...NOTHING, unplaced: [{ key: `Node/${name}`, holder: { kind: "Node", name }, addresses }] };
}
