export type {
  AddressWant,
  Allocation,
  CommonArgs,
  StatefulSetOrdinals,
  Timeouts,
  Workload,
} from "./arguments/args";
export {
  at,
  type Field,
  type Fields,
  filledIn,
  nothing,
  oneOf,
  type Path,
  replaces,
  required,
  updates,
} from "./arguments/field";
export {
  aapBindingFields,
  addressPlanFields,
  BOOKKEEPING,
  ipPoolFields,
  plannedRangeFields,
  reservedIpFields,
  reservedIpSetFields,
  STEERING,
  subnetFields,
  vipFields,
} from "./arguments/fields";
export {
  clearSettings,
  DECISIONS_VARIABLE,
  FORMER_SETTINGS,
  misspelledVariables,
  SETTINGS,
  type SettingKey,
  unknownArguments,
  unknownSettings,
  unnamedPlace,
} from "./arguments/settings-table";
export type { Route } from "./arguments/spiderpool/args";
export {
  fixedIpFields,
  multusConfigFields,
  podAnnotationsFields,
  spiderIpPoolFields,
  spiderReservedIpFields,
  spiderSubnetFields,
} from "./arguments/spiderpool/fields";
export { type Operation, timeoutOf } from "./arguments/timeouts";
export { type CheckResult, check } from "./checks/check";
export { checkAapBinding } from "./checks/check-aap-binding";
export { checkAddressPlan } from "./checks/check-address-plan";
export { checkDecided } from "./checks/check-decided";
export { checkExternal } from "./checks/check-external";
export { checkIpPool } from "./checks/check-ip-pool";
export { checkPlannedRange } from "./checks/check-planned-range";
export { checkReservedIp } from "./checks/check-reserved-ip";
export { checkReservedIpSet } from "./checks/check-reserved-ip-set";
export { checkSubnet } from "./checks/check-subnet";
export { checkUnread } from "./checks/check-unread";
export { checkVip } from "./checks/check-vip";
export type { CheckedKind } from "./checks/checked-kind";
export { type Diff, deletesFirst, diff, equalValues, MISSING } from "./checks/diff";
export { madeInNamespace, madeMembers, madeNothing, madeObject } from "./checks/made-objects";
export { missingRange } from "./checks/missing";
export { NOTES, newerRelease } from "./checks/notes";
export { portSwitches } from "./checks/port-switches";
export { checkFixedIp } from "./checks/spiderpool/check-fixed-ip";
export { checkSpiderIpPool } from "./checks/spiderpool/check-ip-pool";
export { checkMultusConfig } from "./checks/spiderpool/check-multus-config";
export { checkPodAnnotations } from "./checks/spiderpool/check-pod-annotations";
export { checkSpiderReservedIp } from "./checks/spiderpool/check-reserved-ip";
export { checkSpiderSubnet } from "./checks/spiderpool/check-subnet";
export type { LiveController } from "./live/controller";
export { claimKey, type Demand } from "./live/demand";
export { type GivenUp, givenUpIn, leftBehindIn } from "./live/given-up";
export {
  baseOwner,
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
} from "./live/identity";
export type { Middlebox, WrittenAddress } from "./live/middlebox";
export { defaultSubnets, type LiveVpc, Networks, type Reach, type RoutedPod } from "./live/networks";
export {
  canonicalAddress,
  hasOwnPort,
  isVirtualPortOf,
  type LogicalPort,
  type NorthboundView,
  type PlannedPort,
  portKey,
  virtualPortName,
} from "./live/northbound";
export { isGuestOf } from "./live/sharing";
export {
  type ClusterReading,
  type Delivery,
  type Holder,
  type Holding,
  isKeeper,
  type LivePlannedRange,
  type LivePool,
  type LiveReservation,
  type LiveSubnet,
  type PairPod,
  type Snapshot,
  UNREAD,
  type Unplaced,
  type Wire,
} from "./live/snapshot";
export type { PoolAffinity } from "./live/spiderpool/affinity";
export type { FamilyNames, InterfaceNames, PodAsk, PoolClaim } from "./live/spiderpool/asking";
export type {
  LiveMultusConfig,
  LiveSpiderPool,
  LiveSpiderReserved,
  LiveSpiderSubnet,
  SpiderEndpoint,
  SpiderPod,
  SpiderSnapshot,
} from "./live/spiderpool/snapshot";
export { subnetSettings } from "./live/subnet-settings";
export { TABLES } from "./live/tables";
export { Origins } from "./placement/origins";
export type { Placement } from "./placement/placement";
export { Planner } from "./placement/planner";
export { type LeftoverPort, leftoverPorts, portFindings } from "./ports/port-findings";
export {
  BATCH_FORMAT,
  type Batch,
  DECLARATION_INPUT,
  type Declaration,
  type DeclarationRef,
  declarationAt,
  type KeptRef,
  readBatch,
  readDeclarationRef,
  readKeptRef,
  SECRET_MARK,
  type SecretPaths,
} from "./program/declaration";
export { allocationOf, declaredName, textList } from "./program/program";
export {
  reserveExternal,
  reserveFixedIp,
  reserveIp,
  reserveIpSet,
  reserveNothing,
  reserveVip,
  type SetMember,
  textArg,
} from "./program/reservation";
export { maskedCidrs, type PlannedSubnet } from "./program/subnet-shape";
export { ADDRESSES, ownField } from "./program/wants";
export { podNameOf, podTypeOf } from "./program/workload";
export { holderName, type RefusalCode } from "./refusals/messages";
export { readAddress, readRanges } from "./refusals/read";
export {
  printOther,
  type Refusal,
  readOther,
  refuse,
  sentenceOf,
  unreported,
  withCode,
} from "./refusals/refusal";
export {
  brokenPlace,
  CONTROLLER_FINALIZERS,
  type Finding,
  type Findings,
  findingSentence,
  IPTABLES_EIP_RULES,
  type Judged,
  judgeAll,
  judgeDeclared,
  judgeWritten,
  LiveContext,
  PLACE_RULES,
  RULES,
  type Standing,
  type WrittenEip,
  type WrittenIp,
  type WrittenVip,
} from "./rules";
export type { PoolLeft } from "./spiderpool/accounting";
export type { Attachment } from "./spiderpool/attachment";
export { cidrLabel } from "./spiderpool/cidr";
export type { Impact } from "./spiderpool/impact";
export { ipamOfConfig } from "./spiderpool/network-ipam";
export {
  type Observe,
  observePods,
  observePool,
  observeReserved,
  type SpiderNow,
  spiderNow,
} from "./spiderpool/observe";
export { claimantsByPool } from "./spiderpool/pod-demand";
export { expandItems, lists, MOST_ADDRESSES, sameAddresses } from "./spiderpool/range-list";
export { liveView } from "./spiderpool/read-view";
export { type SpiderRegion, type SpiderStretch, spiderRegions } from "./spiderpool/region";
export { liveScene } from "./spiderpool/selection";
export { spiderHolders, spiderUsage } from "./spiderpool/usage";
export { ownUses } from "./subnets/own-addresses";
export { subnetsOf, type Takers, takersBySubnet } from "./subnets/subnet-views";
export { type AnnotatedTemplate, annotateTemplate } from "./templates/annotate-template";
export {
  DEFAULT_NETWORK_ANNOTATION,
  NETWORKS_ANNOTATION,
  parseAttachments,
  printAttachments,
} from "./templates/multus";
export { addressAnnotations, addressesOf, PAIRS_ANNOTATION, switchAnnotations } from "./templates/pod-annotations";
export { splitCode } from "./templates/split-code";
export { ANNOTATIONS_PATH, readTemplate, TEMPLATE_PATHS, type TemplateKind } from "./templates/template";
export type { Reserved, UsedPair, Uses } from "./templates/template-uses";
export {
  type AddressSpace,
  addressKey,
  isSameSpace,
  spaceAt,
  spaceKey,
  spaceName,
  spaceOf,
} from "./terms/address-space";
export { isDefaultProvider } from "./terms/default-provider";
export {
  isKind,
  KINDS,
  type Kind,
  keyToken,
  kindOfToken,
  servedToken,
  typeToken,
} from "./terms/kinds";
export { annotationFaults, kubeNameFaults, type NamedObject } from "./terms/kube-names";
export type { LabelSelector } from "./terms/label-selector";
export {
  ANNOTATION,
  DEFAULT_NAMESPACE,
  DEFAULT_PROVIDER,
  DEFAULT_VPC,
  isBookedForSubnet,
  isOvnProvider,
  LABEL,
  portName,
} from "./terms/names";
export { isPodOf, type PodOwner } from "./terms/pod-names";
export { shim } from "./terms/shim";
export { SPIDER_ANNOTATION, SPIDER_LABEL } from "./terms/spiderpool/names";
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
} from "./terms/spiderpool/values";
export { hasUnknown, isUnknown, UNKNOWN } from "./terms/unknown";
export type {
  AclAction,
  AclDirection,
  GatewayType,
  Layout,
  NameOf,
  NatAction,
  PortDuty,
  PortWait,
  Protocol,
  SelectorOperator,
  Strategy,
  VipType,
  WantedKind,
  WorkloadKind,
} from "./terms/values";
export { OVN_EIP_TYPES, PORT_DUTIES, PORT_WAITS } from "./terms/values";
export {
  featuresOf,
  isAtLeast,
  type KubeOvnVersion,
  NEWEST_VERSION,
  OLDEST_VERSION,
  parseVersion,
  printVersion,
} from "./terms/version";
export { escapeSteering, fewLines, LONGEST_LINE, list, oneLine } from "./terms/wording";
