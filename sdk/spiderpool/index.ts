export type {
  Attachment,
  CniType,
  CniVersion,
  CoordinatorMode,
  Impact,
  IpVersion,
  LabelSelector,
  LinkState,
  OnImpact,
  PodCidrType,
  PoolLeft,
  Route,
  UpdateType,
  VlanMode,
} from "../../provider/plan";
export type * from "./args";
export { FixedIP } from "./fixed-ip";
export { IPPool } from "./ip-pool";
export { MultusConfig } from "./multus-config";
export { PodAnnotations } from "./pod-annotations";
export { ReservedIP } from "./reserved-ip";
export { Subnet } from "./subnet";
