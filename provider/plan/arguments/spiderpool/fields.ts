import { SPIDER_ANNOTATION } from "../../terms/spiderpool/names";
import { CNI_TYPES, CNI_VERSIONS, ON_IMPACT } from "../../terms/spiderpool/values";
import { at, type Field, type Fields, nothing, oneOf, replaces, required, shaped, unordered, updates } from "../field";
import { LABEL_SELECTOR } from "../shapes";
import type { FixedIPArgs, IPPoolArgs, MultusConfigArgs, PodAnnotationsArgs, ReservedIPArgs, SubnetArgs } from "./args";

const addresses: Field = { ...updates("texts"), addresses: true };

const common = {
  key: nothing("text"),
  adopt: nothing("flag"),
  timeouts: nothing("object"),
  name: at(replaces("text"), "metadata", "name"),
};
const ipVersion = replaces("count");
const onImpact = oneOf(nothing("text"), ON_IMPACT);
const affinity = shaped(updates("object"), LABEL_SELECTOR);

export const spiderReservedIpFields: Fields<ReservedIPArgs> = { ...common, ips: addresses, ipVersion, onImpact };

export const spiderSubnetFields: Fields<SubnetArgs> = {
  ...common,
  subnet: required(replaces("text")),
  ips: addresses,
  excludeIPs: addresses,
  gateway: updates("text"),
  routes: updates("objects"),
  ipVersion,
};

export const spiderIpPoolFields: Fields<IPPoolArgs> = {
  ...spiderSubnetFields,
  podAffinity: affinity,
  namespaceAffinity: affinity,
  nodeAffinity: affinity,
  namespaceName: unordered(updates("texts")),
  nodeName: unordered(updates("texts")),
  multusName: unordered(updates("texts")),
  default: updates("flag"),
  disable: updates("flag"),
  onImpact,
};

export const multusConfigFields: Fields<MultusConfigArgs> = {
  ...common,
  namespace: at(required(replaces("text")), "metadata", "namespace"),
  cniType: oneOf(updates("text"), CNI_TYPES),
  macvlan: updates("object"),
  ipvlan: updates("object"),
  vlan: updates("object"),
  sriov: updates("object"),
  ovs: updates("object"),
  ibsriov: updates("object"),
  ipoib: updates("object"),
  customCNI: updates("text"),
  enableCoordinator: updates("flag"),
  disableIPAM: updates("flag"),
  coordinator: updates("object"),
  chainCNIJsonData: updates("texts"),
  attachmentName: at(replaces("text"), "metadata", "annotations", SPIDER_ANNOTATION.attachmentName),
  cniVersion: at(oneOf(updates("text"), CNI_VERSIONS), "metadata", "annotations", SPIDER_ANNOTATION.cniVersion),
};

export const fixedIpFields: Fields<FixedIPArgs> = {
  ...common,
  // The SpiderSubnet or CIDR that was asked for; the pool has the CIDR.
  subnet: { ...required(replaces("text")), at: null },
  ip: at(replaces("text"), "spec", "ips", 0),
  namespace: at(updates("text"), "spec", "namespaceName", 0),
  selector: at(required(updates("object")), "spec", "podAffinity", "matchLabels"),
  gateway: updates("text"),
  routes: updates("objects"),
  multusName: unordered(updates("texts")),
  onImpact,
};

export const podAnnotationsFields: Fields<PodAnnotationsArgs> = {
  key: nothing("text"),
  ippool: updates("object"),
  ippools: updates("objects"),
  subnet: updates("object"),
  subnets: updates("objects"),
  ippoolIpNumber: updates("text"),
  ippoolReclaim: updates("flag"),
  defaultNetwork: updates("text"),
  networks: updates("texts"),
  workload: updates("object"),
  labels: updates("object"),
  strategy: updates("object"),
  replicas: updates("count"),
};
