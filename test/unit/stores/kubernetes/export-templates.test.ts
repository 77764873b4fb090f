import assert from "node:assert/strict";
import { exported } from "../../../../provider/stores/kubernetes/export";

describe("exported", () => {
  const deployment = (annotations: Record<string, string>) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop", annotations: { token: "s3cret" } },
    spec: {
      template: { metadata: { annotations }, spec: { containers: [{ env: [{ name: "A", value: "s3cret" }] }] } },
    },
  });

  it("keeps of a pod template what it asks for, and nothing that may be secret", () => {
    const asking = { "ovn.kubernetes.io/ip_pool": "10.0.0.5,fd00::5" };
    assert.deepEqual(exported(deployment({ ...asking, other: "s3cret" })), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "shop" },
      spec: { templates: [{ metadata: { annotations: asking } }] },
    });
    assert.equal(exported(deployment({})), undefined);
  });

  it("keeps how many pods ask for a pool of Spiderpool", () => {
    const asking = { "ipam.spidernet.io/ippool": '{"ipv4":["a"],"ipv6":["b"]}' };
    const { spec, ...rest } = deployment(asking);
    assert.deepEqual(exported({ ...rest, spec: { ...spec, replicas: 3 } })?.spec, {
      replicas: 3,
      templates: [{ metadata: { annotations: asking } }],
    });
  });

  it("keeps of a Service its addresses from outside", () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { externalIPs: ["10.0.0.6"], selector: { app: "s3cret" } },
      status: { loadBalancer: { ingress: [{ ip: "10.0.0.7" }] } },
    };
    assert.deepEqual(exported(service), {
      ...service,
      spec: { externalIPs: ["10.0.0.6"] },
    });
    assert.equal(exported({ ...service, spec: {}, status: {} }), undefined);
  });
});
