import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { UNKNOWN } from "../../../../provider/plan";
import { makeAudit } from "../../../../provider/report";
import { families } from "../../../support/families";
import { poolObject, subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;

const DUAL = "10.93.0.0/24,fd00:93::/64";
const vpc = (name: string, namespaces: readonly string[]): KubeObject => ({
  apiVersion: "kubeovn.io/v1",
  kind: "Vpc",
  metadata: { name },
  spec: { namespaces },
});

/** Codes of what a preview refuses of a Subnet or IPPool of this spec. */
function refused(resource: Resource, objects: readonly KubeObject[], version: readonly [number, number]): string[] {
  const found = checkProgram(objects, [resource], { version }).get(`${resource.kind}::${resource.name}`);
  return (found?.refusals ?? []).map(({ code }) => code);
}

/** Codes of what an audit has against the object `name`. */
function audited(objects: readonly KubeObject[], name: string, version: readonly [number, number]): string[] {
  const { rows } = makeAudit(snapshotOf(objects, { version })).report;
  return rows.filter((row) => row.name === name && row.level === "wrong").map(({ code }) => code);
}

for (const { protocol, cidrBlock, gateway, address } of families(93)) {
  const other = protocol === "IPv4" ? "fd00:1::1" : "192.0.2.1";
  const outside = protocol === "IPv4" ? "10.99.0.1" : "fd00:99::1";
  const rest = [
    subnetObject("egress", outside.includes(":") ? "fd00:99::/64" : "10.99.0.0/24", {
      externalEgressGateway: outside,
      policyRoutingTableID: 7,
    }),
    vpc("mine", ["shop"]),
    vpc("ovn-cluster", []),
  ];

  describe(`settings of a Subnet, ${protocol}`, () => {
    for (const [what, code, wrong, right] of [
      ["a further address outside", "outside-subnet", { vips: [outside] }, { vips: [address(9)] }],
      ["a further address that is none", "malformed-address", { vips: ["nine"] }, {}],
      ["an interconnection address outside", "outside-subnet", { u2oInterconnectionIP: outside }, {}],
      ["an allowed subnet that is none", "malformed-cidr", { allowSubnets: ["x/8"] }, { allowSubnets: [cidrBlock] }],
      [
        "two ways into the overlay",
        "excluded-each-other",
        { logicalGateway: true, u2oInterconnection: true },
        { logicalGateway: true },
      ],
      [
        "an external gateway and NAT",
        "excluded-each-other",
        { externalEgressGateway: outside, natOutgoing: true },
        { externalEgressGateway: outside },
      ],
      ["an external gateway that is none", "malformed-address", { externalEgressGateway: "gw" }, {}],
      ["an external gateway of the other family", "egress-gateways", { externalEgressGateway: other }, {}],
      [
        "two external gateways of one family",
        "egress-gateways",
        { externalEgressGateway: `${outside},${gateway}` },
        {},
      ],
      [
        "three external gateways",
        "egress-gateways",
        { cidrBlock: DUAL, gateway: "10.93.0.1,fd00:93::1", externalEgressGateway: `${other},${outside},${gateway}` },
        { cidrBlock: DUAL, gateway: "10.93.0.1,fd00:93::1", externalEgressGateway: `${other},${outside}` },
      ],
      [
        "a routing table that is taken",
        "routing-table-taken",
        { externalEgressGateway: outside, policyRoutingTableID: 7 },
        { externalEgressGateway: outside, policyRoutingTableID: 8 },
      ],
      [
        "a NAT rule of something that is no address",
        "nat-match",
        { natOutgoingPolicyRules: [{ action: "nat", match: { srcIPs: `${address(3)},web` } }] },
        { natOutgoingPolicyRules: [{ action: "nat", match: { srcIPs: `${address(3)},${cidrBlock}` } }] },
      ],
      [
        "a NAT rule between the families",
        "nat-match",
        { natOutgoingPolicyRules: [{ action: "nat", match: { srcIPs: address(3), dstIPs: other } }] },
        { natOutgoingPolicyRules: [{ action: "nat", match: { srcIPs: address(3), dstIPs: outside } }] },
      ],
      ["a namespace of another VPC", "namespace-elsewhere", { namespaces: ["shop"] }, { namespaces: ["web"] }],
      [
        "a namespace that its VPC has not",
        "namespace-elsewhere",
        { vpc: "mine", namespaces: ["web"] },
        { vpc: "mine", namespaces: ["shop"] },
      ],
    ] as readonly (readonly [string, string, Fields, Fields])[]) {
      it(`are refused with ${what}, and wrong in what is there`, () => {
        for (const [spec, codes] of [
          [wrong, [code]],
          [right, []],
        ] as const) {
          const args: Fields = { cidrBlock, gateway, ...spec };
          assert.deepEqual(refused({ kind: "Subnet", name: "s", args }, rest, [1, 17]), codes);
          const live = subnetObject("s", String(args.cidrBlock), args);
          assert.deepEqual(audited([...rest, live], "s", [1, 17]), codes);
        }
      });
    }

    it("are not judged by what is not known", () => {
      const args = { cidrBlock, gateway, namespaces: [UNKNOWN], vips: [UNKNOWN], externalEgressGateway: UNKNOWN };
      assert.deepEqual(refused({ kind: "Subnet", name: "s", args }, rest, [1, 17]), []);
    });

    it("have one default Subnet in the default VPC, and one of its own in each other VPC", () => {
      const args: Fields = { cidrBlock, gateway, default: true };
      assert.deepEqual(refused({ kind: "Subnet", name: "s", args }, rest, [1, 13]), ["default-elsewhere"]);
      assert.deepEqual(refused({ kind: "Subnet", name: "s", args: { ...args, vpc: "mine" } }, rest, [1, 13]), []);
    });

    it("are wrong with a type of gateway that there is not", () => {
      assert.deepEqual(audited([subnetObject("s", cidrBlock, { gatewayType: "Central" })], "s", [1, 17]), [
        "not-one-of",
      ]);
      assert.deepEqual(audited([subnetObject("s", cidrBlock, { gatewayType: "centralized" })], "s", [1, 17]), []);
    });

    it("are wrong in capital letters", () => {
      const capital = protocol === "IPv6" ? ["upper-case"] : [];
      const live = subnetObject("s", cidrBlock, { gateway, vips: [address(250).toUpperCase()] });
      assert.deepEqual(audited([live], "s", [1, 17]), capital);
    });
  });

  describe(`an address set of an IPPool, ${protocol}`, () => {
    const dual = subnetObject("s", DUAL, { gateway: "10.93.0.1,fd00:93::1" });
    for (const [what, name, ips, code] of [
      ["a name that begins with a digit", "9p", [address(9)], "leading-digit"],
      ["addresses of both families", "p", ["10.93.0.9", "fd00:93::9"], "pool-families"],
    ] as const) {
      it(`is refused with ${what}, and wrong in what is there`, () => {
        for (const [enableAddressSet, codes] of [
          [true, [code]],
          [false, []],
        ] as const) {
          const args = { subnet: "s", ips, enableAddressSet };
          assert.deepEqual(refused({ kind: "IPPool", name, args }, [dual], [1, 17]), codes);
          const live = poolObject(name, "s", [...ips], { enableAddressSet });
          assert.deepEqual(audited([dual, live], name, [1, 17]), codes);
        }
      });
    }
  });
}
