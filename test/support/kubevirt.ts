/**
 * What a cluster needs to hold the objects of KubeVirt and Multus, for tests in which neither runs: definitions with the
 * fields that programs here write, and launcher pods as KubeVirt's controller makes them.
 *
 * @source kubevirt.io/api v1.4.0 core/v1/types.go and schema.go; pod names, labels and owners as pkg/virt-controller/services/template.go
 *         makes them; k8s.cni.cncf.io/v1 NetworkAttachmentDefinition
 */
type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: "string" };
const flag: Schema = { type: "boolean" };
const texts: Schema = { type: "object", additionalProperties: text };
const amounts: Schema = { type: "object", additionalProperties: { "x-kubernetes-int-or-string": true } };
const open: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: "object", properties });
const list = (items: Schema): Schema => ({ type: "array", items });

const interfaces = list(
  object({
    name: text,
    model: text,
    macAddress: text,
    bridge: object({}),
    masquerade: object({}),
    binding: object({ name: text }),
  }),
);
const instanceSpec = object({
  domain: object({
    devices: object({ disks: list(object({ name: text, disk: object({ bus: text }) })), interfaces }),
    resources: object({ requests: amounts, limits: amounts }),
  }),
  networks: list(object({ name: text, pod: object({}), multus: object({ networkName: text, default: flag }) })),
  volumes: list(
    object({
      name: text,
      containerDisk: object({ image: text }),
      cloudInitNoCloud: object({ userDataBase64: text }),
    }),
  ),
});
const machineSpec = object({
  running: flag,
  runStrategy: text,
  template: object({ metadata: object({ labels: texts, annotations: texts, name: text }), spec: instanceSpec }),
});

function definition(group: string, version: string, kind: string, plural: string, spec: Schema): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, annotations: { "api-approved.kubernetes.io": "unapproved, for tests" } },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: object({ spec, status: open }) },
        },
      ],
    },
  };
}

/** CustomResourceDefinitions for VirtualMachine, VirtualMachineInstance and NetworkAttachmentDefinition. */
export const DEFINITIONS: readonly object[] = [
  definition("kubevirt.io", "v1", "VirtualMachine", "virtualmachines", machineSpec),
  definition("kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances", instanceSpec),
  definition(
    "k8s.cni.cncf.io",
    "v1",
    "NetworkAttachmentDefinition",
    "network-attachment-definitions",
    object({ config: text }),
  ),
];

// biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
type ApiObject = any;

function ownedBy({ apiVersion, kind, metadata }: ApiObject): object {
  const { name, uid } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The instance of a VirtualMachine that runs. */
export function instanceOf(machine: ApiObject): object {
  const { name, namespace } = machine.metadata;
  const { metadata = {}, spec } = machine.spec.template;
  const { labels = {}, annotations = {} } = metadata;
  return {
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: { name, namespace, labels, annotations, ownerReferences: [ownedBy(machine)] },
    spec,
  };
}

/**
 * The pod that runs an instance; the second one of a live migration names the migration.
 *
 * @param suffix  what KubeVirt lets the API server make up
 */
export function launcherOf(instance: ApiObject, suffix: string, migration?: string): object {
  const { name, namespace, uid, labels, annotations } = instance.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `virt-launcher-${name}-${suffix}`,
      namespace,
      labels: {
        ...labels,
        "kubevirt.io": "virt-launcher",
        "kubevirt.io/created-by": uid,
        "vm.kubevirt.io/name": name,
        ...(migration === undefined ? {} : { "kubevirt.io/migrationJobUID": uid }),
      },
      annotations: {
        ...annotations,
        "kubevirt.io/domain": name,
        ...(migration === undefined ? {} : { "kubevirt.io/migrationJobName": migration }),
      },
      ownerReferences: [ownedBy(instance)],
    },
    spec: { containers: [{ name: "compute", image: "none" }] },
  };
}
