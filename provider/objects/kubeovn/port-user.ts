import type { Holder } from "../../plan";
import type { KubeObject } from "../kube-object";
import { factsOf } from "./facts";
import { part, text } from "./kinds";

/** Looks for single pods, without a look at all of them. */
export interface PodFinder {
  pod(namespace: string, name: string): Promise<KubeObject | undefined>;
  /** The pods in which a VM runs. */
  launchers(namespace: string, vm: string): Promise<readonly KubeObject[]>;
}

/** The pod that has the port an IP object is for, and has not ended. */
export async function userOfPort(pods: PodFinder, ip: KubeObject): Promise<Holder | undefined> {
  const spec = part(ip, "spec");
  const namespace = text(spec, "namespace");
  const podName = text(spec, "podName");
  if (namespace === "" || podName === "") return undefined;
  const found =
    text(spec, "podType") === "VirtualMachine"
      ? await pods.launchers(namespace, podName)
      : [await pods.pod(namespace, podName)];
  for (const pod of found) {
    const port = pod === undefined ? undefined : factsOf(pod).ports.find(({ name }) => name === ip.metadata.name);
    if (port !== undefined) return port.holder;
  }
  return undefined;
}
