import assert from "node:assert/strict";
import { printAddress } from "../../../../provider/ipam";
import { ROOMS } from "../../../../provider/kinds";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { check, Planner, type Snapshot } from "../../../../provider/plan";
import { openKubernetesStore } from "../../../../provider/stores/kubernetes/store";
import { type ApiServer, forbidden, startApiServer } from "../../../support/api-server";
import { subnetObject } from "../../../support/objects";
import { declarationOf } from "../../../support/plan";
import type { Resource } from "../../../support/program";

const NGINX: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "nginx", namespace: "default" },
  spec: { replicas: 0, template: { metadata: { annotations: { "ovn.kubernetes.io/ip_pool": "10.16.0.5,fd00::5" } } } },
};
const INGRESS: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "default" },
  spec: { type: "LoadBalancer", externalIPs: ["10.16.0.6"] },
};

function notes(snapshot: Snapshot): readonly string[] {
  const resource: Resource = { kind: "Vip", name: "a", args: { subnet: "s4" } };
  const planner = new Planner(snapshot, "o/p/s/", "", ROOMS);
  planner.addBatch([declarationOf(resource)]);
  const request = { olds: {}, news: resource.args, declaration: declarationOf(resource), store: "cluster" };
  return check(planner, request).notes.filter((line) => line.includes("templates"));
}

describe("the snapshot of a cluster", () => {
  let server: ApiServer;
  beforeEach(async () => {
    server = await startApiServer({ objects: [subnetObject("s4", "10.16.0.0/24"), NGINX, INGRESS] });
  });
  afterEach(() => server.close());
  const snapshot = (): Promise<Snapshot> => openKubernetesStore({ kubeconfig: server.kubeconfig }).snapshot();

  it("has what pod templates ask for, and the addresses of load balancers", async () => {
    const seen = await snapshot();
    const asked = seen.demands.flatMap(({ claimant, addresses }) =>
      addresses.map((one) => `${claimant.kind} ${printAddress(one)}`),
    );
    assert.deepEqual(asked.sort(), ["Deployment 10.16.0.5", "Deployment fd00::5", "Service 10.16.0.6"]);
    assert.deepEqual(notes(seen), []);
  });

  it("says which templates it may not read", async () => {
    server.moments.before({ verb: "list", kind: "Deployment" }, ({ kind, verb }) => forbidden(kind, verb));
    assert.deepEqual(notes(await snapshot()), [
      "templates of deployments were not read; addresses they ask for may be planned (templates-unread)",
    ]);
  });
});
