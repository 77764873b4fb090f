export type {
  AapBindingArgs,
  Allocation,
  CommonArgs,
  IPPoolArgs,
  PlannedRangeArgs,
  ReservedIPArgs,
  ReservedIPSetArgs,
  StatefulSetOrdinals,
  SubnetArgs,
  VipArgs,
  Workload,
} from "./args";
export { type CheckRequest, type CheckResult, check, claimOf } from "./check";
export type { SetMember } from "./check-reserved-ip-set";
export {
  BATCH_FORMAT,
  type Batch,
  DECLARATION_INPUT,
  type Declaration,
  type DeclarationRef,
  readBatch,
  readDeclarationRef,
} from "./declaration";
export { type Diff, diff, equalValues, MISSING } from "./diff";
export { BOOKKEEPING, type Change, FIELDS, type Field, type FieldType, PLANNED } from "./fields";
export { isKind, KINDS, type Kind, typeToken } from "./kinds";
export { holderName } from "./messages";
export { ANNOTATION, DEFAULT_PROVIDER, DEFAULT_VPC, isObjectName, LABEL, portName } from "./names";
export { type Pick, type Placement, Planner, type Why } from "./planner";
export { podAnnotations } from "./pod-annotations";
export { readRanges } from "./read";
export { type Refusal, type RefusalCode, refuse, unreported } from "./refusal";
export { memberOwner } from "./reservation";
export type { Holder, Holding, LivePool, LiveReservation, LiveSubnet, Snapshot } from "./snapshot";
export { hasUnknown, isUnknown, UNKNOWN } from "./unknown";
export {
  featuresOf,
  isAtLeast,
  type KubeOvnVersion,
  NEWEST_VERSION,
  OLDEST_VERSION,
  parseVersion,
  printVersion,
} from "./version";
export { DEFAULT_NAMESPACE, podNameOf, podTypeOf } from "./workload";
