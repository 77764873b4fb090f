export type {
  Attachment,
  Bond,
  CoordinatorConfig,
  DeploymentStrategy,
  FamilyNames,
  IbSriovConfig,
  Impact,
  InterfaceNames,
  IpoibConfig,
  LabelSelector,
  MacvlanConfig,
  NetworkPools,
  OvsConfig,
  OvsTrunk,
  PodOwner,
  PoolLeft,
  Route,
  SriovConfig,
  VlanConfig,
} from "../../provider/plan";
export { FixedIP, type FixedIPArgs } from "./fixed-ip";
export { IPPool, type IPPoolArgs } from "./ip-pool";
export { MultusConfig, type MultusConfigArgs } from "./multus-config";
export { PodAnnotations, type PodAnnotationsArgs } from "./pod-annotations";
export { ReservedIP, type ReservedIPArgs } from "./reserved-ip";
export { Subnet, type SubnetArgs } from "./subnet";
