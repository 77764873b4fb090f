import type { Middlebox, WrittenAddress } from "../../plan";
import type { KubeObject } from "../kube-object";
import { ADDRESS_FIELDS, DEFAULT_EXTERNAL, podOwnerOf, textsAt } from "./address-fields";
import { part, parts, text, texts } from "./kinds";

type Base = Pick<Middlebox, "name" | "namespace" | "key" | "addresses" | "podOwner">;

/** What each kind says beside its addresses. */
const READERS: { readonly [K in Middlebox["kind"]]: (object: KubeObject, base: Base) => Middlebox } = {
  VpcNatGateway(object, base) {
    const spec = part(object, "spec");
    const [externalNetwork = DEFAULT_EXTERNAL.VpcNatGateway] = texts(spec, "externalSubnets");
    return { ...base, kind: "VpcNatGateway", vpc: text(spec, "vpc"), subnet: text(spec, "subnet"), externalNetwork };
  },
  VpcEgressGateway(object, base) {
    const spec = part(object, "spec");
    return {
      ...base,
      kind: "VpcEgressGateway",
      vpc: text(spec, "vpc"),
      internalSubnet: text(spec, "internalSubnet"),
      externalSubnet: text(spec, "externalSubnet"),
      replicas: typeof spec.replicas === "number" ? spec.replicas : 1,
      lists: ["internalIPs", "externalIPs"].map((field) => ({ field, count: texts(spec, field).length })),
    };
  },
  SwitchLBRule(object, base) {
    const spec = part(object, "spec");
    const ports = parts(spec, "ports").map((fields) => ({
      name: text(fields, "name"),
      port: typeof fields.port === "number" ? fields.port : 0,
      protocol: text(fields, "protocol") || "TCP",
    }));
    return {
      ...base,
      kind: "SwitchLBRule",
      backendNamespace: text(spec, "namespace"),
      ports,
      selector: texts(spec, "selector"),
      endpoints: texts(spec, "endpoints"),
    };
  },
};

/** A gateway or load balancer as the rules look at it; undefined for other kinds. */
export function middleboxOf(object: KubeObject, key: string): Middlebox | undefined {
  const { kind } = object;
  if (!Object.hasOwn(READERS, kind)) return undefined;
  const { name, namespace } = object.metadata;
  const base: Base = { name, namespace, key, addresses: writtenAddresses(object), podOwner: podOwnerOf(object) };
  return READERS[kind as Middlebox["kind"]](object, base);
}

function writtenAddresses(object: KubeObject): readonly WrittenAddress[] {
  return Object.entries(ADDRESS_FIELDS[object.kind] ?? {}).flatMap(([path, meaning]) => {
    if (typeof meaning === "string" || !path.startsWith("spec.")) return [];
    const field = path.slice("spec.".length).replace("[]", "");
    const reach = meaning.where(object);
    const items = textsAt(object, path).flatMap((item) => item.split(","));
    return items.map((item) => ({ field, text: item.trim(), reach }));
  });
}
