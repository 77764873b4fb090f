import assert from "node:assert/strict";
import { needPulumi } from "../e2e/support/need-pulumi";
import { inputsIn, outputsIn, type Properties, refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createKubeOvn, KUBE_OVN_API, until } from "./objects";

const program = (more = ""): string => `
import * as kubeovn from "pulumi-kubeovn";

const externalSubnet = "outside";
new kubeovn.OvnEip("planned", { externalSubnet });
new kubeovn.OvnEip("fixed", { externalSubnet, v4Ip: "172.31.0.77" });
new kubeovn.OvnEip("both", { externalSubnet: "outside-dual" });
${more}
`;

describe("OvnEips on a cluster, from the preview to their end", () => {
  let project: Project;
  let shown: Map<string, Properties>;
  const live = async (name: string): Promise<ApiObject> =>
    (await (await sharedCluster()).admin("GET", `${KUBE_OVN_API}/ovn-eips/${name}`)).body;

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    const { kubeconfig } = await sharedCluster();
    await createKubeOvn("Subnet", "outside", { cidrBlock: "172.31.0.0/24" });
    await createKubeOvn("Subnet", "outside-dual", { cidrBlock: "172.31.1.0/24,fd00:31:1::/64" });
    for (const name of ["outside", "outside-dual"])
      await until(`${KUBE_OVN_API}/subnets/${name}`, ({ status }) => status?.v4availableIPs > 0);
    project = await createProject({ files: { "index.ts": program() }, env: { KUBECONFIG: kubeconfig } });
  });

  it("are shown with the address that the controller gives them", async () => {
    shown = inputsIn(await project.previewJson());
    assert.equal(shown.get("OvnEip::fixed")?.v4Ip, "172.31.0.77");
    succeeded(await project.up());
    for (const name of ["planned", "fixed", "both"]) {
      const { status } = await live(name);
      assert.equal(status.v4Ip, shown.get(`OvnEip::${name}`)?.v4Ip, name);
    }
  });

  it("have what the controller chose in their outputs, and nothing left to do", async () => {
    const state = outputsIn(await project.exportState());
    const { status } = await live("both");
    const { macAddress, v6Ip } = state.get("OvnEip::both") ?? {};
    assert.deepEqual([macAddress, v6Ip], [status.macAddress, status.v6Ip]);
    succeeded(await project.pulumi("preview", "--expect-no-changes", "--refresh"));
  });

  it("are refused in the preview where someone has the address", async () => {
    project.write("index.ts", program(`new kubeovn.Vip("vip", { subnet: "outside", v4ip: "172.31.0.77" });`));
    assert.match(refused(await project.pulumi("preview")), /172\.31\.0\.77/);
    project.write("index.ts", program());
  });

  it("are gone with the stack, and their addresses with them", async () => {
    succeeded(await project.pulumi("destroy", "--yes", "--skip-preview"));
    const { admin } = await sharedCluster();
    const { items } = (await admin("GET", `${KUBE_OVN_API}/ovn-eips`)).body;
    assert.deepEqual(
      items.filter(({ spec }: ApiObject) => spec.externalSubnet.startsWith("outside")),
      [],
    );
    await until(`${KUBE_OVN_API}/subnets/outside`, ({ status }) => status?.v4usingIPs === 0);
  });
});
