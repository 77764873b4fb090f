import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { restored, withBefore, withChange } from "../../../../provider/objects/kubeovn/adoption";
import { withAnnotations } from "../../../../provider/objects/kubeovn/kinds";
import { ANNOTATION } from "../../../../provider/plan";
import { ipObject, vipObject } from "../../../support/objects";

/** A Vip as Kube-OVN's controller labels it. */
const bare = vipObject("web", "s4", "10.16.0.9");
const live: KubeObject = {
  ...bare,
  metadata: { ...bare.metadata, labels: { "ovn.kubernetes.io/ip_reserved": "" }, annotations: { team: "a" } },
};
const owned = withAnnotations(live, { team: "a", [ANNOTATION.owner]: "acme/shop/prod/Vip/web" });

const made = ipObject("db", "prod", "s4", "10.16.0.7");
const reserved: KubeObject = {
  ...made,
  metadata: { ...made.metadata, labels: { "ovn.kubernetes.io/ip_reserved": "true" }, annotations: { team: "a" } },
};

describe("an adopted object", () => {
  it("is given back as it was, where nothing but its owner was written", () => {
    assert.deepEqual(restored(withBefore(owned, live)), live);
  });

  it("keeps the reserved label that an IP had before", () => {
    const taken = withAnnotations(reserved, { team: "a", [ANNOTATION.owner]: "acme/shop/prod/ReservedIP/db" });
    assert.deepEqual(restored(withBefore(taken, reserved)), reserved);
  });

  it("gets the reserved label back that the first form of the note has", () => {
    const noted = withAnnotations(reserved, { [ANNOTATION.adopted]: '{"ovn.kubernetes.io/ip_reserved":"false"}' });
    assert.equal(restored(noted).metadata.labels?.["ovn.kubernetes.io/ip_reserved"], "false");
  });

  it("is given back as it was after changes", () => {
    const adopted = withBefore(owned, live);
    const edited: KubeObject = { ...adopted, spec: { ...(adopted.spec as object), selector: ["app: web"] } };
    assert.deepEqual(restored(withChange(edited, adopted)), live);
  });
});
