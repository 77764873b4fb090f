import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { findingsOf } from "../../../../provider/objects/kubeovn/findings";
import {
  findingSentence,
  type KubeOvnVersion,
  LiveContext,
  type RefusalCode,
  type Standing,
} from "../../../../provider/plan";
import { ipObject, subnetObject, vipObject } from "../../../support/objects";

const OLD: KubeOvnVersion = [1, 13];
const NEW: KubeOvnVersion = [1, 17];
const FINALIZER = "kubeovn.io/kube-ovn-controller";

const POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web-0",
    namespace: "prod",
    annotations: {
      "ovn.kubernetes.io/ip_address": "10.16.0.20",
      "ovn.kubernetes.io/logical_switch": "s4",
    },
  },
};

const AROUND: readonly KubeObject[] = [
  subnetObject("s4", "10.16.0.0/24", { gateway: "10.16.0.1", excludeIps: ["10.16.0.1", "10.16.0.200..10.16.0.209"] }),
  subnetObject("s6", "fd00:16::/112", {
    gateway: "fd00:16::1",
    excludeIps: ["fd00:16::1", "fd00:16::200..fd00:16::209"],
  }),
  subnetObject("dual", "10.18.0.0/24,fd00:18::/112", { gateway: "10.18.0.1,fd00:18::1" }),
  subnetObject("net", "10.19.0.0/24", { provider: "macvlan.default" }),
  subnetObject("under", "10.20.0.0/24", { vlan: "vlan10" }),
  subnetObject("broken", "10.21.0.0"),
  vipObject("other", "s4", "10.16.0.30", {}),
  vipObject("other6", "s6", "", { v6ip: "fd00:16::30" }),
  POD,
];

interface Case {
  readonly object: KubeObject;
  readonly version?: KubeOvnVersion;
  readonly standing: Standing;
  readonly stop?: RefusalCode;
  readonly besides?: readonly RefusalCode[];
  /** Part of the first sentence. */
  readonly says?: RegExp;
}

function withMetadata(object: KubeObject, metadata: Readonly<Record<string, unknown>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, ...metadata } as KubeObject["metadata"] };
}

/** An IP as one writes it by hand, for VM `vm` of the namespace `prod`. */
function ip(spec: Readonly<Record<string, unknown>>, metadata: Readonly<Record<string, unknown>> = {}): KubeObject {
  const object = ipObject("vm", "prod", "s4", "10.16.0.50", {
    podType: "VirtualMachine",
    v4IpAddress: "10.16.0.50",
    macAddress: "02:00:00:00:00:01",
    ...spec,
  });
  return withMetadata(object, { labels: { hand: "made" }, ...metadata });
}

/** An IP in IPv6. */
function ip6(spec: Readonly<Record<string, unknown>>, metadata: Readonly<Record<string, unknown>> = {}): KubeObject {
  const own = { subnet: "s6", ipAddress: "fd00:16::50", v4IpAddress: "", v6IpAddress: "fd00:16::50" };
  return ip({ ...own, ...spec }, metadata);
}

function vip(spec: Readonly<Record<string, unknown>>, rest: { status?: object; metadata?: object } = {}): KubeObject {
  const object = vipObject("v", "s4", "10.16.0.60", spec);
  const { status, metadata = {} } = rest;
  return withMetadata(status === undefined ? object : { ...object, status }, metadata as Record<string, unknown>);
}

function vip6(spec: Readonly<Record<string, unknown>>, rest: { status?: object; metadata?: object } = {}): KubeObject {
  return vip({ subnet: "s6", v4ip: "", v6ip: "fd00:16::60", ...spec }, rest);
}

const MAC = "02:00:00:00:00:09";
const LEAVING = "2026-11-21T17:00:00Z";

const CASES: Readonly<Record<string, Case>> = {
  "is waiting for a good IP that is new": { object: ip({}), standing: "waiting" },
  "is waiting for a good IPv6 IP that is new": { object: ip6({}), standing: "waiting" },
  "has taken an IP that has its finalizer": {
    object: ip({}, { finalizers: [FINALIZER] }),
    standing: "taken",
  },
  "has taken an IP of 1.13 with a foreign finalizer, where only the node label tells": {
    object: ip({}, { finalizers: ["mine/keep"], labels: { "ovn.kubernetes.io/node-name": "" } }),
    standing: "taken",
  },
  "ignores an IP with a foreign finalizer from 1.14 on": {
    object: ip({}, { finalizers: ["mine/keep"] }),
    version: NEW,
    standing: "ignored",
    stop: "foreign-finalizer",
    says: /"mine\/keep"/,
  },
  "does not mind a foreign finalizer in 1.13": { object: ip({}, { finalizers: ["mine/keep"] }), standing: "waiting" },
  "is stuck at an IP without subnet": { object: ip({ subnet: "" }), standing: "stuck", stop: "no-subnet" },
  "is stuck at a pod type it does not know": {
    object: ip({ podType: "Deployment" }),
    standing: "stuck",
    stop: "pod-type",
    says: /"Deployment"/,
  },
  "is stuck at an IP whose subnet is not there": {
    object: ip({ subnet: "s5" }),
    standing: "stuck",
    stop: "unknown-subnet",
    says: /"s5" does not exist \(did you mean "s4"\?\)/,
  },
  "is stuck at an IP whose subnet is broken": {
    object: ip({ subnet: "broken" }),
    standing: "stuck",
    stop: "broken-subnet",
  },
  "ignores an IP with another name": {
    object: withMetadata(ip({}), { name: "wrongname" }),
    standing: "ignored",
    stop: "ip-name",
    says: /"vm\.prod"/,
  },
  "ignores an IP that lacks the provider in its name": {
    object: ip({ subnet: "net" }),
    standing: "ignored",
    stop: "ip-name",
    besides: ["mac-not-ours"],
    says: /"vm\.prod\.macvlan\.default"/,
  },
  "ignores an IP for a pod that runs": {
    object: withMetadata(ip({ podName: "web-0", podType: "" }), { name: "web-0.prod" }),
    standing: "ignored",
    stop: "port-exists",
    says: /Pod prod\/web-0 has the logical switch port/,
  },
  "is stuck at capital letters": {
    object: ip6({ v6IpAddress: "FD00:16::50" }),
    standing: "stuck",
    stop: "upper-case",
    says: /"fd00:16::50"/,
  },
  "is stuck at an IP outside its subnet": {
    object: ip({ v4IpAddress: "10.17.0.50" }),
    standing: "stuck",
    stop: "outside-prefix",
    says: /10\.17\.0\.50 in Subnet "s4" is outside 10\.16\.0\.0\/24/,
  },
  "is stuck at an IPv6 IP outside its subnet": {
    object: ip6({ v6IpAddress: "fd00:17::50" }),
    standing: "stuck",
    stop: "outside-prefix",
  },
  "is stuck at an IP of the family its subnet lacks": {
    object: ip({ v4IpAddress: "", v6IpAddress: "fd00:16::50" }),
    standing: "stuck",
    stop: "family-missing",
  },
  "is stuck at the network address": {
    object: ip({ v4IpAddress: "10.16.0.0" }),
    standing: "stuck",
    stop: "network-address",
  },
  "is stuck at the last address": {
    object: ip({ v4IpAddress: "10.16.0.255" }),
    standing: "stuck",
    stop: "last-address",
  },
  "is stuck at the last IPv6 address": {
    object: ip6({ v6IpAddress: "fd00:16::ffff" }),
    standing: "stuck",
    stop: "last-address",
  },
  "replaces what is no address in an IP": {
    object: ip({ v4IpAddress: "10.16.0.5O", ipAddress: "" }),
    standing: "waiting",
    besides: ["not-an-address", "mac-not-ours"],
    says: /v4IpAddress "10\.16\.0\.5O" is not an IP address/,
  },
  "replaces the MAC of an IP without address": {
    object: ip({ v4IpAddress: "", ipAddress: "" }),
    standing: "waiting",
    besides: ["mac-not-ours"],
  },
  "accepts an IP with an address that a Vip has": {
    object: ip({ v4IpAddress: "10.16.0.30" }),
    standing: "waiting",
    besides: ["address-shared"],
    says: /held by Vip "other" too/,
  },
  "accepts an IPv6 IP with an address that a Vip has": {
    object: ip6({ v6IpAddress: "fd00:16::30" }),
    standing: "waiting",
    besides: ["address-shared"],
  },
  "accepts an IP with the gateway": {
    object: ip({ v4IpAddress: "10.16.0.1" }),
    standing: "waiting",
    besides: ["gateway-address"],
  },
  "may crash on an IP without labels in 1.13": {
    object: ip({}, { labels: {} }),
    standing: "waiting",
    besides: ["crashes-controller"],
  },
  "does not crash on an IP without labels that it ignores": {
    object: withMetadata(ip({}, { labels: {} }), { name: "wrongname" }),
    standing: "ignored",
    stop: "ip-name",
  },
  "keeps an IP no longer than its pod when the label says so": {
    object: ip({}, { labels: { "ovn.kubernetes.io/ip_reserved": "false" } }),
    standing: "waiting",
    besides: ["not-reserved"],
  },
  "would wipe an IP that has no ipAddress": {
    object: ip({ ipAddress: "" }),
    standing: "waiting",
    besides: ["blanked-at-start"],
  },
  "deletes a taken IP without workload at its next start from 1.14 on": {
    object: ip({}, { finalizers: [FINALIZER] }),
    version: NEW,
    standing: "taken",
    besides: ["deleted-at-restart"],
    says: /gives its address to the next pod/,
  },
  "deletes a taken IPv6 IP in a planned range as well, and keeps the address free": {
    object: ip6({ v6IpAddress: "fd00:16::205", ipAddress: "fd00:16::205" }, { finalizers: [FINALIZER] }),
    version: NEW,
    standing: "taken",
    besides: ["deleted-at-restart"],
    says: /stays free for it/,
  },
  "has taken an IP that a pod has, whatever its labels and finalizers": {
    object: withMetadata(ip({ podName: "web-0", podType: "", v4IpAddress: "10.16.0.20", ipAddress: "10.16.0.20" }), {
      name: "web-0.prod",
    }),
    standing: "taken",
  },
  "keeps an IP that was taken for a pod, which has another address": {
    object: withMetadata(ip({ podName: "web-0", podType: "" }), { name: "web-0.prod", finalizers: [FINALIZER] }),
    standing: "taken",
    besides: ["pod-elsewhere"],
    says: /Pod prod\/web-0 has 10\.16\.0\.20 and not 10\.16\.0\.50/,
  },
  "keeps an IP that a pod uses": {
    object: withMetadata(ip({ podName: "web-0", podType: "", v4IpAddress: "10.16.0.20" }), {
      name: "web-0.prod",
      finalizers: [FINALIZER],
    }),
    version: NEW,
    standing: "taken",
  },
  "lets an IP go": {
    object: ip({}, { finalizers: [FINALIZER], deletionTimestamp: LEAVING }),
    standing: "leaving",
  },
  "waits for the finalizer of someone else": {
    object: ip({}, { finalizers: ["mine/keep"], deletionTimestamp: LEAVING }),
    standing: "leaving",
    stop: "leaving-foreign",
  },
  "cannot let an IP go whose subnet is gone": {
    object: ip({ subnet: "gone" }, { finalizers: [FINALIZER], deletionTimestamp: LEAVING }),
    standing: "leaving",
    stop: "leaving-subnet-missing",
    says: /Subnet "gone"/,
  },

  "is waiting for a good Vip that is new": { object: vip({}), standing: "waiting" },
  "has taken a Vip that has a MAC in its status": {
    object: vip({ macAddress: MAC }, { status: { v4ip: "10.16.0.60", mac: MAC } }),
    standing: "taken",
  },
  "is stuck at a Vip without subnet": { object: vip({ subnet: "" }), standing: "stuck", stop: "no-subnet" },
  "is stuck at a Vip whose subnet is not there": {
    object: vip({ subnet: "gone" }),
    standing: "stuck",
    stop: "unknown-subnet",
  },
  "is stuck at capital letters in a Vip": {
    object: vip6({ v6ip: "FD00:16::60" }),
    standing: "stuck",
    stop: "upper-case",
  },
  "replaces what is no address in a Vip": {
    object: vip({ v4ip: "10.16.0.1O" }),
    standing: "waiting",
    besides: ["not-an-address"],
  },
  "is stuck at a Vip with a MAC and no address from 1.14 on": {
    object: vip({ v4ip: "", macAddress: MAC }),
    version: NEW,
    standing: "stuck",
    stop: "mac-alone",
  },
  "replaces the MAC of every Vip in 1.13": {
    object: vip({ macAddress: MAC }),
    standing: "waiting",
    besides: ["mac-not-honored"],
  },
  "is stuck at a Vip outside its subnet": {
    object: vip({ v4ip: "10.17.0.60" }),
    standing: "stuck",
    stop: "outside-prefix",
  },
  "is stuck at a Vip with the address of a pod": {
    object: vip({ v4ip: "10.16.0.20" }),
    standing: "stuck",
    stop: "address-shared",
    says: /is held by Pod prod\/web-0 too; remove one of the two/,
  },
  "is stuck at a Vip with the IPv6 address of another": {
    object: vip6({ v6ip: "fd00:16::30" }),
    standing: "stuck",
    stop: "address-shared",
  },
  "gives a Vip the gateway in 1.13, which is wrong all the same": {
    object: vip({ v4ip: "10.16.0.1" }),
    standing: "waiting",
    besides: ["gateway-address"],
  },
  "gives no Vip the gateway in 1.17": {
    object: vip({ v4ip: "10.16.0.1" }),
    version: NEW,
    standing: "stuck",
    stop: "gateway-address",
  },
  "is stuck at a switch-LB Vip in an underlay subnet": {
    object: vip({ subnet: "under", v4ip: "10.20.0.60", type: "switch_lb_vip" }),
    standing: "stuck",
    stop: "no-router-port",
  },
  "takes an unknown type for none": {
    object: vip({ type: "kube_host_vm_vip" }),
    standing: "waiting",
    besides: ["vip-type"],
  },
  "refuses an edit of a Vip": {
    object: vip({ v4ip: "10.16.0.61", macAddress: MAC }, { status: { v4ip: "10.16.0.60", mac: MAC } }),
    standing: "stuck",
    stop: "edited",
    says: /v4ip was changed to "10\.16\.0\.61" .* with "10\.16\.0\.60"/,
  },
  "forgets the address of an IPv6 Vip at its next start": {
    object: vip6({ macAddress: MAC }, { status: { v6ip: "fd00:16::60", mac: MAC } }),
    standing: "taken",
    besides: ["forgotten-at-restart"],
    says: /fd00:16::60/,
  },
  "does not lose the address of an IPv6 Vip in a planned range": {
    object: vip6({ v6ip: "fd00:16::204", macAddress: MAC }, { status: { v6ip: "fd00:16::204", mac: MAC } }),
    standing: "taken",
  },
  "forgets the IPv6 address of a dual-stack Vip only": {
    object: vip(
      { subnet: "dual", v4ip: "10.18.0.60", v6ip: "fd00:18::60", macAddress: MAC },
      { status: { v4ip: "10.18.0.60", v6ip: "fd00:18::60", mac: MAC } },
    ),
    standing: "taken",
    besides: ["forgotten-at-restart"],
    says: /give fd00:18::60 to a pod/,
  },
  "lets a Vip without type go though its subnet is gone": {
    object: vip({ subnet: "gone" }, { metadata: { finalizers: [FINALIZER], deletionTimestamp: LEAVING } }),
    standing: "leaving",
  },
  "cannot let a switch-LB Vip go whose subnet is gone": {
    object: vip(
      { subnet: "gone", type: "switch_lb_vip" },
      { metadata: { finalizers: [FINALIZER], deletionTimestamp: LEAVING } },
    ),
    standing: "leaving",
    stop: "leaving-subnet-missing",
  },
};

describe("findingsOf", () => {
  for (const [fact, { object, version = OLD, standing, stop, besides = [], says }] of Object.entries(CASES)) {
    it(`knows that the controller ${fact}`, () => {
      const around = new LiveContext(snapshotOf([...AROUND, object], { version }));
      const findings = findingsOf(object, around);
      assert.ok(findings);
      assert.equal(findings.standing, standing);
      assert.equal(findings.stop?.code, stop);
      const rest = findings.found.filter((one) => one !== findings.stop && one.code !== "outside-planned-range");
      assert.deepEqual(
        rest.map(({ code }) => code),
        besides,
      );
      const spoken = [...(findings.stop ? [findings.stop] : []), ...rest].map(findingSentence);
      for (const sentence of spoken) assert.match(sentence, /[^.]$/);
      if (says !== undefined) assert.match(spoken[0] ?? "", says);
    });
  }

  it("forgets a second switch-LB Vip of a subnet at its next start, and not the first", () => {
    const of = (name: string, address: string): KubeObject => ({
      ...vipObject(name, "s4", address, { type: "switch_lb_vip", macAddress: MAC }),
      status: { v4ip: address, mac: MAC, type: "switch_lb_vip" },
    });
    const [first, second] = [of("lb1", "10.16.0.70"), of("lb2", "10.16.0.71")];
    const around = new LiveContext(snapshotOf([...AROUND, first, second], { version: OLD }));
    const codesOf = (object: KubeObject): readonly string[] =>
      findingsOf(object, around)?.found.map(({ code }) => code) ?? [];
    assert.deepEqual(codesOf(first), ["outside-planned-range"]);
    assert.deepEqual(codesOf(second), ["forgotten-at-restart"]);
  });

  for (const object of [ip({}), ip6({})]) {
    it(`knows that a VM never gets ${object.metadata.name} in ${(object.spec as { subnet: string }).subnet} where launcher pods go by their own names`, () => {
      const codesWith = (flag: string): readonly string[] => {
        const controller = { flags: new Map([["keep-vm-ip", flag]]) };
        const around = new LiveContext({ ...snapshotOf([...AROUND, object], { version: OLD }), controller });
        return findingsOf(object, around)?.found.map(({ code }) => code) ?? [];
      };
      assert.deepEqual(codesWith("false"), ["vm-name-unused"]);
      assert.deepEqual(codesWith("true"), ["outside-planned-range"]);
    });
  }

  it("says nothing of other kinds", () => {
    assert.equal(findingsOf(POD, new LiveContext(snapshotOf(AROUND))), undefined);
  });
});
