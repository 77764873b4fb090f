import * as pulumi from "@pulumi/pulumi";
import {
  ANNOTATIONS_PATH,
  type AnnotatedTemplate,
  annotateTemplate,
  readTemplate,
  TEMPLATE_PATHS,
  type TemplateKind,
  withCode,
} from "../provider/plan";
import { type Addresses, resourcesOf, usesOf } from "./addresses";
import { changeAt, pickPaths } from "./nested";

/** Arguments of a workload, in the form that @pulumi/kubernetes gives them. */
export interface KubernetesArgs {
  readonly metadata?: pulumi.Input<object | undefined>;
  readonly spec?: pulumi.Input<object | undefined>;
}

/**
 * The arguments of a Pod, complete: with the annotations by which it gets exactly these addresses, and under the name and
 * in the namespace they are reserved for where the arguments leave those open. Everything else stays as it is.
 *
 * @throws pulumi.RunError, in the preview, with all that would keep the pod from getting them
 * @example
 * const web = new ReservedIP("web", { subnet: "ovn-default", workload: { kind: "Pod", name: "web" } });
 * new k8s.core.v1.Pod("web", withPodAddresses({ spec }, { reservations: web }));
 * // metadata: name web, namespace default, annotations ovn.kubernetes.io/{logical_switch,ip_address,mac_address}
 */
export function withPodAddresses<A extends KubernetesArgs>(args: A, addresses: Addresses): A {
  return complete("Pod", args, addresses);
}

/**
 * The same for a StatefulSet. Its template names the subnet, where each pod finds its reservation by its name, so that
 * scaling does not touch the template.
 *
 * @example
 * const db = new ReservedIPSet("db", { subnet: "ovn-default", statefulSet: { name: "db", replicas: 3 } });
 * new k8s.apps.v1.StatefulSet("db", withStatefulSetAddresses({ spec }, { reservations: db }));
 */
export function withStatefulSetAddresses<A extends KubernetesArgs>(args: A, addresses: Addresses): A {
  return complete("StatefulSet", args, addresses);
}

/**
 * The same for a Deployment, whose pods have no names to reserve for: they share a pool.
 *
 * @example
 * const pool = new IPPool("web", { subnet: "ovn-default", ips: ["10.16.5.10..10.16.5.19"] });
 * new k8s.apps.v1.Deployment("web", withDeploymentAddresses({ spec }, { pool }));
 */
export function withDeploymentAddresses<A extends KubernetesArgs>(args: A, addresses: Addresses): A {
  return complete("Deployment", args, addresses);
}

/**
 * The same for a KubeVirt VirtualMachine, as arguments of a CustomResource. Its launcher pods get the annotations of its
 * template, whatever node they run on.
 *
 * @example
 * const db = new ReservedIP("db", { subnet: "ovn-default", workload: { kind: "VirtualMachine", name: "db" } });
 * const vm = { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", spec };
 * new k8s.apiextensions.CustomResource("db", withVirtualMachineAddresses(vm, { reservations: db }));
 */
export function withVirtualMachineAddresses<A extends KubernetesArgs>(args: A, addresses: Addresses): A {
  return complete("VirtualMachine", args, addresses);
}

function complete<A extends KubernetesArgs>(kind: TemplateKind, args: A, addresses: Addresses): A {
  const annotated = pulumi
    .all([pickPaths(args, TEMPLATE_PATHS[kind]), usesOf(addresses)])
    .apply(([written, uses]) => accepted(annotateTemplate(readTemplate(kind, written), uses), addresses));
  const fill = (field: "name" | "namespace") => (own: unknown) => own ?? annotated.apply((found) => found[field]);
  const changes: readonly (readonly [readonly string[], (value: unknown) => unknown])[] = [
    [["metadata", "name"], fill("name")],
    [["metadata", "namespace"], fill("namespace")],
    [
      ANNOTATIONS_PATH[kind],
      (own) => pulumi.all([own, annotated]).apply(([mine, found]) => ({ ...(mine as object), ...found.annotations })),
    ],
  ];
  return changes.reduce<unknown>((all, [path, change]) => changeAt(all, path, change), args) as A;
}

/** @throws pulumi.RunError with every refusal */
function accepted(annotated: AnnotatedTemplate, addresses: Addresses): AnnotatedTemplate {
  const { refusals, notes } = annotated;
  if (refusals.length > 0) {
    const error = new pulumi.RunError(refusals.map(({ reason, code }) => withCode(reason, code)).join("\n"));
    // Pulumi prints a stack where there is one: ours would say nothing of the program.
    error.stack = "";
    throw error;
  }
  const [resource] = resourcesOf(addresses);
  for (const note of notes) void pulumi.log.warn(note, resource);
  return annotated;
}
