import assert from "node:assert/strict";
import { printAddress, printPrefix } from "../../../../provider/ipam";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { subnetsOf } from "../../../../provider/plan";
import { ipObject, subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;

function read(cidrBlock: string, spec: Fields): { prefixes: readonly string[]; gateways: readonly string[] } {
  const subnet = subnetsOf(snapshotOf([subnetObject("s", cidrBlock, spec)])).get("s");
  assert.ok(subnet);
  return { prefixes: subnet.prefixes.map(printPrefix), gateways: subnet.gateways.map(printAddress) };
}

/** Addresses that are planned for all that find room. */
function planned(cidrBlock: string, spec: Fields, field: "v4ip" | "v6ip", count: number): readonly unknown[] {
  const program = Array.from(
    { length: count },
    (_, i): Resource => ({ kind: "Vip", name: `v${i}`, args: { subnet: "s" } }),
  );
  const results = checkProgram([subnetObject("s", cidrBlock, spec)], program);
  return [...results.values()]
    .map(({ inputs, refusals }) => (refusals.length > 0 ? refusals[0]?.code : inputs[field]))
    .sort();
}

describe("a live Subnet", () => {
  it("excludes what of a range is inside", () => {
    assert.deepEqual(planned("10.0.1.0/29", { excludeIps: ["10.0.0.101..10.0.1.4"] }, "v4ip", 2), [
      "10.0.1.5",
      "10.0.1.6",
    ]);
    assert.deepEqual(planned("10.0.1.0/29", { excludeIps: ["10.0.1.4..10.0.2.105"] }, "v4ip", 2), [
      "10.0.1.2",
      "10.0.1.3",
    ]);
    assert.deepEqual(planned("fe00::100/125", { excludeIps: ["fe00::a1..fe00::104"] }, "v6ip", 2), [
      "fe00::105",
      "fe00::106",
    ]);
    assert.deepEqual(planned("fe00::100/125", { excludeIps: ["fe00::104..fe00::1a5"] }, "v6ip", 2), [
      "fe00::102",
      "fe00::103",
    ]);
  });

  it("excludes nothing by an item that Kube-OVN drops", () => {
    const excludeIps = ["10.0.0.9", "fd00::5"];
    assert.deepEqual(planned("10.0.1.0/30", { excludeIps }, "v4ip", 1), ["10.0.1.2"]);
    assert.deepEqual(planned("fe00::100/126", { excludeIps: ["fe00::99", "10.0.1.2"] }, "v6ip", 1), ["fe00::102"]);
  });

  it("gives nothing where Kube-OVN cannot read an item, so that it refuses the Subnet", () => {
    for (const item of ["10.0.1.5..10.0.1.3", "fe00::105..fe00::103", "<nil>"]) {
      assert.deepEqual(planned("10.0.1.0/30", { excludeIps: [item] }, "v4ip", 1), ["refused-subnet"]);
      assert.deepEqual(planned("fe00::100/126", { excludeIps: [item] }, "v6ip", 1), ["refused-subnet"]);
    }
  });

  it("has host bits cut off", () => {
    assert.deepEqual(read("10.1.2.3/24", {}), { prefixes: ["10.1.2.0/24"], gateways: ["10.1.2.1"] });
    assert.deepEqual(read("FD00::7/64", {}), { prefixes: ["fd00::/64"], gateways: ["fd00::1"] });
  });

  it("holds in a CIDR with host bits what is held without the Subnet's name", () => {
    const rule = { apiVersion: "kubeovn.io/v1", kind: "OvnEip", metadata: { name: "e" }, spec: { v4Ip: "10.1.2.9" } };
    assert.equal(snapshotOf([subnetObject("s", "10.1.2.3/24"), rule]).holdings.length, 1);
  });

  it("has the gateway that is missing completed", () => {
    const cidrs = "10.5.0.0/24,fd05::/64";
    const prefixes = cidrs.split(",");
    assert.deepEqual(read(cidrs, { gateway: "10.5.0.254" }), { prefixes, gateways: ["10.5.0.254", "fd05::1"] });
    assert.deepEqual(read(cidrs, { gateway: "fd05::fe" }), { prefixes, gateways: ["10.5.0.1", "fd05::fe"] });
  });

  it("has no VPC where the provider is not OVN's", () => {
    const subnet = { ...subnetObject("s", "10.0.0.0/24"), spec: { cidrBlock: "10.0.0.0/24", provider: "lan.default" } };
    assert.equal(snapshotOf([subnet, ipObject("p", "default", "s", "10.0.0.9")]).subnets.get("s")?.vpc, "");
  });

  it("has the underlay-to-overlay address only while it is switched on", () => {
    const held = (spec: Fields): number => snapshotOf([subnetObject("s", "10.0.0.0/24", spec)]).holdings.length;
    assert.equal(held({ u2oInterconnection: true, u2oInterconnectionIP: "10.0.0.9" }), 1);
    assert.equal(held({ u2oInterconnectionIP: "10.0.0.9" }), 0);
  });
});

describe("a new Subnet", () => {
  const refused = (cidrBlock: string, gateway: string, version?: [number, number]): readonly string[] => {
    const resource: Resource = { kind: "Subnet", name: "s", args: { cidrBlock, gateway } };
    const results = checkProgram([], [resource], version === undefined ? {} : { version });
    return [...results.values()].flatMap(({ refusals }) => refusals.map(({ code }) => code));
  };

  it("may have the all-ones address of IPv6 as its gateway from Kube-OVN 1.17 on", () => {
    assert.deepEqual(refused("fd00::/112", "fd00::ffff", [1, 17]), []);
    assert.deepEqual(refused("fd00::/112", "fd00::ffff", [1, 16]), ["last-address"]);
    assert.deepEqual(refused("10.0.0.0/24", "10.0.0.255", [1, 17]), ["last-address"]);
  });
});
