import assert from "node:assert/strict";
import { type Address, isFault, parseAddress } from "../../../../provider/ipam";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { guardObject, guardOf } from "../../../../provider/objects/kubeovn/guard";
import { ANNOTATION } from "../../../../provider/plan";
import { ipObject, vipObject } from "../../../support/objects";

const addresses = ["10.16.0.5", "fd00:16::5"].map((text): Address => {
  const address = parseAddress(text);
  if (isFault(address)) throw new Error(text);
  return address;
});
const ip = ipObject("web-0", "prod", "s", "10.16.0.5,fd00:16::5", {}, { [ANNOTATION.owner]: "acme/prod/web" });
const guard = guardObject(ip, { subnet: "s", addresses }, "0a1b");

const ready = { ...guard, status: { ready: true, v4ip: "10.16.0.5", v6ip: "fd00:16::5" } };

describe("guardObject", () => {
  it("asks for the addresses of both families, and for no port", () => {
    assert.deepEqual(guard.spec, { subnet: "s", v4ip: "10.16.0.5", v6ip: "fd00:16::5" });
  });

  it("says what it guards and for whom, and nothing more of the object", () => {
    assert.deepEqual(guardOf(guard), { guards: "web-0.prod", stamp: { owner: "acme/prod/web" } });
    assert.equal(guard.metadata.name, "pulumi-kubeovn-guard-0a1b");
  });

  it("counts as the IP object that it guards, so that the owner's next run finds its own address", () => {
    const { holdings, reservations } = snapshotOf([ready]);
    assert.equal(reservations.size, 0);
    assert.deepEqual(holdings, [
      {
        key: "port/web-0.prod",
        holder: { kind: "IP", name: "web-0.prod", owner: "acme/prod/web" },
        subnet: "s",
        addresses,
        guard: "ready",
      },
    ]);
    const [joined, ...others] = snapshotOf([ready, ip]).holdings;
    assert.deepEqual([joined?.guard, others.length], [undefined, 0]);
  });
});

describe("a guard that waits", () => {
  it("has nothing: whoever has the address is its only holder", () => {
    assert.deepEqual(snapshotOf([guard]).holdings, []);
    const other = ipObject("db-0", "prod", "s", "10.16.0.5,fd00:16::5");
    assert.deepEqual(
      snapshotOf([guard, other]).holdings.map(({ key }) => key),
      ["port/db-0.prod"],
    );
  });
});

describe("guardOf", () => {
  it("takes no other Vip for a guard", () => {
    assert.equal(guardOf(vipObject("web", "s", "10.16.0.6")), undefined);
    assert.equal(guardOf(ip), undefined);
  });
});
