export { type AnnotatedTemplate, annotateTemplate } from "./annotate-template";
export type {
  AapBindingArgs,
  Allocation,
  IPPoolArgs,
  LabelSelector,
  PlannedRangeArgs,
  ReservedIPArgs,
  ReservedIPSetArgs,
  StatefulSetOrdinals,
  SubnetArgs,
  Timeouts,
  VipArgs,
  Workload,
} from "./args";
export { type CheckResult, check } from "./check";
export type { SetMember } from "./check-reserved-ip-set";
export { checkUnread } from "./check-unread";
export type { LiveController } from "./controller";
export {
  BATCH_FORMAT,
  type Batch,
  DECLARATION_INPUT,
  type Declaration,
  type DeclarationRef,
  readBatch,
  readDeclarationRef,
  SECRET_MARK,
} from "./declaration";
export { claimKey, type Demand } from "./demand";
export { deletesFirst, diff, equalValues, MISSING } from "./diff";
export { BOOKKEEPING, FIELDS, PLANNED } from "./fields";
export {
  claimFor,
  claimOf,
  type Declarer,
  declarerOf,
  isMadeBy,
  isMine,
  makerOf,
  mayTake,
  memberDeclarer,
  memberOwner,
  placeOf,
  type Stamp,
  succeed,
} from "./identity";
export { KINDS, type Kind, type SpiderKind, typeToken } from "./kinds";
export { annotationFaults, kubeNameFaults, type NamedObject } from "./kube-names";
export { holderName, type RefusalCode } from "./messages";
export { DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION } from "./multus";
export { ANNOTATION, DEFAULT_PROVIDER, DEFAULT_VPC, isOvnProvider, LABEL, portName } from "./names";
export { Networks, type Reach } from "./networks";
export {
  canonicalAddress,
  isVirtualPortOf,
  type LogicalPort,
  type NorthboundView,
  type PlannedPort,
  portKey,
  virtualPortName,
} from "./northbound";
export { NOTES, newerRelease } from "./notes";
export { ownUses } from "./own-addresses";
export type { Placement } from "./placement";
export { Planner } from "./planner";
export { addressAnnotations, addressesOf, PAIRS_ANNOTATION, switchAnnotations } from "./pod-annotations";
export { type LeftoverPort, leftoverPorts, portFindings } from "./port-findings";
export { hasOwnPort, portSwitches } from "./port-switches";
export { readRanges } from "./read";
export { type Refusal, refuse, unreported } from "./refusal";
export {
  brokenPlace,
  CONTROLLER_FINALIZERS,
  type Finding,
  type Findings,
  findingSentence,
  type Judged,
  judgeAll,
  judgeWritten,
  LiveContext,
  RULES,
  type Standing,
  type Written,
  type WrittenIp,
  type WrittenVip,
} from "./rules";
export {
  type ArgumentSetting,
  DECISIONS_VARIABLE,
  type FlagSetting,
  misspeltVariables,
  SETTINGS,
  type SettingKey,
  unknownArguments,
  unknownSettings,
} from "./settings-table";
export {
  type Holder,
  type Holding,
  type LivePlannedRange,
  type LivePool,
  type LiveReservation,
  type LiveSubnet,
  type PairPod,
  type Snapshot,
  UNREAD,
  type Unplaced,
} from "./snapshot";
export type { PoolLeft } from "./spiderpool/accounting";
export type { PoolAffinity } from "./spiderpool/affinity";
export type { Route } from "./spiderpool/args";
export type { Attachment } from "./spiderpool/attachment";
export { cidrLabel } from "./spiderpool/cidr";
export type { Impact } from "./spiderpool/impact";
export { SPIDER_ANNOTATION, SPIDER_LABEL } from "./spiderpool/names";
export { type Observer, observerOf } from "./spiderpool/observe";
export { expandItems, lists, MOST_ADDRESSES, sameAddresses } from "./spiderpool/range-list";
export { liveView } from "./spiderpool/read-view";
export { type SpiderRegion, type SpiderStretch, spiderRegion } from "./spiderpool/region";
export type {
  LiveMultusConfig,
  LiveSpiderPool,
  LiveSpiderReserved,
  LiveSpiderSubnet,
  SpiderEndpoint,
  SpiderPod,
  SpiderSnapshot,
} from "./spiderpool/snapshot";
export { cidrOfSpace, spiderSpace, subnetName } from "./spiderpool/space";
export { spiderHolders, spiderUsage } from "./spiderpool/usage";
export type {
  CniType,
  CniVersion,
  CoordinatorMode,
  IpVersion,
  LinkState,
  OnImpact,
  PodCidrType,
  UpdateType,
  VlanMode,
} from "./spiderpool/values";
export { maskedCidrs, type PlannedSubnet } from "./subnet-shape";
export { demandsBySubnet, subnetsOf } from "./subnet-views";
export { ANNOTATIONS_PATH, readTemplate, TEMPLATE_PATHS, type TemplateKind } from "./template";
export type { Reserved, UsedPair, Uses } from "./template-uses";
export { type Operation, timeoutOf } from "./timeouts";
export { hasUnknown, isUnknown, UNKNOWN } from "./unknown";
export type {
  AclAction,
  AclDirection,
  GatewayType,
  Layout,
  NatAction,
  PortDuty,
  PortWait,
  Protocol,
  SelectorOperator,
  Strategy,
  VipType,
  WorkloadKind,
} from "./values";
export { PORT_DUTIES, PORT_WAITS } from "./values";
export {
  isAtLeast,
  type KubeOvnVersion,
  NEWEST_VERSION,
  OLDEST_VERSION,
  parseVersion,
  printVersion,
} from "./version";
export { fewLines, LONGEST_LINE, oneLine } from "./wording";
export { DEFAULT_NAMESPACE, podNameOf, podTypeOf } from "./workload";
