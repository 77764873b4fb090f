import assert from "node:assert/strict";
import { kubeovnKey, part } from "../../../provider/objects/kubeovn/kinds";
import { type ApiServer, startApiServer } from "../../support/api-server";
import { subnetObject } from "../../support/objects";
import { type Served, startServed } from "../../support/served";

const WEB = "urn:pulumi:dev::shop::kubeovn:index:Vip::web";

describe("the served plugin on a cluster", () => {
  let server: ApiServer;
  let served: Served;

  beforeEach(async () => {
    server = await startApiServer({ objects: [subnetObject("s4", "10.16.0.0/24")] });
    served = await startServed({ config: { kubeconfig: server.kubeconfig } });
  });
  afterEach(async () => {
    served.stop();
    await server.close();
  });

  it("makes what its check has decided, and removes it", async () => {
    const { inputs, failures } = await served.check(WEB, { subnet: "s4" });
    assert.deepEqual(failures, []);
    const { id, outs } = await served.create(WEB, inputs);
    const live = server.get(kubeovnKey("Vip", "web")) ?? assert.fail("there is no Vip");
    assert.equal(part(live, "status").v4ip, inputs.v4ip);
    served.stop();
    served = await startServed({ config: { kubeconfig: server.kubeconfig } });
    await served.delete(WEB, id, outs);
    assert.equal(server.get(kubeovnKey("Vip", "web")), undefined);
  });

  it("refuses a check where the cluster cannot be reached, in a preview, too", async () => {
    await server.close();
    const { failures } = await served.check(WEB, { subnet: "s4" });
    assert.match(failures[0] ?? "", /^: cluster .* cannot be reached: nothing listens there/);
  });
});
