import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { ipObject, poolObject, subnetObject } from "../../../support/objects";
import { checkProgram, type PlanOptions } from "../../../support/plan";
import type { Resource } from "../../../support/program";

function codes(objects: readonly KubeObject[], resource: Resource, options: PlanOptions = {}): readonly string[] {
  return [...checkProgram(objects, [resource], options).values()].flatMap(({ refusals }) =>
    refusals.map(({ code }) => code),
  );
}

function notes(objects: readonly KubeObject[], resource: Resource): readonly string[] {
  return [...checkProgram(objects, [resource]).values()].flatMap((result) => result.notes);
}

const condition = (status: "True" | "False", message = ""): object => ({
  status: { conditions: [{ type: "Validated", status, reason: "ValidateLogicalSwitchFailed", message }] },
});

for (const { family, cidr, wider, address, other } of [
  { family: "IPv4", cidr: "10.8.0.0/24", wider: "10.8.0.0/16", address: "10.8.0.9", other: "10.9.0.0/24" },
  { family: "IPv6", cidr: "fd08::/112", wider: "fd08::/64", address: "fd08::9", other: "fd09::/112" },
] as const) {
  describe(`what Kube-OVN refuses, ${family}`, () => {
    const node: KubeObject = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: { addresses: [{ type: "InternalIP", address }] },
    };
    const made = (args: object): Resource => ({ kind: "Subnet", name: "made", args: { cidrBlock: cidr, ...args } });
    const vip: Resource = { kind: "Vip", name: "a", args: { subnet: "s" } };

    it("is a Subnet over a node's address in the overlay of the default VPC", () => {
      assert.deepEqual(codes([node], made({})), ["node-inside"]);
      assert.deepEqual(codes([node], made({ vpc: "tenant" })), []);
      assert.deepEqual(codes([node], made({ vlan: "v1" })), []);
      assert.deepEqual(codes([node], made({ cidrBlock: other })), []);
    });

    it("is no place for a reservation", () => {
      const refused = { ...subnetObject("s", cidr), ...condition("False", "cidr is in conflict") };
      assert.deepEqual(codes([refused], vip), ["refused-subnet"]);
      assert.deepEqual(codes([{ ...refused, ...condition("True") }], vip), []);
      assert.deepEqual(codes([subnetObject("s", cidr)], vip), []);
    });

    it("is no place for a planned range, unless that was there before", () => {
      const refused = { ...subnetObject("s", cidr), ...condition("False", "cidr is in conflict") };
      const range: Resource = { kind: "PlannedRange", name: "a", args: { subnet: "s", range: address } };
      assert.deepEqual(codes([refused], range), ["refused-subnet"]);
      assert.deepEqual(codes([{ ...refused, ...condition("True") }], range), []);
      const olds = { "PlannedRange::a": { owner: "organization/test/dev/PlannedRange/a", store: "manifests:test" } };
      assert.deepEqual(codes([refused], range, { olds }), []);
    });

    it("is a Subnet that overlaps its twin in one VPC, unless its status says otherwise", () => {
      const twin = subnetObject("twin", wider);
      const s = subnetObject("s", cidr);
      assert.deepEqual(codes([s, twin], vip), ["refused-subnet"]);
      assert.deepEqual(codes([s, subnetObject("twin", wider, { vpc: "tenant" })], vip), []);
      assert.deepEqual(codes([{ ...s, ...condition("True") }, twin], vip), []);
      assert.deepEqual(codes([s, { ...twin, ...condition("False") }], vip), []);
    });

    it("is a live Subnet that breaks a rule, as long as its status does not say that it is valid", () => {
      const s = subnetObject("s", cidr);
      for (const broken of [
        [node, s],
        [subnetObject("s", cidr, { gateway: other.replace(/\/.*/, "") })],
        [
          subnetObject("s", cidr, { vlan: "gone" }),
          { apiVersion: "kubeovn.io/v1", kind: "Vlan", metadata: { name: "v" } },
        ],
      ]) {
        assert.deepEqual(codes(broken, vip), ["refused-subnet"]);
        const valid = broken.map((object) => (object.kind === "Subnet" ? { ...object, ...condition("True") } : object));
        assert.deepEqual(codes(valid, vip), []);
      }
    });

    it("lets a reservation stay that was there before", () => {
      const refused = { ...subnetObject("s", cidr), ...condition("False", "cidr is in conflict") };
      const olds = {
        "Vip::a": {
          owner: "organization/test/dev/Vip/a",
          store: "manifests:test",
          subnet: "s",
          [family === "IPv4" ? "v4ip" : "v6ip"]: address,
        },
      };
      assert.deepEqual(codes([refused], vip, { olds }), []);
    });

    it("is a second IPPool for a namespace, in 1.13", () => {
      const first = poolObject("first", "s", [address]);
      const live = { ...first, spec: { ...(first.spec as object), namespaces: ["shop"] } };
      const second = (version: [number, number]): readonly string[] =>
        codes(
          [subnetObject("s", cidr), live],
          {
            kind: "IPPool",
            name: "second",
            args: { subnet: "s", ips: [family === "IPv4" ? "10.8.0.20" : "fd08::20"], namespaces: ["shop"] },
          },
          { version },
        );
      assert.deepEqual(second([1, 13]), ["pool-namespace"]);
      assert.deepEqual(second([1, 14]), []);
    });

    const vm = (asked: string): KubeObject => ({
      apiVersion: "kubevirt.io/v1",
      kind: "VirtualMachine",
      metadata: { name: "db", namespace: "shop" },
      spec: { template: { metadata: { annotations: { "ovn.kubernetes.io/ip_address": asked } } } },
    });
    const reserved = (): Resource => ({
      kind: "ReservedIP",
      name: "r",
      args: {
        subnet: "s",
        workload: { kind: "VirtualMachine", name: "db", namespace: "shop" },
        [family === "IPv4" ? "v4IpAddress" : "v6IpAddress"]: address,
      },
    });

    it("is told of a VM whose own template asks for another address than is reserved for it", () => {
      const said = notes([subnetObject("s", cidr), vm(family === "IPv4" ? "10.8.0.77" : "fd08::77")], reserved());
      assert.ok(
        said.some((line) =>
          line.startsWith(
            `VirtualMachine shop/db asks for ${family === "IPv4" ? "10.8.0.77" : "fd08::77"} itself and gets it, not ${address}`,
          ),
        ),
        said.join("\n"),
      );
      assert.ok(
        !notes([subnetObject("s", cidr), vm(address)], reserved()).some((line) => line.includes("template-asks-other")),
      );
    });

    it("is told of an address that a template asks for as well", () => {
      const owner = { "pulumi-kubeovn/owner": "organization/test/dev/ReservedIP/r" };
      const live = ipObject("db", "shop", "s", address, { podType: "VirtualMachine" }, owner);
      const deployment: KubeObject = { ...vm(address), apiVersion: "apps/v1", kind: "Deployment" };
      const { [family === "IPv4" ? "v4IpAddress" : "v6IpAddress"]: _, ...args } = reserved().args;
      const said = notes([subnetObject("s", cidr), live, deployment], { ...reserved(), args });
      assert.ok(
        said.some((line) => line.startsWith("Deployment shop/db also asks for")),
        said.join("\n"),
      );
    });
  });
}
