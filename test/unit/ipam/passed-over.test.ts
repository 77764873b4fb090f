import assert from "node:assert/strict";
import { type Address, createSpace, type Family, isFault, passedOver, type Space } from "../../../provider/ipam/index";
import { assignByOwner } from "../../support/assign-by-owner";
import { address, pool, texts } from "./build";

const four = () => createSpace({ v4: pool("10.0.1.0/24", { gateway: "10.0.1.1" }) });
const six = () => createSpace({ v6: pool("fd00::/120", { gateway: "fd00::1" }) });
const dual = () =>
  createSpace({
    v4: pool("10.0.1.0/24", { gateway: "10.0.1.1" }),
    v6: pool("fd00::/64", { gateway: "fd00::1" }),
  });

function placed(space: Space, owner: string, families: readonly Family[], known: readonly Address[] = []) {
  const answer = assignByOwner(space, [{ owner, families, known, mac: false }], "spread").get(owner);
  if (answer === undefined || isFault(answer)) assert.fail("refused");
  return answer.addresses;
}

describe("passedOver", () => {
  for (const [family, empty] of [
    [4, four],
    [6, six],
  ] as const) {
    it(`tells who holds the places that an IPv${family} search preferred`, () => {
      const [first] = placed(empty(), "a", [family]);
      assert.ok(first !== undefined);
      const space = empty();
      space.hold("y", { addresses: [first] });
      space.hold("x", { addresses: [first] });
      const found = placed(space, "a", [family]);
      assert.deepEqual(passedOver(space, "a", found, [family]), [{ address: first, owners: ["x", "y"] }]);
    });

    it(`tells at most eight IPv${family} places`, () => {
      const space = empty();
      const base = address(family === 4 ? "10.0.1.0" : "fd00::").value;
      for (let i = 2n; i < 254n; i++) space.hold(`x-${i}`, { addresses: [{ family, value: base + i }] });
      const found = placed(space, "a", [family]);
      const passed = passedOver(space, "a", found, [family]);
      assert.equal(passed.length, 8);
      assert.ok(passed.every(({ owners }) => owners.length === 1));
    });
  }

  it("is empty where the first place was free, or nothing was searched", () => {
    const space = dual();
    const found = placed(space, "a", [4, 6]);
    assert.deepEqual(passedOver(space, "a", found, [4, 6]), []);
    assert.deepEqual(passedOver(space, "b", [address("10.0.1.77")], []), []);
  });

  it("counts the offset of IPv4 as the first place of IPv6", () => {
    const space = dual();
    space.hold("x", { addresses: [address("fd00::4d")] });
    const known = [address("10.0.1.77")];
    const found = placed(space, "a", [4, 6], known);
    assert.deepEqual(texts(found)[0], "10.0.1.77");
    assert.deepEqual(passedOver(space, "a", found, [6]), [{ address: address("fd00::4d"), owners: ["x"] }]);
  });
});
