import type { Holder } from "../../plan";
import type { KubeObject } from "../kube-object";
import { factsOf } from "../kubeovn/facts";
import { part, text } from "../kubeovn/kinds";
import type { ApiClient } from "./api-client";
import { resourceOf } from "./resources";

/** @source KubeVirt api/core/v1 types.go: on a virt-launcher pod, the name of its VM */
const VM_LABEL = "vm.kubevirt.io/name";

/** The pod that has the port an IP object is for, and has not ended. */
export async function userOfPort(api: ApiClient, ip: KubeObject): Promise<Holder | undefined> {
  const spec = part(ip, "spec");
  const namespace = text(spec, "namespace");
  const podName = text(spec, "podName");
  if (namespace === "" || podName === "") return undefined;
  const pods = resourceOf({ apiVersion: "v1", kind: "Pod" });
  const found =
    text(spec, "podType") === "VirtualMachine"
      ? ((await api.list(pods, (pod) => pod, { namespace, labelSelector: `${VM_LABEL}=${podName}` }))?.items ?? [])
      : [await api.get({ apiVersion: "v1", kind: "Pod", name: podName, namespace })];
  for (const pod of found) {
    const port = pod === undefined ? undefined : factsOf(pod).ports.find(({ name }) => name === ip.metadata.name);
    if (port !== undefined) return port.holder;
  }
  return undefined;
}
