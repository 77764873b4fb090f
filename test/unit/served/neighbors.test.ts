import assert from "node:assert/strict";
import { type Declaration, UNKNOWN } from "../../../provider/plan";
import { createNeighbors } from "../../../provider/served/neighbors";

const declared = (kind: Declaration["kind"], name: string, args: Declaration["args"], provider = ""): Declaration => ({
  kind,
  name,
  path: `${kind}::${name}`,
  owner: `acme/shop/dev/${kind}/${name}`,
  provider,
  args,
});

describe("createNeighbors", () => {
  it("lets reservations wait for their Subnet and its PlannedRanges, and a binding for its Vips, in any order", () => {
    const batch = [
      declared("AapBinding", "web", { vips: ["web"], namespace: "shop" }),
      declared("Vip", "web", { subnet: "team" }),
      declared("PlannedRange", "planned", { subnet: "team", size: 4 }),
      declared("Subnet", "team", { cidrBlock: "10.80.0.0/24" }),
    ];
    assert.deepEqual(createNeighbors().join(batch), [
      ["Vip::web"],
      ["Subnet::team", "PlannedRange::planned"],
      ["Subnet::team"],
      [],
    ]);
  });

  it("finds what an earlier batch declared", () => {
    const neighbors = createNeighbors();
    neighbors.join([declared("Subnet", "team", { cidrBlock: "10.80.0.0/24" })]);
    assert.deepEqual(neighbors.join([declared("Vip", "late", { subnet: "team" })]), [["Subnet::team"]]);
  });

  it("tells the subnets of two providers apart, and takes none for one that is not known", () => {
    const batch = [
      declared("Subnet", "team", { cidrBlock: "10.80.0.0/24" }, "edge"),
      declared("Subnet", "other", { name: UNKNOWN, cidrBlock: "10.81.0.0/24" }),
      declared("Vip", "web", { subnet: "team" }),
      declared("Vip", "db", { subnet: UNKNOWN }),
    ];
    assert.deepEqual(createNeighbors().join(batch), [[], [], [], []]);
  });
});
