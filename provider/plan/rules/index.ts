export type { WrittenEip, WrittenIp, WrittenVip } from "../live/written";
export { IPTABLES_EIP_RULES } from "./external";
export { CONTROLLER_FINALIZERS } from "./finalizers";
export { DECLARED_IP_RULES, ipSubject } from "./ip";
export { DECLARED_POOL_RULES } from "./ip-pool";
export { type Judged, judgeAll, judgeWritten } from "./judge";
export { LiveContext } from "./live-context";
export { brokenPlace, isSetAside, PLACE_RULES } from "./place";
export { RULES } from "./registry";
export {
  type Finding,
  type Findings,
  findingSentence,
  judgeDeclared,
  type Rule,
  type Standing,
} from "./rule";
export { SPIDER_CONFIG_RULES } from "./spider";
export { DECLARED_SUBNET_RULES } from "./subnet";
export { DECLARED_VIP_RULES, vipSubject } from "./vip";
