import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { isUnknown, type Kind, UNKNOWN } from "../../../../provider/plan";
import { subnetObject, vipObject } from "../../../support/objects";
import { checkProgram, type PlanOptions } from "../../../support/plan";
import { pathOf, type Resource } from "../../../support/program";

const NETWORKS: readonly KubeObject[] = [
  subnetObject("outside", "172.20.0.0/29", { gateway: "172.20.0.1", provider: "outside.kube-system" }),
  subnetObject("dual", "172.21.0.0/24,fd00:21::/64", { provider: "dual.kube-system" }),
  subnetObject("six", "fd00:22::/64", { provider: "six.kube-system" }),
  subnetObject("plain", "172.23.0.0/24"),
];

interface Case {
  readonly kind: Kind;
  readonly v4: string;
  readonly v6: string;
  readonly more: Readonly<Record<string, unknown>>;
}

const CASES: readonly Case[] = [
  { kind: "OvnEip", v4: "v4Ip", v6: "v6Ip", more: {} },
  { kind: "IptablesEIP", v4: "v4ip", v6: "v6ip", more: { natGwDp: "gw1" } },
];

for (const { kind, v4, v6, more } of CASES) {
  describe(`check of ${kind}`, () => {
    const eip = (name: string, args: Readonly<Record<string, unknown>>): Resource => ({
      kind,
      name,
      args: { externalSubnet: "outside", ...more, ...args },
    });
    const live = (name: string, address: string, subnet = "outside"): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind,
      metadata: { name },
      spec: { externalSubnet: subnet, ...more, [v4]: address },
    });
    const checkOne = (objects: readonly KubeObject[], resource: Resource, options: PlanOptions = {}) =>
      checkProgram([...NETWORKS, ...objects], [resource], options).get(pathOf(resource)) ?? assert.fail();
    const codes = (objects: readonly KubeObject[], resource: Resource): readonly string[] =>
      checkOne(objects, resource).refusals.map(({ code }) => code);

    it("plans the address that nobody has", () => {
      const taken = [
        vipObject("a", "outside", "172.20.0.2"),
        live("b", "172.20.0.3"),
        live("c", "172.20.0.4"),
        live("d", "172.20.0.5"),
      ];
      assert.equal(checkOne(taken, eip("web", {})).inputs[v4], "172.20.0.6");
    });

    it("keeps the address of its state, whoever comes", () => {
      const olds = { ...checkOne([], eip("web", { [v4]: "172.20.0.5" })).inputs, macAddress: "02:00:00:00:00:05" };
      const { inputs, isReplaced } = checkOne([], eip("web", {}), { olds: { [`${kind}::web`]: olds } });
      assert.equal(inputs[v4], "172.20.0.5");
      assert.equal(inputs.macAddress, "02:00:00:00:00:05");
      assert.equal(isReplaced, false);
    });

    it("takes an object over with the address in force, which an edit of its spec does not change", () => {
      const inForce =
        kind === "OvnEip" ? { v4Ip: "172.20.0.4", macAddress: "02:00:00:00:00:04" } : { ip: "172.20.0.4", ready: true };
      const edited = { ...live("web", "172.20.0.3"), status: inForce };
      const { inputs, refusals } = checkOne([edited], eip("web", { adopt: true }));
      assert.deepEqual([refusals, inputs[v4]], [[], "172.20.0.4"]);
      assert.deepEqual(codes([edited], { ...eip("other", { [v4]: "172.20.0.3" }) }), ["address-held"]);
    });

    it("leaves the IPv6 address and the MAC to Kube-OVN", () => {
      const { inputs } = checkOne([], eip("web", { externalSubnet: "dual" }));
      assert.match(String(inputs[v4]), /^172\.21\.0\.\d+$/);
      assert.deepEqual([v6 in inputs, "macAddress" in inputs], [false, false]);
      assert.equal(checkOne([], eip("web", {})).inputs[v6], null);
    });

    it("is unknown as long as its network is", () => {
      const { inputs, refusals } = checkOne([], eip("web", { externalSubnet: UNKNOWN }));
      assert.deepEqual(refusals, []);
      assert.ok(isUnknown(inputs[v4]));
    });

    it("refuses an address that is another's, the gateway's or outside", () => {
      const held = vipObject("a", "outside", "172.20.0.2");
      assert.deepEqual(codes([held], eip("web", { [v4]: "172.20.0.2" })), ["address-held"]);
      assert.deepEqual(codes([live("b", "172.20.0.3")], eip("web", { [v4]: "172.20.0.3" })), ["address-held"]);
      assert.deepEqual(codes([], eip("web", { [v4]: "172.20.0.1" })), ["gateway-address"]);
      assert.deepEqual(codes([], eip("web", { [v4]: "172.24.0.1" })), ["outside-prefix"]);
      assert.deepEqual(codes([], eip("web", { [v4]: "fd00:21::5" })), ["wrong-family"]);
      assert.deepEqual(codes([], eip("web", { externalSubnet: "none" })), ["unknown-subnet"]);
    });

    it("takes over an object that exists, with its address, and refuses to without consent", () => {
      assert.deepEqual(codes([live("web", "172.20.0.3")], eip("web", {})), ["object-exists"]);
      const { inputs, refusals } = checkOne([live("web", "172.20.0.3")], eip("web", { adopt: true }));
      assert.deepEqual(refusals, []);
      assert.equal(inputs[v4], "172.20.0.3");
    });

    it("is refused an address that a Vip of the program asks for, and so is the Vip", () => {
      const program: readonly Resource[] = [
        eip("web", { [v4]: "172.20.0.2" }),
        { kind: "Vip", name: "vip", args: { subnet: "outside", v4ip: "172.20.0.2" } },
      ];
      const checked = [...checkProgram(NETWORKS, program).values()];
      assert.deepEqual(
        checked.map(({ refusals }) => refusals.map(({ code }) => code)),
        [["address-twice"], ["address-twice"]],
      );
    });
  });
}

describe("check of IptablesEIP", () => {
  const codes = (externalSubnet: string): readonly string[] => {
    const resource: Resource = { kind: "IptablesEIP", name: "web", args: { externalSubnet, natGwDp: "gw1" } };
    return (
      checkProgram(NETWORKS, [resource])
        .get(pathOf(resource))
        ?.refusals.map(({ code }) => code) ?? []
    );
  };

  it("refuses a network that no attachment leads to", () => {
    assert.deepEqual(codes("plain"), ["external-attachment"]);
    assert.deepEqual(codes("outside"), []);
  });

  it("refuses a network without IPv4", () => {
    assert.deepEqual(codes("six"), ["external-ipv4"]);
  });
});
