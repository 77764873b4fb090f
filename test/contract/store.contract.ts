import assert from "node:assert/strict";
import { type Address, isFault, parseAddress } from "../../provider/ipam";
import type { AddressClaim } from "../../provider/objects/address-claim";
import type { KubeObject } from "../../provider/objects/kube-object";
import { kubeovnKey, part, text, texts } from "../../provider/objects/kubeovn/kinds";
import type { Store, StoreError, StoreErrorCode } from "../../provider/stores/store";
import { ipObject, reservationLabels, subnetObject, vipObject } from "../support/objects";

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (isFault(address)) throw new Error(text);
  return address;
}

export async function failsWith(code: StoreErrorCode, action: Promise<unknown>): Promise<StoreError> {
  try {
    await action;
  } catch (error) {
    assert.equal((error as StoreError).code, code, (error as Error).message);
    return error as StoreError;
  }
  assert.fail(`nothing was thrown, expected ${code}`);
}

/** A store that holds the Subnet `s4`, 10.16.0.0/24, and nothing else; `again` opens the same one again, which is another run. */
export interface OpenedStore {
  readonly store: Store;
  readonly again: () => Store;
  readonly close: () => Promise<void>;
}

const claim = (...addresses: string[]): AddressClaim => ({ subnet: "s4", addresses: addresses.map(addressOf) });

/** What every store does with objects. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    let again: () => Store;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ store, again, close } = await open());
    });
    afterEach(() => close?.());

    it("finds what it created, in another run too", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      const live = await again().get(kubeovnKey("Vip", "a"));
      assert.equal(live && text(part(live, "spec"), "v4ip"), "10.16.0.5");
      assert.equal(await store.get(kubeovnKey("Vip", "b")), undefined);
    });

    it("shows what it created in the next snapshot", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      const { holdings, reservations } = await again().snapshot();
      const { written } = reservations.get("Vip/a") ?? {};
      assert.ok(written?.kind === "Vip");
      assert.equal(written.v4ip, "10.16.0.5");
      assert.ok(holdings.some((holding) => holding.holder.name === "a"));
    });

    it("never creates an object twice", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      await failsWith("already-exists", again().create(vipObject("a", "s4", "10.16.0.6"), claim("10.16.0.6")));
    });

    it("changes only what the change changes", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5", {}, { mine: "kept" }), claim("10.16.0.5"));
      await again().update(kubeovnKey("Vip", "a"), (live) => ({
        ...live,
        spec: { ...(live.spec as object), selector: ["app: web"] },
      }));
      const live = await store.get(kubeovnKey("Vip", "a"));
      assert.deepEqual(live && texts(part(live, "spec"), "selector"), ["app: web"]);
      assert.equal(live?.metadata.annotations?.mine, "kept");
    });

    it("does not update what is not there", async () => {
      await failsWith(
        "not-found",
        store.update(kubeovnKey("Vip", "a"), (live) => live),
      );
    });

    it("deletes what may be deleted", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      assert.equal(await again().delete(kubeovnKey("Vip", "a"), () => false), "kept");
      assert.equal(await again().delete(kubeovnKey("Vip", "a"), () => true), "deleted");
      assert.equal(await store.delete(kubeovnKey("Vip", "a"), () => true), "absent");
    });

    it("keeps objects without addresses apart by name", async () => {
      await store.create(subnetObject("s5", "10.116.0.0/24"));
      await failsWith("already-exists", store.create(subnetObject("s5", "10.117.0.0/24")));
    });
  });
}

/** What every store does with the addresses that objects claim. */
export function describeClaims(name: string, open: () => Promise<OpenedStore>): void {
  describe(`claims in ${name}`, () => {
    let store: Store;
    let again: () => Store;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ store, again, close } = await open());
    });
    afterEach(() => close?.());

    it("lets one of two claims on an address win, and says who has it", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      const error = await failsWith(
        "address-held",
        again().create(vipObject("b", "s4", "10.16.0.5"), claim("10.16.0.5")),
      );
      assert.match(error.message, /10\.16\.0\.5.*"a"/);
      assert.equal(await again().get(kubeovnKey("Vip", "b")), undefined);
    });

    it("lets one of two claims made at once win", async () => {
      const claims = ["a", "b", "c", "d"].map((one) =>
        again().create(vipObject(one, "s4", "10.16.0.7"), claim("10.16.0.7")),
      );
      const won = (await Promise.allSettled(claims)).filter((result) => result.status === "fulfilled");
      assert.equal(won.length, 1);
    });

    it("claims a MAC like an address", async () => {
      const mac = 0x02_00_00_00_00_05;
      const ip = (podName: string, address: string): KubeObject => {
        const spec = { v4IpAddress: address, macAddress: "02:00:00:00:00:05" };
        const { metadata, ...rest } = ipObject(podName, "default", "s4", address, spec);
        return { ...rest, metadata: { ...metadata, labels: reservationLabels("s4") } };
      };
      await store.create(ip("a", "10.16.0.5"), { ...claim("10.16.0.5"), mac });
      const second = store.create(ip("b", "10.16.0.6"), { ...claim("10.16.0.6"), mac });
      const error = await failsWith("address-held", second);
      assert.match(error.message, /MAC 02:00:00:00:00:05.*"a\.default"/);
    });

    it("frees an address with the object that had it", async () => {
      await store.create(vipObject("a", "s4", "10.16.0.5"), claim("10.16.0.5"));
      await store.delete(kubeovnKey("Vip", "a"), () => true);
      await store.create(vipObject("b", "s4", "10.16.0.5"), claim("10.16.0.5"));
    });
  });
}
