import { type Address, sameAddress } from "../../ipam";
import { deletesAtStart, namesPodsAfterVms } from "../live/controller";
import { makesPod } from "../live/demand";
import type { WrittenIp } from "../live/written";
import { DEFAULT_NAMESPACE, isOvnProvider, portName } from "../terms/names";
import type { LiveContext } from "./live-context";
import { isOutOfTheWay, isSetAside } from "./place";
import { type Findings, judgeLive, type Phase, type Rule, rulesOf } from "./rule";
import {
  ADD,
  ADDRESS_RULES,
  ASKED,
  askedRule,
  foreignFinalizers,
  LEAVING_RULES,
  readTexts,
  SUBNET_NAME_RULES,
  SUBNET_RULES,
  type Subject,
  sharedRule,
  subjectOf,
  WRITTEN,
  WRONG,
} from "./subject";

type IpSubject = Subject<WrittenIp>;

const rule = rulesOf<IpSubject>();
const KINDS = ["IP"];
const RISK = { live: "risk" } as const;
const NOTED = { adopted: "noted", live: "wrong" } as const;
const POD_TYPES = ["", "VirtualMachine", "StatefulSet"];

/** The only name under which the controller looks at an IP object. */
const NAME_RULE = rule("ip-name", {
  kinds: KINDS,
  looksAt: "name",
  levels: ASKED,
  phases: WRITTEN,
  stops: "ignored",
  source: "kube-ovn pkg/controller/ip.go handleAddReservedIP compares metadata.name with the port name and returns",
  look({ written: { name, podName, namespace }, subnet }) {
    if (subnet === undefined) return [];
    const expected = portName(podName, namespace, subnet.provider);
    return expected === name ? [] : [{ given: name, expected }];
  },
});

const VM_RULE = rule("vm-name-unused", {
  kinds: KINDS,
  looksAt: "workload",
  levels: ASKED,
  source: "kube-ovn pkg/controller/pod.go getNameByPod (keep-vm-ip, by default true)",
  look: ({ written: { name, podType, podName, namespace } }, around) =>
    podType === "VirtualMachine" && namesPodsAfterVms(around.release) === false
      ? [{ vm: `${namespace || DEFAULT_NAMESPACE}/${podName}`, ip: name }]
      : [],
});

/**
 * What Kube-OVN makes of an IP object, in the order of its controller.
 *
 * @source kube-ovn pkg/controller/ip.go handleAddReservedIP, handleUpdateIP; pkg/controller/gc.go gcIP;
 *         pkg/controller/init.go InitIPAM, syncIPCR
 */
export const IP_RULES: readonly Rule<IpSubject>[] = [
  ...LEAVING_RULES,
  rule("foreign-finalizer", {
    kinds: KINDS,
    since: [1, 14],
    looksAt: "metadata.finalizers",
    levels: WRONG,
    phases: WRITTEN,
    stops: "ignored",
    source: ADD,
    look: ({ written }) => foreignFinalizers(written.finalizers),
  }),
  ...SUBNET_NAME_RULES,
  rule("pod-type", {
    kinds: KINDS,
    looksAt: "podType",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written: { podType } }) => (POD_TYPES.includes(podType) ? [] : [{ podType }]),
  }),
  ...SUBNET_RULES,
  NAME_RULE,
  rule("port-exists", {
    kinds: KINDS,
    looksAt: "name",
    levels: WRONG,
    phases: WRITTEN,
    stops: "ignored",
    source: ADD,
    look({ written: { name } }, around) {
      const holder = around.podOfPort(name);
      return holder === undefined ? [] : [{ holder }];
    },
  }),
  rule("pod-elsewhere", {
    kinds: KINDS,
    looksAt: "v4IpAddress",
    levels: WRONG,
    phases: ["taken"],
    source: "kube-ovn pkg/controller/pod.go: the annotations of a pod say what it has",
    look({ written, key, addresses }, around) {
      const holder = around.podOfPort(written.name);
      const has = holder === undefined ? [] : foreignTo(written, key, addresses, around);
      return holder === undefined || has.length === 0 ? [] : [{ holder, has, addresses }];
    },
  }),
  rule("upper-case", {
    kinds: KINDS,
    looksAt: "v6IpAddress",
    levels: WRONG,
    phases: WRITTEN,
    stops: "stuck",
    source: ADD,
    look: ({ written: { v6IpAddress } }) => (/[A-Z]/.test(v6IpAddress) ? [{ address: v6IpAddress }] : []),
  }),
  ...ADDRESS_RULES,
  rule("crashes-controller", {
    kinds: KINDS,
    until: [1, 14],
    looksAt: "metadata.labels",
    levels: NOTED,
    phases: WRITTEN,
    unless: ["stopped"],
    source:
      "kube-ovn 1.13 pkg/controller/ip.go writes into the labels of an object that its cache still has without any, which ends the process",
    look: ({ written }) => (written.hasLabels ? [] : [{}]),
  }),
  sharedRule("IP"),
  rule("mac-not-ours", {
    kinds: KINDS,
    looksAt: "macAddress",
    levels: NOTED,
    phases: WRITTEN,
    source: "kube-ovn pkg/ipam/ipam.go: a MAC counts with an address only, and where ports have one",
    look({ written: { macAddress }, addresses, subnet }) {
      if (macAddress === "" || subnet === undefined) return [];
      if (addresses.length === 0) return [{ why: "it has no address with it" }];
      return isOvnProvider(subnet.provider) ? [] : [{ why: "the subnet's provider is not OVN's" }];
    },
  }),
  VM_RULE,
  rule("not-reserved", {
    kinds: KINDS,
    looksAt: "metadata.labels",
    levels: RISK,
    source: "kube-ovn pkg/controller/pod.go handleDeletePod",
    look: ({ written, key }, around) =>
      written.reserved === "false" &&
      !isPodsOwn(written, around) &&
      !isKept(written) &&
      !around.isUsed(key, written.subnet)
        ? [{}]
        : [],
  }),
  rule("deleted-at-restart", {
    kinds: KINDS,
    since: [1, 14],
    looksAt: "v4IpAddress",
    levels: RISK,
    source: "kube-ovn pkg/controller/gc.go gcIP, in 1.14.7 and from 1.15 on, unless gc-interval is 0",
    look({ written, addresses, subnet }, around) {
      const isLossy = deletesAtStart(around.release);
      if (isLossy === false || isPodsOwn(written, around)) return [];
      const setAside = subnet !== undefined && addresses.length > 0 && isSetAside(subnet, addresses);
      return [{ setAside, isCertain: isLossy === true }];
    },
  }),
  rule("blanked-at-start", {
    kinds: KINDS,
    looksAt: "ipAddress",
    levels: RISK,
    phases: WRITTEN,
    source: "kube-ovn pkg/controller/init.go syncIPCR: before it has been taken, only ipAddress survives a start",
    look: ({ written, addresses }) => (written.ipAddress === "" && addresses.length > 0 ? [{}] : []),
  }),
  askedRule("IP", (demand, { written }) => written.kind === "IP" && makesPod(demand, written)),
  outsideRule("IP"),
];

/** An address that Kube-OVN may give to a pod while the object is away. Whose loss is told already is not told so again. */
export function outsideRule(kind: "IP" | "Vip"): Rule<Subject> {
  return rulesOf<Subject>()("outside-planned-range", {
    kinds: [kind],
    looksAt: "v4ip",
    levels: RISK,
    unless: ["stopped", "deleted-at-restart", "forgotten-at-restart", "not-reserved"],
    source: "a planned range is an excluded one, which Kube-OVN never assigns to pods automatically",
    look: ({ written, key, addresses, subnet }, around) =>
      !(written.kind === "IP" && (isPodsOwn(written, around) || isKept(written))) &&
      subnet !== undefined &&
      addresses.length > 0 &&
      !around.isUsed(key, written.subnet) &&
      !isOutOfTheWay(subnet, addresses)
        ? [{}]
        : [],
  });
}

/** Whether an IP is a pod's or a node's own: the pod is there, or Kube-OVN says so and no pods were read. */
function isPodsOwn(ip: WrittenIp, around: LiveContext): boolean {
  return isNodes(ip) || around.podOfPort(ip.name) !== undefined || (!around.knowsPods && isMadeForPod(ip));
}

/** Whether it is that of a node's own port. @source kube-ovn pkg/controller/node.go handleAddNode */
function isNodes({ podName, nodeName, namespace }: WrittenIp): boolean {
  return podName !== "" && podName === nodeName && namespace === "";
}

/** Whether Kube-OVN made the object for a pod that ran. @source kube-ovn pkg/controller/ip.go createOrUpdateIPCR */
function isMadeForPod({ reserved, isRegistered, nodeName, podName, namespace }: WrittenIp): boolean {
  return reserved !== "true" && isRegistered && nodeName !== "" && podName !== "" && namespace !== "";
}

/** Whether Kube-OVN keeps it while its pod is away. @source kube-ovn pkg/controller/pod.go handleDeletePod */
function isKept(ip: WrittenIp): boolean {
  return isMadeForPod(ip) && (ip.podType === "StatefulSet" || ip.podType === "VirtualMachine");
}

/** What is refused of an IP that a program declares, apart from its addresses. */
export const DECLARED_IP_RULES: readonly Rule<IpSubject>[] = [NAME_RULE, VM_RULE];

/** What the controller makes of a live IP. */
export function judgeIp(ip: WrittenIp, around: LiveContext): Findings {
  const subject = ipSubject(ip, around);
  return judgeLive(IP_RULES, subject, phaseOf(ip, subject, around), around);
}

/** An IP with what its texts mean. */
export function ipSubject(ip: WrittenIp, around: LiveContext): IpSubject {
  const texts = [
    { field: "v4IpAddress", text: ip.v4IpAddress },
    { field: "v6IpAddress", text: ip.v6IpAddress },
  ];
  return subjectOf(ip, `port/${ip.name}`, readTexts(texts), around);
}

function phaseOf(ip: WrittenIp, { key, addresses }: IpSubject, around: LiveContext): Phase {
  if (ip.isLeaving) return "leaving";
  // The pod's own object, whose labels and finalizers someone has omitted.
  const isPods = around.podOfPort(ip.name) !== undefined && foreignTo(ip, key, addresses, around).length === 0;
  return isPods || (ip.isRegistered && addresses.length > 0) ? "taken" : "written";
}

/** What the pod of an IP object has and the object has not. */
function foreignTo(ip: WrittenIp, key: string, addresses: readonly Address[], around: LiveContext): readonly Address[] {
  const own = [...addresses, ...readTexts([...ip.ipAddress.split(",")].map((text) => ({ field: "", text }))).addresses];
  const held = around.holdingOf(key, ip.subnet)?.addresses ?? [];
  return held.filter((address) => !own.some((one) => sameAddress(one, address)));
}
