export { FixedIPStatefulSet, type FixedIPStatefulSetArgs } from "./fixed-ip-stateful-set";
export { FixedIPVirtualMachine, type FixedIPVirtualMachineArgs } from "./fixed-ip-virtual-machine";
export type { InterfaceAddresses } from "./interface-addresses";
export { type KeepalivedMember, KeepalivedPair, type KeepalivedPairArgs } from "./keepalived-pair";
export type { VmBinding } from "./vm-network";
