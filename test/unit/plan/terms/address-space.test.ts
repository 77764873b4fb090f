import assert from "node:assert/strict";
import {
  type AddressSpace,
  isSameSpace,
  spaceAt,
  spaceKey,
  spaceName,
  spaceOf,
} from "../../../../provider/plan/terms/address-space";

const SPACES: readonly { readonly space: AddressSpace; readonly key: string; readonly name: string }[] = [
  { space: { subnet: "ovn-default" }, key: "ovn-default", name: 'Subnet "ovn-default"' },
  { space: { subnet: "10.7.0.0-16" }, key: "10.7.0.0-16", name: 'Subnet "10.7.0.0-16"' },
  { space: { cidr: "10.7.0.0/16" }, key: "10.7.0.0/16", name: "the SpiderSubnet of 10.7.0.0/16" },
  { space: { cidr: "fd00:7::/64" }, key: "fd00:7::/64", name: "the SpiderSubnet of fd00:7::/64" },
];

describe("AddressSpace", () => {
  for (const { space, key, name } of SPACES) {
    it(`has the key ${key}, and is found by it`, () => {
      assert.equal(spaceKey(space), key);
      assert.deepEqual(spaceAt(key), space);
      assert.equal(spaceName(space), name);
    });
  }

  it("is all that is taken of what is in it", () => {
    const holding = { subnet: "a", addresses: ["10.16.0.2"] };
    assert.deepEqual(spaceOf(holding), { subnet: "a" });
    assert.deepEqual(spaceOf({ cidr: "fd00:7::/64", subnet: undefined }), { cidr: "fd00:7::/64" });
  });

  it("is the same only of one kind", () => {
    for (const [i, { space: a }] of SPACES.entries())
      for (const [j, { space: b }] of SPACES.entries()) assert.equal(isSameSpace(a, b), i === j);
  });
});
