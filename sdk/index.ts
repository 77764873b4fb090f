export type { Allocation, PlannedPort, SetMember, StatefulSetOrdinals, Timeouts, Workload } from "../provider/plan";
export { AapBinding, type AapBindingArgs } from "./aap-binding";
export type { Addresses, OneOrMore } from "./addresses";
export { IPPool, type IPPoolArgs } from "./ip-pool";
export { PROPERTIES, TYPES } from "./names";
export { PlannedRange, type PlannedRangeArgs } from "./planned-range";
export { Provider, type ProviderArgs } from "./provider";
export { ReservedIP, type ReservedIPArgs } from "./reserved-ip";
export { ReservedIPSet, type ReservedIPSetArgs } from "./reserved-ip-set";
export * as spiderpool from "./spiderpool";
export { Subnet, type SubnetArgs } from "./subnet";
export { Vip, type VipArgs } from "./vip";
export {
  type WorkloadArgs,
  withDeploymentAddresses,
  withPodAddresses,
  withStatefulSetAddresses,
  withVirtualMachineAddresses,
} from "./workload";
