import assert from "node:assert/strict";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { type FamilyMap, type SubnetMap, spiderMapsOf } from "../../../provider/report";
import { reservedObject, spiderPoolObject, spiderSubnetObject } from "../../support/spider-objects";

/** What differs between the twins of a test. */
const TWINS = [
  { family: 4, cidr: "10.7.0.0/16", at: (end: number) => `10.7.0.${end}` },
  { family: 6, cidr: "fd00:7::/112", at: (end: number) => `fd00:7::${end}` },
] as const;

/** What each address of a map is, as `state label`; a free one is omitted. */
function cells({ first, last, occupants, zones }: FamilyMap): Readonly<Record<number, string>> {
  const found: Record<number, string> = {};
  for (let value = first; value <= last; value++) {
    const spot = occupants.find((one) => one.value === value);
    const zone = zones.find((one) => one.first <= value && value <= one.last);
    const at = Number(value - first);
    if (spot !== undefined) found[at] = `${spot.state} ${spot.label}`;
    else if (zone !== undefined) found[at] = `${zone.state} ${zone.label}`;
  }
  return found;
}

for (const { family, cidr, at } of TWINS) {
  describe(`spiderMapsOf, IPv${family}`, () => {
    const pool = (name: string, ends: readonly [number, number], more: object = {}): KubeObject =>
      spiderPoolObject(name, cidr, [ends[0] === ends[1] ? at(ends[0]) : `${at(ends[0])}-${at(ends[1])}`], more);
    const web = (more: object = {}): KubeObject =>
      pool("web", [1, 5], { allocated: { [at(1)]: "shop/a" }, spec: { excludeIPs: [at(3)], ...more } });
    const kept = reservedObject("kept", [at(5), at(8)], family);
    const lab = spiderSubnetObject("lab", cidr, [`${at(1)}-${at(9)}`]);
    const fixed = pool("db", [7, 7]);
    const draw = (path: string, now: readonly KubeObject[], after?: readonly KubeObject[]): SubnetMap | undefined =>
      spiderMapsOf(snapshotOf(now), after && snapshotOf(after))(path);
    const drawn = (path: string, now: readonly KubeObject[], after?: readonly KubeObject[]): unknown => {
      const [only] = draw(path, now, after)?.families ?? [];
      return only && cells(only);
    };

    it("draws a pool: pods, what is kept back, and what it takes out itself", () => {
      assert.deepEqual(drawn("SpiderIPPool/web", [web(), kept]), {
        0: "pod Pod shop/a",
        2: "excluded excludeIPs",
        4: 'reserved SpiderReservedIP "kept"',
      });
      assert.deepEqual(draw("SpiderIPPool/web", [web()])?.families[0]?.cidr, cidr);
    });

    it("draws a pool that is disabled as given to nobody but those who have an address", () => {
      const nobody = "excluded the pool is disabled";
      const expected = { 0: "pod Pod shop/a", 1: nobody, 2: nobody, 3: nobody, 4: nobody };
      assert.deepEqual(drawn("SpiderIPPool/web", [web({ disable: true }), kept]), expected);
    });

    it("draws a SpiderSubnet: its pools, fixed addresses, and what is kept back", () => {
      const other = 'other SpiderIPPool "web"';
      assert.deepEqual(drawn("SpiderSubnet/lab", [lab, web(), kept, fixed]), {
        0: "pod Pod shop/a",
        1: other,
        3: other,
        4: 'reserved SpiderReservedIP "kept"',
        6: 'reserved SpiderIPPool "db"',
        7: 'reserved SpiderReservedIP "kept"',
      });
    });

    it("draws in what a plan takes and releases", () => {
      const now = [lab, kept, fixed];
      const after = [lab, reservedObject("kept", [at(5)], family), pool("api", [9, 9]), pool("more", [2, 3])];
      const more = 'planned SpiderIPPool "more"';
      assert.deepEqual(drawn("SpiderSubnet/lab", now, after), {
        1: more,
        2: more,
        4: 'reserved SpiderReservedIP "kept"',
        6: 'released SpiderIPPool "db"',
        7: 'released SpiderReservedIP "kept"',
        8: 'planned SpiderIPPool "api"',
      });
    });

    it("shows holes in a list as none of it, and knows no pool that is not there", () => {
      const holes = spiderPoolObject("web", cidr, [at(1), at(4)]);
      const none = "unusable not in its list";
      assert.deepEqual(drawn("SpiderIPPool/web", [holes]), { 1: none, 2: none });
      assert.equal(draw("SpiderIPPool/other", [holes]), undefined);
      assert.equal(draw("web", [holes]), undefined);
    });
  });
}
