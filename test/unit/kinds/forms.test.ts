import assert from "node:assert/strict";
import { ROOMS } from "../../../provider/kinds";
import type { ObjectForm } from "../../../provider/kinds/room";
import type { KubeObject } from "../../../provider/objects/kube-object";
import type { Kind } from "../../../provider/plan";

const formOf = (kind: Kind): ObjectForm => ROOMS[kind].form as ObjectForm;
const { write: ipObject } = formOf("ReservedIP");
const { write: vipObject } = formOf("Vip");
const { write: ipPoolObject } = formOf("IPPool");
const { write: subnetObject, merge: mergeSubnet } = formOf("Subnet");
const projectObject = (kind: Kind, ...rest: Parameters<ObjectForm["read"]>): ReturnType<ObjectForm["read"]> =>
  formOf(kind).read(...rest);

const OWNED = { owner: "o/p/s/Kind/a", claim: "c1", store: "manifests:m" };
const ANNOTATIONS = { "pulumi-kubeovn/owner": "o/p/s/Kind/a", "pulumi-kubeovn/claim": "c1" };

const IP_INPUTS = {
  ...OWNED,
  name: "web-1.shop",
  subnet: "s4",
  workload: { kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 1 },
  v4IpAddress: "10.16.0.5",
  v6IpAddress: "fd00::5",
  macAddress: "02:00:00:00:00:05",
};

describe("ipObject", () => {
  it("sets name, labels and every spelling of the address that the controller reads", () => {
    assert.deepEqual(ipObject(IP_INPUTS), {
      apiVersion: "kubeovn.io/v1",
      kind: "IP",
      metadata: {
        name: "web-1.shop",
        labels: { "ovn.kubernetes.io/subnet": "s4", s4: "", "ovn.kubernetes.io/ip_reserved": "true" },
        annotations: { ...ANNOTATIONS, "pulumi-kubeovn/placement": "1" },
      },
      spec: {
        subnet: "s4",
        namespace: "shop",
        podName: "web-1",
        podType: "StatefulSet",
        ipAddress: "10.16.0.5,fd00::5",
        v4IpAddress: "10.16.0.5",
        v6IpAddress: "fd00::5",
        macAddress: "02:00:00:00:00:05",
      },
    });
  });

  it("is read back as the inputs it came from", () => {
    const { owner: _o, claim: _c, store: _s, ...args } = IP_INPUTS;
    assert.deepEqual(projectObject("ReservedIP", ipObject(IP_INPUTS), {}), args);
  });
});

describe("vipObject", () => {
  it("omits what is empty", () => {
    assert.deepEqual(vipObject({ ...OWNED, name: "a", subnet: "s4", type: "", v4ip: "10.16.0.5", v6ip: null }).spec, {
      subnet: "s4",
      v4ip: "10.16.0.5",
    });
  });

  it("is read back as the inputs it came from", () => {
    const args = {
      name: "a",
      subnet: "s4",
      type: "switch_lb_vip",
      v4ip: "10.16.0.5",
      namespace: "shop",
      selector: ["app: web"],
    };
    assert.deepEqual(projectObject("Vip", vipObject({ ...OWNED, ...args }), {}), args);
  });
});

describe("ipPoolObject", () => {
  it("is read back as the inputs it came from", () => {
    const args = { name: "p", subnet: "s4", ips: ["10.16.0.5..10.16.0.9"], namespaces: ["shop"] };
    assert.deepEqual(projectObject("IPPool", ipPoolObject({ ...OWNED, ...args }), {}), args);
  });
});

describe("subnetObject", () => {
  const inputs = {
    ...OWNED,
    name: "own",
    cidrBlock: "10.90.0.0/24",
    gateway: "10.90.0.1",
    excludeIps: ["10.90.0.1", "10.90.0.200..10.90.0.250"],
    protocol: "IPv4",
    allocation: { range: "10.90.0.200..10.90.0.250", strategy: "lowest" },
    v4Usable: "254",
  };

  it("keeps the planned range in an annotation and the rest in its spec", () => {
    const object = subnetObject(inputs);
    assert.deepEqual(object.metadata.annotations, {
      ...ANNOTATIONS,
      "pulumi-kubeovn/strategy": "lowest",
      "pulumi-kubeovn/planned-ranges": JSON.stringify({
        c1: {
          owner: "o/p/s/Kind/a",
          range: ["10.90.0.200..10.90.0.250"],
          added: ["10.90.0.200..10.90.0.250"],
        },
      }),
    });
    assert.deepEqual(object.spec, {
      cidrBlock: "10.90.0.0/24",
      gateway: "10.90.0.1",
      excludeIps: inputs.excludeIps,
      protocol: "IPv4",
    });
  });

  it("is merged into a live one whose strategy it has no longer", () => {
    const before = subnetObject(inputs);
    const without = { ...inputs, allocation: { range: "10.90.0.200..10.90.0.250" } };
    assert.equal(before.metadata.annotations?.["pulumi-kubeovn/strategy"], "lowest");
    assert.equal(mergeSubnet(before, without, inputs).metadata.annotations?.["pulumi-kubeovn/strategy"], undefined);
  });

  it("is merged into a live one without losing what others added", () => {
    const others = JSON.stringify({ other: { range: ["10.90.0.100"], added: ["10.90.0.100"] } });
    const live: KubeObject = {
      apiVersion: "kubeovn.io/v1",
      kind: "Subnet",
      metadata: { name: "own", uid: "u", annotations: { "pulumi-kubeovn/planned-ranges": others } },
      spec: {
        cidrBlock: "10.90.0.0/24",
        excludeIps: ["10.90.0.1", "10.90.0.100"],
        private: true,
        provider: "ovn",
        mtu: 1400,
      },
    };
    const merged = mergeSubnet(live, inputs, { ...inputs, mtu: 1400 });
    assert.deepEqual(merged.spec, {
      cidrBlock: "10.90.0.0/24",
      gateway: "10.90.0.1",
      excludeIps: ["10.90.0.1", "10.90.0.200..10.90.0.250", "10.90.0.100"],
      protocol: "IPv4",
      private: true,
      provider: "ovn",
    });
    assert.equal(merged.metadata.uid, "u");
    assert.match(String(merged.metadata.annotations?.["pulumi-kubeovn/planned-ranges"]), /"other"/);
  });

  it("shows no drift for what Kube-OVN fills in, nor for the planned ranges of others", () => {
    const object = subnetObject(inputs);
    const live = {
      ...object,
      spec: { ...(object.spec as object), provider: "ovn", vpc: "ovn-cluster", enableLb: true },
    };
    const { v4Usable: _, owner: _o, claim: _c, store: _s, ...args } = inputs;
    assert.deepEqual(projectObject("Subnet", live, inputs), args);
  });
});
