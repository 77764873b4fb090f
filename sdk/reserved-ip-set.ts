import * as pulumi from "@pulumi/pulumi";
import { type SetMember, switchAnnotations } from "../provider/plan";
import type { ReservedIPSetArgs } from "./args";
import { PlannedResource } from "./resource";

/**
 * Addresses and MACs for several workloads at once; who stays in the list keeps the address.
 *
 * @example
 * new ReservedIPSet("web", { subnet: "ovn-default", statefulSet: { name: "web", replicas: 3 }, layout: "contiguous" });
 * // IP web-0.default, web-1.default, web-2.default with three addresses one after the other
 *
 * @example
 * const names = ["worker-a", "worker-b"];
 * const workers = new ReservedIPSet("workers", {
 *   subnet: "ovn-default",
 *   workloads: names.map((name) => ({ kind: "VirtualMachine", name })),
 * });
 * for (const name of names)
 *   new k8s.apiextensions.CustomResource(name, withVirtualMachineAddresses({ ...vm, metadata: { name } }, { reservations: workers }));
 */
export class ReservedIPSet extends PlannedResource {
  declare readonly subnet: pulumi.Output<string>;
  /** One entry per workload, in the order of the arguments. */
  declare readonly reservations: pulumi.Output<SetMember[]>;

  constructor(name: string, args: ReservedIPSetArgs, opts?: pulumi.CustomResourceOptions) {
    super("ReservedIPSet", name, args, opts);
  }

  /** Annotation for the pod template of the workloads: the subnet, where Kube-OVN finds each pod's reservation by its name. */
  get annotations(): pulumi.Output<Record<string, string>> {
    return pulumi.all([this.subnet, this.reservations]).apply(([subnet, members]): Record<string, string> => {
      // Mocks of a unit test may have no answer, whatever the type says.
      const first = (members as readonly SetMember[] | undefined)?.[0];
      return first === undefined ? {} : switchAnnotations({ ...first, subnet });
    });
  }
}
