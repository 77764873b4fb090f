import type { ProjectOptions } from "./project";

/** Subnets of a small cluster as `kubectl get -o yaml` and a person may have left them: comments, flow lists, quotes; picks in `low` meet each other. */
export const CLUSTER = `# the cluster's own subnets
apiVersion: kubeovn.io/v1
kind: Subnet
metadata:
  name: ovn-default
spec:
  cidrBlock: 10.16.0.0/16
  gateway: 10.16.0.1
  excludeIps: [10.16.0.1] # the gateway
  protocol: IPv4
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: six}
spec:
  cidrBlock: "fd00:16::/112"
  gateway: "fd00:16::1"
  excludeIps:
    - "fd00:16::1"
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: low, annotations: {pulumi-kubeovn/strategy: lowest}}
spec: {cidrBlock: 10.17.0.0/24, gateway: 10.17.0.1, excludeIps: [10.17.0.1]}
---
apiVersion: kubeovn.io/v1
kind: Vip
metadata: {name: taken}
spec: {subnet: ovn-default, v4ip: 10.16.0.9}
---
apiVersion: kubeovn.io/v1
kind: Vip
metadata: {name: taken-six}
spec: {subnet: six, v6ip: "fd00:16::9"}
`;

/** The cluster above as the manifest directory `manifests`, and the configuration that names it. */
export const ON_CLUSTER: Required<Pick<ProjectOptions, "files" | "config">> = {
  files: { "manifests/cluster.yaml": CLUSTER },
  config: { "kubeovn:manifests": "manifests" },
};
