import type { KubeObject, ObjectKey } from "../kube-object";
import { DEFAULT_EXTERNAL } from "./address-fields";
import { addressesIn, macIn } from "./addresses";
import { type Facts, NOTHING } from "./fact";
import { fieldsOf, text } from "./kinds";

/** The ConfigMap that connects the default VPC to an external network. @source kube-ovn pkg/util/const.go ExternalGatewayConfig */
export const GATEWAY_CONFIG: ObjectKey & { readonly namespace: string } = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-system",
  name: "ovn-external-gw-config",
};

/** What is read of it. */
export const GATEWAY_CONFIG_DATA: readonly string[] = ["enable-external-gw", "nic-ip", "nic-mac"];

export function isGatewayConfig({ apiVersion, kind, metadata }: KubeObject): boolean {
  return apiVersion === "v1" && kind === "ConfigMap" && metadata.name === GATEWAY_CONFIG.name;
}

/**
 * The address of the default VPC's router on the external network, which Kube-OVN's books do not have.
 *
 * @source kube-ovn pkg/controller/external_gw.go establishExternalGateway: `nic-ip` with a prefix length
 */
export function gatewayConfigFacts(object: KubeObject): Facts {
  const data = fieldsOf(object.data);
  if (text(data, "enable-external-gw") !== "true") return NOTHING;
  const addresses = addressesIn(
    text(data, "nic-ip")
      .split(",")
      .map((item) => item.trim().split("/", 1)[0] ?? ""),
  );
  if (addresses.length === 0) return NOTHING;
  const { name, namespace } = GATEWAY_CONFIG;
  const holder = { kind: "ConfigMap", name, namespace };
  const reach = { in: "network", name: DEFAULT_EXTERNAL.OvnEip } as const;
  return {
    ...NOTHING,
    unplaced: [{ key: `ConfigMap/${namespace}/${name}`, holder, addresses, mac: macIn(text(data, "nic-mac")), reach }],
  };
}
