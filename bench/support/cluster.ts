import type { KubeObject } from "../../provider/objects/kube-object";
import type { Declaration } from "../../provider/plan";

export const OWNER_PREFIX = "bench/bench/dev/";

/**
 * A cluster with one /12 subnet in which pods hold `held` addresses, lowest first as Kube-OVN gives them.
 *
 * @param excludeIps  of that subnet; default none
 */
export function cluster(held: number, excludeIps: readonly string[] = []): readonly KubeObject[] {
  const objects: KubeObject[] = [
    {
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "big" },
      spec: { cidrBlock: "10.16.0.0/12", gateway: "10.16.0.1", excludeIps },
    },
  ];
  for (let i = 2; i < held + 2; i++) {
    const address = `10.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    const mac = `02:00:00:${[i >> 16, (i >> 8) & 255, i & 255].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
    objects.push({
      apiVersion: "kubeovn.io/v1",
      kind: "IP",
      metadata: { name: `pod-${i}.default` },
      spec: {
        podName: `pod-${i}`,
        namespace: "default",
        subnet: "big",
        ipAddress: address,
        v4IpAddress: address,
        macAddress: mac,
      },
    });
  }
  return objects;
}

/** Flat strings, as the batch has them that reaches the provider; a template alone gives ropes. */
export function program(count: number): readonly Declaration[] {
  const declarations = Array.from({ length: count }, (_, i) => ({
    kind: "Vip",
    name: `vip-${i}`,
    path: `Vip::vip-${i}`,
    owner: `${OWNER_PREFIX}Vip/vip-${i}`,
    provider: "",
    args: { subnet: "big" },
  }));
  return JSON.parse(JSON.stringify(declarations));
}
