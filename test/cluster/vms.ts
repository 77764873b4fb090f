import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFINITIONS, instanceOf, launcherOf } from "../support/kubevirt";
import type { TestCluster } from "../support/start-cluster";
import type { ApiObject } from "./objects";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Virtual machines of one namespace, with the objects and pods that KubeVirt would make for them. */
export interface Vms {
  create(
    name: string,
    annotations: Readonly<Record<string, string>>,
    labels?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Makes the instance if there is none, and a launcher pod; with a migration's name the second one. */
  launch(vm: string, suffix: string, migration?: string): Promise<void>;
  /** Resolves when launcher pods and instance are gone. */
  stop(vm: string, ...suffixes: readonly string[]): Promise<void>;
  /** The address that Kube-OVN gave a launcher pod. */
  given(vm: string, suffix: string): Promise<string>;
}

/** Has the cluster know KubeVirt's kinds; does nothing where it does. */
export async function defineKubeVirt({ admin }: Pick<TestCluster, "admin">): Promise<void> {
  for (const definition of DEFINITIONS) {
    const { status, body } = await admin("POST", CRDS, definition);
    assert.ok(status === 201 || status === 409, JSON.stringify(body));
  }
  for (const plural of ["virtualmachines", "virtualmachineinstances"])
    while ((await admin("GET", `/apis/kubevirt.io/v1/${plural}`)).status !== 200) await sleep(50);
}

/**
 * What a pod was given, when it was: the annotation for the address may be there before, when the pod asks for one.
 *
 * @param pod  path of the pod
 * @param not  UID of an earlier pod of that name
 */
export async function givenTo({ admin }: Pick<TestCluster, "admin">, pod: string, not?: string): Promise<string> {
  for (;;) {
    const { status, body } = await admin("GET", pod);
    const annotations = body.metadata?.annotations ?? {};
    const isGiven = annotations["ovn.kubernetes.io/allocated"] === "true";
    if (status === 200 && body.metadata.uid !== not && isGiven) return annotations["ovn.kubernetes.io/ip_address"];
    await sleep(50);
  }
}

export function vmsIn({ admin }: Pick<TestCluster, "admin">, namespace: string): Vms {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const machines = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines`;
  const instances = `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachineinstances`;
  const create = async (path: string, object: object): Promise<void> => {
    const { status, body } = await admin("POST", path, object);
    assert.equal(status, 201, JSON.stringify(body));
  };
  const remove = async (path: string): Promise<void> => {
    await admin("DELETE", path);
    while ((await admin("GET", path)).status !== 404) await sleep(50);
  };
  return {
    create: (name, annotations, labels = {}) =>
      create(machines, {
        apiVersion: "kubevirt.io/v1",
        kind: "VirtualMachine",
        metadata: { name, namespace },
        spec: { runStrategy: "Always", template: { metadata: { annotations, labels }, spec: {} } },
      }),
    launch: async (vm, suffix, migration) => {
      const known = await admin("GET", `${instances}/${vm}`);
      if (known.status === 404) await create(instances, instanceOf((await admin("GET", `${machines}/${vm}`)).body));
      const instance: ApiObject = (await admin("GET", `${instances}/${vm}`)).body;
      await create(pods, launcherOf(instance, suffix, migration));
    },
    stop: async (vm, ...suffixes) => {
      for (const suffix of suffixes) await remove(`${pods}/virt-launcher-${vm}-${suffix}`);
      await remove(`${instances}/${vm}`);
    },
    given: (vm, suffix) => givenTo({ admin }, `${pods}/virt-launcher-${vm}-${suffix}`),
  };
}
