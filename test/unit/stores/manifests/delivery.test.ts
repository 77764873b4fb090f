import assert from "node:assert/strict";
import { withDelivery } from "../../../../provider/stores/manifests/delivery";
import { ipObject, podObject, poolObject, subnetObject, vipObject } from "../../../support/objects";

const wave = "argocd.argoproj.io/sync-wave";

describe("withDelivery", () => {
  it("lets Subnets come before pools, pools before addresses, and these before workloads", () => {
    const waves = [
      subnetObject("a", "10.0.0.0/24"),
      poolObject("p", "a", ["10.0.0.9"]),
      ipObject("db", "prod", "a", "10.0.0.5"),
      vipObject("web", "a", "10.0.0.6"),
      podObject("x", "prod", "a", "10.0.0.7"),
    ].map((object) => Number(withDelivery(object, "protected").metadata.annotations?.[wave] ?? 0));
    assert.deepEqual(waves, [-30, -20, -10, -10, 0]);
  });

  it("keeps IPs, and nothing else, from being pruned", () => {
    const ip = ipObject("db", "prod", "a", "10.0.0.5", {}, { own: "text" });
    assert.deepEqual(withDelivery(ip, "protected").metadata.annotations, {
      [wave]: "-10",
      "argocd.argoproj.io/sync-options": "Prune=false",
      "kustomize.toolkit.fluxcd.io/prune": "disabled",
      own: "text",
    });
    assert.deepEqual(withDelivery(vipObject("web", "a", "10.0.0.6"), "protected").metadata.annotations, {
      [wave]: "-10",
    });
  });

  it("lets IPs be pruned where that is asked for", () => {
    assert.deepEqual(withDelivery(ipObject("db", "prod", "a", "10.0.0.5"), "allowed").metadata.annotations, {
      [wave]: "-10",
    });
  });

  it("leaves other kinds as they are", () => {
    const pod = podObject("x", "prod", "a", "10.0.0.7");
    assert.equal(withDelivery(pod, "protected"), pod);
  });
});
