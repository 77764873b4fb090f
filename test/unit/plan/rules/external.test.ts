import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { makeAudit } from "../../../../provider/report";
import { families } from "../../../support/families";
import { subnetObject, vipObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";

type Fields = Readonly<Record<string, unknown>>;

/** How the two kinds call their fields. */
const KINDS = [
  { kind: "OvnEip", v4: "v4Ip", v6: "v6Ip", given: (address: string) => statusOf(address) },
  { kind: "IptablesEIP", v4: "v4ip", v6: "v6ip", given: (address: string) => ({ ip: address, ready: true }) },
] as const;

function statusOf(address: string): Fields {
  return { [address.includes(":") ? "v6Ip" : "v4Ip"]: address, macAddress: "02:00:00:00:00:09", ready: true };
}

for (const { protocol, cidrBlock, gateway, address } of families(93)) {
  const outside = protocol === "IPv4" ? "10.94.0.9" : "fd00:94::9";
  for (const { kind, v4, v6, given } of KINDS) {
    // An IptablesEIP needs IPv4.
    if (kind === "IptablesEIP" && protocol === "IPv6") continue;
    const own = kind === "IptablesEIP" ? { natGwDp: "gw" } : {};
    const net = subnetObject("net", cidrBlock, { gateway, provider: "net.kube-system" });
    const eip = (spec: Fields, status?: Fields): KubeObject => ({
      apiVersion: "kubeovn.io/v1",
      kind,
      metadata: { name: "web" },
      spec: { externalSubnet: "net", ...spec },
      ...(status === undefined ? {} : { status }),
    });
    const audited = (...objects: readonly KubeObject[]): readonly string[] =>
      makeAudit(snapshotOf([net, ...objects]))
        .report.rows.filter((row) => row.kind === kind)
        .map(({ code }) => code);
    const adopted = (object: KubeObject): readonly string[] =>
      (
        checkProgram([net, object], [{ kind, name: "web", args: { ...own, externalSubnet: "net", adopt: true } }]).get(
          `${kind}::web`,
        )?.refusals ?? []
      ).map(({ code }) => code);

    describe(`a live ${kind}, ${protocol}`, () => {
      for (const [what, spec, code] of [
        ["text that is no address", { [v4]: "10.93.0.300" }, "malformed-address"],
        ["IPv6 address that it asks for", { [v6]: "fd00:93::9" }, "v6-not-asked-for"],
      ] as const) {
        it(`is an object to all, and wrong, with a ${what}`, () => {
          const object = eip(spec);
          assert.deepEqual(audited(object), [code]);
          assert.deepEqual(adopted(object), [code]);
          const { judged } = makeAudit(snapshotOf([net, object]));
          assert.deepEqual(
            judged.filter((one) => one.kind === kind).map(({ name, subnet }) => ({ name, subnet })),
            [{ name: "web", subnet: "net" }],
          );
        });
      }

      it("is wrong with an address outside of its Subnet, and not taken over", () => {
        const object = eip({}, given(outside));
        assert.deepEqual(audited(object), ["outside-prefix"]);
        assert.deepEqual(adopted(object), ["outside-prefix"]);
      });

      it("is wrong where there is no such network", () => {
        assert.deepEqual(audited(eip({ externalSubnet: "gone" })), ["unknown-subnet"]);
      });

      it("is wrong where its address was changed after it was given", () => {
        assert.deepEqual(audited(eip({ [v4]: "10.93.0.8" }, given(address(9)))), protocol === "IPv4" ? ["edited"] : []);
      });

      it("is in order with the address that it was given, or none yet", () => {
        assert.deepEqual(audited(eip({}, given(address(9)))), []);
        assert.deepEqual(audited(eip({})), []);
      });

      it("is wrong with an address that a Vip has", () => {
        const vip = vipObject("v", "net", "", { [protocol === "IPv4" ? "v4ip" : "v6ip"]: address(9) });
        assert.deepEqual(audited(eip({}, given(address(9))), vip), ["address-shared"]);
      });
    });
  }

  describe(`a live OvnEip, ${protocol}`, () => {
    it("is wrong with a type that there is not", () => {
      const net = subnetObject("net", cidrBlock, { gateway });
      for (const [type, codes] of [
        ["lb", ["not-one-of"]],
        ["lsp", []],
      ] as const) {
        const object = {
          apiVersion: "kubeovn.io/v1",
          kind: "OvnEip",
          metadata: { name: "web" },
          spec: { externalSubnet: "net", type },
        };
        const { rows } = makeAudit(snapshotOf([net, object])).report;
        assert.deepEqual(
          rows.map(({ code }) => code),
          codes,
        );
        for (const { text } of rows) assert.equal(text, 'type must be "nat", "lrp" or "lsp", got "lb"');
      }
    });
  });
}
