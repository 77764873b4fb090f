import assert from "node:assert/strict";
import { podObject, subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import { pathOf, type Resource } from "../../../support/program";

const FAMILIES = [
  { label: "IPv4", cidr: "10.20.0.0/24", part: "10.20.0.128/25", field: "v4ip", at: (n: string) => `10.20.0.${n}` },
  { label: "IPv6", cidr: "fd20::/120", part: "fd20::80/121", field: "v6ip", at: (n: string) => `fd20::${n}` },
] as const;

function codesOf(objects: Parameters<typeof checkProgram>[0], program: readonly Resource[]): readonly string[] {
  const last = program.at(-1) as Resource;
  return (checkProgram(objects, program).get(pathOf(last))?.refusals ?? []).map(({ code }) => code);
}

for (const { label, cidr, part, field, at } of FAMILIES) {
  const live = (name: string, spec: Record<string, unknown> = {}) => subnetObject(name, cidr, spec);
  const vip = (name: string, subnet: string, address: string): Resource => ({
    kind: "Vip",
    name,
    args: { subnet, [field]: address },
  });

  describe(`subnets of one VLAN, ${label}`, () => {
    const mates = [live("left", { vlan: "v10" }), live("right", { vlan: "v10" }), live("other", { vlan: "v11" })];

    it("share their addresses with the pods of each other", () => {
      const objects = [...mates, podObject("x", "shop", "right", at("9"))];
      assert.deepEqual(codesOf(objects, [vip("a", "left", at("9"))]), ["address-held"]);
      assert.deepEqual(codesOf(objects, [vip("a", "other", at("9"))]), []);
    });

    it("share what a program plans in either", () => {
      assert.deepEqual(codesOf(mates, [vip("a", "left", at("9")), vip("b", "right", at("9"))]), ["address-twice"]);
      assert.deepEqual(codesOf(mates, [vip("a", "left", at("9")), vip("b", "other", at("9"))]), []);
    });
  });

  describe(`subnets of one VLAN in later batches, ${label}`, () => {
    it("keep clear of what was planned in either meanwhile", () => {
      const lowest = { "pulumi-kubeovn/strategy": "lowest" };
      const mates = ["left", "right"].map((name) => subnetObject(name, cidr, { vlan: "v10" }, lowest));
      const order = ["left", "right", "left", "right"];
      const program = order.map(
        (subnet, batch): Resource => ({ kind: "Vip", name: `vip-${batch}`, args: { subnet }, batch }),
      );
      const given = [...checkProgram(mates, program).values()].map(({ inputs }) => inputs[field]);
      assert.equal(new Set(given).size, order.length);
    });
  });

  describe(`subnets without a VLAN, ${label}`, () => {
    it("do not share addresses, since each has a VPC of its own", () => {
      const objects = [live("left", { vpc: "one" }), live("right", { vpc: "two" })];
      const held = [...objects, vipObject("x", "right", "", { [field]: at("9") })];
      assert.deepEqual(codesOf(held, [vip("a", "left", at("9"))]), []);
    });
  });

  describe(`a Subnet's CIDR, ${label}`, () => {
    const declared = (spec: Record<string, unknown>): Resource => ({
      kind: "Subnet",
      name: "new",
      args: { cidrBlock: part, ...spec },
    });

    it("overlaps with what is in the same VPC and VLAN", () => {
      assert.deepEqual(codesOf([live("old")], [declared({})]), ["cidr-overlap"]);
      assert.deepEqual(codesOf([live("old", { vpc: "blue" })], [declared({ vpc: "blue" })]), ["cidr-overlap"]);
    });

    it("may be used again in another VPC or VLAN", () => {
      assert.deepEqual(codesOf([live("old")], [declared({ vpc: "blue" })]), []);
      assert.deepEqual(codesOf([live("old", { vlan: "v10" })], [declared({ vlan: "v11" })]), []);
    });
  });

  describe(`a Vip's name, ${label}`, () => {
    it("is not that of a localnet port", () => {
      assert.deepEqual(codesOf([live("left", { vlan: "v10" })], [vip("localnet.left", "left", at("9"))]), ["vip-name"]);
      assert.deepEqual(codesOf([live("left")], [vip("localnet.right", "left", at("9"))]), []);
    });
  });

  describe(`IPPools of one subnet, ${label}`, () => {
    const pool = (name: string, from: string, to: string): Resource => ({
      kind: "IPPool",
      name,
      args: { subnet: "left", ips: [`${at(from)}..${at(to)}`] },
    });

    it("overlap when the last address of one is the first of the other", () => {
      assert.deepEqual(codesOf([live("left")], [pool("a", "10", "20"), pool("b", "20", "30")]), ["pool-overlap"]);
      assert.deepEqual(codesOf([live("left")], [pool("b", "20", "30"), pool("a", "10", "20")]), ["pool-overlap"]);
    });

    it("may lie side by side", () => {
      assert.deepEqual(codesOf([live("left")], [pool("a", "10", "20"), pool("b", "21", "30")]), []);
    });
  });
}
