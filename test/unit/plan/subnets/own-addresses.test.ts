import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { ipObject, poolObject, subnetObject } from "../../../support/objects";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Fields = Readonly<Record<string, unknown>>;

for (const { family, cidr, field, at } of [
  { family: "IPv4", cidr: "10.8.0.0/29", field: "v4ip", at: (host: number): string => `10.8.0.${host}` },
  { family: "IPv6", cidr: "fd08::/125", field: "v6ip", at: (host: number): string => `fd08::${host}` },
] as const) {
  /** Addresses of two Vips that are picked from the lower end. */
  const lowest = (args: Fields, objects: readonly KubeObject[] = []): readonly unknown[] => {
    const made: Resource = {
      kind: "Subnet",
      name: "under",
      args: { cidrBlock: cidr, allocation: { strategy: "lowest" }, ...args },
    };
    const vips = ["a", "b"].map((name): Resource => ({ kind: "Vip", name, args: { subnet: "under" } }));
    const results = checkProgram(objects, [made, ...vips]);
    return vips.map(({ name }) => results.get(`Vip::${name}`)?.inputs[field]);
  };

  describe(`addresses that Kube-OVN takes by itself, ${family}`, () => {
    it("are kept clear for the underlay-to-overlay gateway", () => {
      assert.deepEqual(lowest({ vlan: "v1", u2oInterconnection: true }), [at(3), at(4)]);
    });

    it("are kept clear for the multicast querier, behind the gateway's", () => {
      assert.deepEqual(lowest({ enableMulticastSnoop: true }), [at(3), at(4)]);
      assert.deepEqual(lowest({ vlan: "v1", u2oInterconnection: true, enableMulticastSnoop: true }), [at(4), at(5)]);
    });

    it("are none where Kube-OVN takes none", () => {
      assert.deepEqual(lowest({ u2oInterconnection: true }), [at(2), at(3)]);
      assert.deepEqual(lowest({ vlan: "v1", u2oInterconnection: true, u2oInterconnectionIP: at(6) }), [at(2), at(3)]);
    });

    it("are outside of the planned range and of pools", () => {
      const allocation = { strategy: "lowest", range: `${at(2)}..${at(4)}` };
      assert.deepEqual(lowest({ enableMulticastSnoop: true, allocation }), [at(2), at(3)]);
      const pool = poolObject("p", "under", [at(2)]);
      assert.deepEqual(lowest({ enableMulticastSnoop: true }, [pool]), [at(4), at(5)]);
    });

    it("are the next free ones of a Subnet that is there", () => {
      const live = subnetObject("under", cidr, { enableMulticastSnoop: true });
      assert.deepEqual(lowest({ enableMulticastSnoop: true }, [live, ipObject("p", "shop", "under", at(2))]), [
        at(4),
        at(5),
      ]);
    });

    it("are those of the status as soon as it has them", () => {
      const live = {
        ...subnetObject("under", cidr, { enableMulticastSnoop: true }),
        status: { mcastQuerierIP: at(5) },
      };
      assert.deepEqual(lowest({ enableMulticastSnoop: true }, [live]), [at(2), at(3)]);
    });

    it("are refused to who asks for them", () => {
      const made: Resource = { kind: "Subnet", name: "under", args: { cidrBlock: cidr, enableMulticastSnoop: true } };
      const vip: Resource = { kind: "Vip", name: "a", args: { subnet: "under", [field]: at(2) } };
      const reasons = checkProgram([], [made, vip])
        .get("Vip::a")
        ?.refusals.map(({ reason }) => reason);
      assert.deepEqual(reasons, [
        `${at(2)} in Subnet "under" is asked for by multicast querier of Subnet "under"; use another address, or omit it to have one planned`,
      ]);
    });
  });
}
