import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { AapBinding, Provider, ReservedIP, Vip } from "../../../sdk";
import { runMocked } from "../../support/mocked-program";

const outputs = {
  v4: { name: "web.shop", v4IpAddress: "10.16.0.9", macAddress: "02:00:00:00:00:09" },
  v6: { name: "web.shop", v6IpAddress: "fd00::9", macAddress: "02:00:00:00:00:0a" },
  dual: { name: "web.shop", v4IpAddress: "10.16.0.9", v6IpAddress: "fd00::9" },
};

/** The value of an Output of a ReservedIP whose provider answers as above. */
async function outputOf<T>(
  name: keyof typeof outputs,
  read: (ip: ReservedIP) => pulumi.Output<T>,
): Promise<T | undefined> {
  let value: T | undefined;
  await runMocked(
    () => {
      const workload = { kind: "VirtualMachine", name: "web", namespace: "shop" } as const;
      const ip = new ReservedIP(name, { subnet: "s1", workload });
      read(ip).apply((known) => {
        value = known;
      });
    },
    { outputs },
  );
  return value;
}

describe("ReservedIP.ipAddress", () => {
  it("is the addresses with a comma between, IPv4 first", async () => {
    assert.equal(await outputOf("v4", (ip) => ip.ipAddress), "10.16.0.9");
    assert.equal(await outputOf("v6", (ip) => ip.ipAddress), "fd00::9");
    assert.equal(await outputOf("dual", (ip) => ip.ipAddress), "10.16.0.9,fd00::9");
  });
});

describe("ReservedIP.annotations", () => {
  it("ask for subnet, addresses and MAC", async () => {
    assert.deepEqual(await outputOf("v4", (ip) => ip.annotations), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "10.16.0.9",
      "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
    });
    assert.deepEqual(await outputOf("v6", (ip) => ip.annotations), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "fd00::9",
      "ovn.kubernetes.io/mac_address": "02:00:00:00:00:0a",
    });
  });
});

describe("AapBinding.annotations", () => {
  it("list the Vips with commas and no spaces, which Kube-OVN would not trim", async () => {
    let annotations: unknown;
    await runMocked(() => {
      const binding = new AapBinding("pair", { vips: ["v4", "v6"], namespace: "default" });
      binding.annotations.apply((known) => {
        annotations = known;
      });
    });
    assert.deepEqual(annotations, { "ovn.kubernetes.io/aaps": "v4,v6" });
  });
});

describe("Provider", () => {
  it("hands its arguments over as configuration of the kubeovn namespace", async () => {
    const run = await runMocked(() => {
      const edge = new Provider("edge", { manifests: "manifests/edge", kubeOvnVersion: "1.13" });
      new Vip("vip", { subnet: "s4" }, { provider: edge });
    });
    assert.equal(run.of("edge").type, "pulumi:providers:pulumi-nodejs");
    assert.deepEqual(run.of("edge").inputs, {
      "kubeovn:manifests": "manifests/edge",
      "kubeovn:kubeOvnVersion": "1.13",
      "kubeovn:explicit": "true",
    });
  });
});
