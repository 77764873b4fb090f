import type * as pulumi from "@pulumi/pulumi";
import { kubernetes } from "./kubernetes";

/** The class of a component. */
export type ComponentClass = new (
  name: string,
  args: never,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/**
 * The components that the plugin makes for programs in other languages, by the name of the class; the type is
 * `kubeovn:index:<name>`. Each is loaded when it is asked for, with @pulumi/kubernetes where it needs that.
 */
export const CATALOG: Readonly<Record<string, () => Promise<ComponentClass>>> = {
  KeepalivedPair: async () => (await import("./keepalived-pair.js")).KeepalivedPair,
  FixedIPStatefulSet: async () => {
    kubernetes("FixedIPStatefulSet");
    return (await import("./fixed-ip-stateful-set.js")).FixedIPStatefulSet;
  },
  FixedIPVirtualMachine: async () => {
    kubernetes("FixedIPVirtualMachine");
    return (await import("./fixed-ip-virtual-machine.js")).FixedIPVirtualMachine;
  },
};
