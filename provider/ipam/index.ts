export {
  type Address,
  type AddressFault,
  type AddressFaultCode,
  compareAddresses,
  type Family,
  parseAddress,
  printAddress,
  sameAddress,
} from "./address";
export { assign } from "./assign";
export { type Fault, isFault } from "./fault";
export { PLACEMENT_VERSION, type PlacementHash, placementHash } from "./hash";
export { printWord } from "./hex";
export { deriveMac, type Mac, type MacFault, type MacFaultCode, parseMac, printMac } from "./mac";
export { type PassedOver, passedOver } from "./passed-over";
export { makePool, type Pool, type PoolSpec, type Standing, standingOf, standingSets } from "./pool";
export {
  firstAddress,
  gatewayByDefault,
  lastAddress,
  type Prefix,
  type PrefixFault,
  type PrefixFaultCode,
  parsePrefix,
  prefixContains,
  prefixContainsPrefix,
  prefixesContain,
  prefixesOverlap,
  prefixSize,
  printPrefix,
} from "./prefix";
export { parseRange, prefixRange, printRange, type Range, type RangeFault, type RangeFaultCode } from "./range";
export {
  contains,
  emptyRangeSet,
  equalRangeSets,
  intersect,
  nth,
  printRangeSet,
  type RangeSet,
  rangeSetOf,
  rankOf,
  sizeOf,
  subtract,
  union,
} from "./range-set";
export { createSpace, type Held, Space, type Usage } from "./space";
export type { Vacancies } from "./vacancies";
export type { Assigned, Exhausted, Refusal, Strategy, Want } from "./want";
