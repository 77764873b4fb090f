import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { addressesOf, claimOf, ROOMS } from "../../../provider/kinds";
import type { AddressClaim } from "../../../provider/objects/address-claim";
import type { KubeObject } from "../../../provider/objects/kube-object";
import { kubeovnKey, part } from "../../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../../provider/plan";
import { ensureObject, releaseObject } from "../../../provider/runtime/reconcile";
import { openManifestStore } from "../../../provider/stores/manifests/store";
import { ipObject } from "../../support/objects";

const SUBNET =
  "apiVersion: kubeovn.io/v1\nkind: Subnet\nmetadata:\n  name: s\nspec:\n  cidrBlock: 10.16.0.0/24,fd00:16::/112\n";

function claimIn(ip: KubeObject): AddressClaim | undefined {
  return ROOMS.ReservedIP.held({ subnet: "s", ...addressesOf(part(ip, "spec")) }).map(claimOf)[0];
}

describe("ensureObject", () => {
  for (const [v4, v6] of [
    ["10.16.0.5", "fd00:16::5"],
    ["10.16.0.6", "fd00:16::6"],
  ] as const) {
    for (const adopt of [true, false]) {
      const isOther = v4 !== "10.16.0.5";
      const whose = adopt ? "someone's object that it is to adopt" : "its own object of a run that was killed";

      it(`${isOther ? "does not take" : "takes"} ${whose} with ${isOther ? "other addresses" : "these addresses"}`, async () => {
        const directory = mkdtempSync(path.join(tmpdir(), "reconcile-"));
        try {
          writeFileSync(path.join(directory, "s.yaml"), SUBNET);
          const store = openManifestStore(directory, { identity: "manifests:test" });
          const object = (a: string, b: string, owner?: string) =>
            ipObject(
              "web-0",
              "prod",
              "s",
              `${a},${b}`,
              { v4IpAddress: a, v6IpAddress: b },
              owner ? { [ANNOTATION.owner]: owner } : {},
            );
          const before = object(v4, v6, adopt ? undefined : "acme/web");
          await store.create(before);
          const wanted = object("10.16.0.5", "fd00:16::5", "acme/web");
          const ensured = ensureObject(store, wanted, {
            declarer: { owner: "acme/web" },
            claim: claimIn(wanted),
            claimIn,
            adopt,
          });
          if (isOther) {
            await assert.rejects(
              ensured,
              /IP "web-0\.prod" has 10\.16\.0\.6 and was planned with 10\.16\.0\.5 before it was there/,
            );
          } else await ensured;
          const live = await store.get(kubeovnKey("IP", "web-0.prod"));
          assert.equal(live === undefined ? undefined : part(live, "spec").v6IpAddress, v6);
          assert.equal(live?.metadata.annotations?.[ANNOTATION.owner], isOther && adopt ? undefined : "acme/web");
        } finally {
          rmSync(directory, { recursive: true });
        }
      });
    }
  }
});

describe("releaseObject", () => {
  for (const { note, reserved } of [
    { note: '{"ovn.kubernetes.io/ip_reserved":"false"}', reserved: "false" },
    { note: '{"labels":{"ovn.kubernetes.io/ip_reserved":null}}', reserved: undefined },
    { note: "{}", reserved: "true" },
    { note: "edited by hand", reserved: "true" },
    { note: '{"ovn.kubernetes.io/ip_reserved":1,"app":"other"}', reserved: "true" },
  ]) {
    it(`gives an adopted object back with its reserved label as in ${note}`, async () => {
      const directory = mkdtempSync(path.join(tmpdir(), "reconcile-"));
      try {
        const store = openManifestStore(directory, { identity: "manifests:test" });
        const marks = { [ANNOTATION.owner]: "acme/web", [ANNOTATION.claim]: "1", [ANNOTATION.adopted]: note };
        const object = ipObject("web-0", "prod", "s", "10.16.0.5", { v4IpAddress: "10.16.0.5" }, marks);
        const labels = { app: "web", "ovn.kubernetes.io/ip_reserved": "true" };
        await store.create({ ...object, metadata: { ...object.metadata, labels } });
        const key = kubeovnKey("IP", "web-0.prod");
        await releaseObject(store, key, { owner: "acme/web", claim: "1" });
        const { metadata } = (await store.get(key)) ?? assert.fail("it is gone");
        assert.deepEqual(metadata.labels, {
          app: "web",
          ...(reserved === undefined ? {} : { "ovn.kubernetes.io/ip_reserved": reserved }),
        });
        assert.equal(metadata.annotations?.[ANNOTATION.owner], undefined);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }
});
