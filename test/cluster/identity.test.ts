import assert from "node:assert/strict";
import { identityCases } from "../e2e/support/identity-cases";
import { needPulumi } from "../e2e/support/need-pulumi";
import { createProject } from "../e2e/support/project";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createSubnet, families, KUBE_OVN_API, lookUntil } from "./objects";

const SUBNETS = { v4: "identity-four", other: "identity-other", v6: "identity-six" };
const [FOUR, SIX] = families(188);
const [OTHER] = families(189);
const PLURALS = ["vips", "ips", "ippools"];

describe("who an object on a cluster belongs to", () => {
  /** What stacks of this suite have in its subnets. */
  const ours = async (): Promise<ReadonlyMap<string, ApiObject>> => {
    const { admin } = await sharedCluster();
    const lists = await Promise.all(
      PLURALS.map(async (plural) => {
        const { body } = await admin("GET", `${KUBE_OVN_API}/${plural}`);
        return (body.items as ApiObject[])
          .filter(({ metadata }) => metadata.name.startsWith("id-"))
          .map((object): [string, ApiObject] => [`${plural}/${object.metadata.name}`, object]);
      }),
    );
    return new Map(lists.flat());
  };
  const clear = async (): Promise<void> => {
    const { admin } = await sharedCluster();
    for (const path of (await ours()).keys()) await admin("DELETE", `${KUBE_OVN_API}/${path}`);
    assert.equal((await lookUntil(ours, ({ size }) => size === 0)).size, 0);
  };

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    await createSubnet(SUBNETS.v4, FOUR);
    await createSubnet(SUBNETS.other, OTHER);
    await createSubnet(SUBNETS.v6, SIX);
  });
  after(clear);

  identityCases({
    async project(program) {
      const { kubeconfig } = await sharedCluster();
      return createProject({ files: { "index.js": program }, env: { KUBECONFIG: kubeconfig } });
    },
    async objects() {
      const said = ({ metadata: { uid, annotations }, spec }: ApiObject): unknown => ({ uid, annotations, spec });
      return new Map([...(await ours())].map(([path, object]) => [path, said(object)]));
    },
    subnets: SUBNETS,
    pools: { v4: FOUR.address(5), other: OTHER.address(5) },
    clear,
  });
});
