import assert from "node:assert/strict";
import { takingOf } from "../../../../provider/kinds";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { hasLostReady } from "../../../../provider/objects/kubeovn/taking";
import { ipObject, poolObject, subnetObject, vipObject } from "../../../support/objects";

const withStatus = (object: KubeObject, status: object): KubeObject => ({ ...object, status });
const withFinalizer = (object: KubeObject, finalizer: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers: [finalizer] },
});
const conditions = (...pairs: [string, string, string?][]) => ({
  conditions: pairs.map(([type, status, message]) => ({ type, status, ...(message ? { message } : {}) })),
});

const VIP = vipObject("a", "s4", "10.16.0.5");
const IP = ipObject("db", "shop", "s4", "10.16.0.6");
const RECORDED: KubeObject = { ...IP, spec: { ...(IP.spec as object), attachIps: [] } };
const OWN = "kubeovn.io/kube-ovn-controller";
const SUBNET = subnetObject("s4", "10.16.0.0/24");
const POOL = poolObject("pool", "s4", ["10.16.0.100..10.16.0.109"]);

describe("takingOf", () => {
  const cases: readonly { name: string; object: KubeObject; expected: unknown }[] = [
    { name: "a Vip without status", object: VIP, expected: "pending" },
    { name: "a Vip with empty status", object: withStatus(VIP, { v4ip: "", v6ip: "", mac: "" }), expected: "pending" },
    { name: "a Vip with an IPv4 address", object: withStatus(VIP, { v4ip: "10.16.0.5" }), expected: "taken" },
    { name: "a Vip with an IPv6 address", object: withStatus(VIP, { v6ip: "fd00::5" }), expected: "taken" },
    { name: "an IP without finalizer", object: IP, expected: "pending" },
    { name: "an IP with someone's finalizer", object: withFinalizer(IP, "example.com/mine"), expected: "pending" },
    { name: "an IP with the controller's finalizer alone", object: withFinalizer(IP, OWN), expected: "pending" },
    { name: "an IP that the controller has recorded", object: withFinalizer(RECORDED, OWN), expected: "taken" },
    { name: "an IP of an old controller", object: withFinalizer(RECORDED, "kube-ovn-controller"), expected: "taken" },
    { name: "an IP that someone wrote out in full", object: RECORDED, expected: "pending" },
    {
      name: "an IP of 1.13 before its finalizer",
      object: { ...IP, metadata: { ...IP.metadata, labels: { "ovn.kubernetes.io/node-name": "" } } },
      expected: "taken",
    },
    { name: "a Subnet without conditions", object: SUBNET, expected: "pending" },
    {
      name: "a Subnet that is validated only",
      object: withStatus(SUBNET, conditions(["Validated", "True"], ["Error", "Unknown", "Not Observed"])),
      expected: "pending",
    },
    {
      name: "a Subnet that is ready",
      object: withStatus(SUBNET, conditions(["Ready", "True"], ["Error", "Unknown", "Not Observed"])),
      expected: "taken",
    },
    {
      name: "a Subnet that is ready and refused at once",
      object: withStatus(SUBNET, conditions(["Ready", "True"], ["Error", "True", "cidr is conflict"])),
      expected: { objection: "cidr is conflict" },
    },
    { name: "an IPPool that is ready", object: withStatus(POOL, conditions(["Ready", "True"])), expected: "taken" },
  ];
  for (const { name, object, expected } of cases) {
    it(`of ${name}`, () => assert.deepEqual(takingOf(object), expected));
  }
});

describe("hasLostReady", () => {
  const counted = { v6availableIPs: 4 };
  const validated = conditions(["Validated", "True"], ["Error", "Unknown", "Not Observed"]);
  const cases: readonly { name: string; object: KubeObject; expected: boolean }[] = [
    {
      name: "a Subnet that is validated and counted, IPv6",
      object: withStatus(SUBNET, { ...validated, ...counted }),
      expected: true,
    },
    {
      name: "one with an address in use only, IPv4",
      object: withStatus(SUBNET, { ...validated, v4usingIPs: 1 }),
      expected: true,
    },
    {
      name: "one that is not counted yet",
      object: withStatus(SUBNET, { ...validated, v4availableIPs: 0 }),
      expected: false,
    },
    { name: "one that is not validated", object: withStatus(SUBNET, counted), expected: false },
    {
      name: "one that is Ready",
      object: withStatus(SUBNET, { ...conditions(["Validated", "True"], ["Ready", "True"]), ...counted }),
      expected: false,
    },
    {
      name: "one that is refused",
      object: withStatus(SUBNET, { ...conditions(["Validated", "True"], ["Error", "True", "no"]), ...counted }),
      expected: false,
    },
    { name: "an IPPool", object: withStatus(POOL, { ...validated, ...counted }), expected: false },
  ];
  for (const { name, object, expected } of cases) {
    it(`${expected ? "is true" : "is false"} of ${name}`, () => assert.equal(hasLostReady(object), expected));
  }
});
