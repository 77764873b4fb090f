export type {
  AclAction,
  AclDirection,
  AddressWant,
  Allocation,
  GatewayType,
  Layout,
  NatAction,
  PlannedPort,
  PortDuty,
  PortWait,
  Protocol,
  SelectorOperator,
  SetMember,
  StatefulSetOrdinals,
  Strategy,
  Timeouts,
  VipType,
  WantedKind,
  Workload,
  WorkloadKind,
} from "../provider/plan";
export { AapBinding } from "./aap-binding";
export { AddressPlan } from "./address-plan";
export type { Addresses, OneOrMore } from "./addresses";
export type * from "./args";
export { IPPool } from "./ip-pool";
export { IptablesEIP } from "./iptables-eip";
export { PLUGIN_TYPES, PROPERTIES, TYPES } from "./names";
export { OvnEip } from "./ovn-eip";
export { PlannedRange } from "./planned-range";
export { Provider } from "./provider";
export type { ProviderArgs } from "./provider-args";
export { ReservedIP } from "./reserved-ip";
export { ReservedIPSet } from "./reserved-ip-set";
export * as spiderpool from "./spiderpool";
export { Subnet } from "./subnet";
export { Vip } from "./vip";
export {
  type KubernetesArgs,
  withDeploymentAddresses,
  withPodAddresses,
  withStatefulSetAddresses,
  withVirtualMachineAddresses,
} from "./workload";
