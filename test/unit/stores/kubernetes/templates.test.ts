import assert from "node:assert/strict";
import { printAddress } from "../../../../provider/ipam";
import { ROOMS } from "../../../../provider/kinds";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { check, Planner, type Snapshot } from "../../../../provider/plan";
import { readExport } from "../../../../provider/stores/kubernetes/export";
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

const GATEWAY: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "ovn-external-gw-config", namespace: "kube-system" },
  data: { "enable-external-gw": "true", "nic-ip": "10.17.0.7/24" },
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
    server = await startApiServer({
      objects: [subnetObject("s4", "10.16.0.0/24"), subnetObject("external", "10.17.0.0/24"), NGINX, INGRESS, GATEWAY],
    });
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

  it("has the address of the default VPC's gateway where the account may read it, and exports it", async () => {
    const held = async (): Promise<readonly string[]> =>
      (await snapshot()).holdings.flatMap(({ holder, addresses }) =>
        holder.kind === "ConfigMap" ? addresses.map(printAddress) : [],
      );
    const exportedKinds = async (): Promise<readonly string[]> =>
      (await readExport({ kubeconfig: server.kubeconfig })).objects.map(({ kind }) => kind);
    assert.deepEqual(await held(), ["10.17.0.7"]);
    assert.ok((await exportedKinds()).includes("ConfigMap"));
    server.moments.before({ verb: "get", kind: "ConfigMap" }, ({ kind, verb }) => forbidden(kind, verb));
    assert.deepEqual(await held(), []);
    assert.ok(!(await exportedKinds()).includes("ConfigMap"));
  });

  it("says which templates it may not read", async () => {
    server.moments.before({ verb: "list", kind: "Deployment" }, ({ kind, verb }) => forbidden(kind, verb));
    assert.deepEqual(notes(await snapshot()), [
      "templates of deployments were not read; addresses they ask for may be planned (templates-unread)",
    ]);
  });
});
