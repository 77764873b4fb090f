import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { needPulumi } from "../e2e/support/need-pulumi";
import { inputsIn, operationsIn, type Properties, refused, succeeded } from "../e2e/support/outcome";
import { createProject, type Project } from "../e2e/support/project";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { type ApiObject, createKubeOvn, createSubnet, families, KUBE_OVN_API, runPod, until } from "./objects";

const OWNER = "pulumi-kubeovn/owner";
const RESERVED = "ovn.kubernetes.io/ip_reserved";
const SUBNET = "ovn.kubernetes.io/subnet";
const MERGE = "application/merge-patch+json";

const TWINS = families(120).map((family, i) => {
  const suffix = family.protocol === "IPv4" ? 4 : 6;
  const other = families(121)[i] ?? family;
  return { family, other, suffix, subnet: `drift-${suffix}`, elsewhere: `drift-else-${suffix}` };
});
type Twin = (typeof TWINS)[number];

/** What someone writes into an object by hand, by resource; and what the next update does about it. */
function edits({ family, suffix, elsewhere }: Twin): Readonly<Record<string, { path: string; change: object }>> {
  const ip = (name: string, change: object) => ({ path: `ips/${name}-${suffix}.default`, change });
  const member = (change: object) => ({ path: `ips/set-${suffix}-0.default`, change });
  const vip = (name: string, change: object) => ({ path: `vips/${name}-${suffix}`, change });
  return {
    [`Vip::address-${suffix}`]: vip("address", { spec: { [family.vipField]: family.address(99) } }),
    [`Vip::mac-${suffix}`]: vip("mac", { spec: { macAddress: "02:00:00:00:00:99" } }),
    [`Vip::subnet-${suffix}`]: vip("subnet", { spec: { subnet: elsewhere } }),
    [`Vip::selector-${suffix}`]: vip("selector", { spec: { selector: ["app: db"] } }),
    [`ReservedIP::moved-${suffix}`]: ip("moved", { spec: { subnet: elsewhere } }),
    [`ReservedIP::unmarked-${suffix}`]: ip("unmarked", { metadata: { labels: { [RESERVED]: "false" } } }),
    [`ReservedIP::unlabeled-${suffix}`]: ip("unlabeled", { metadata: { labels: { [SUBNET]: null } } }),
    [`ReservedIPSet::set-${suffix}`]: member({ metadata: { labels: { [RESERVED]: "false" } } }),
  };
}

function program(): string {
  const each = TWINS.map(
    ({ suffix, subnet, family }) => `
for (const name of ["address", "mac", "subnet"]) new kubeovn.Vip(name + "-${suffix}", { subnet: "${subnet}" });
new kubeovn.Vip("selector-${suffix}", { subnet: "${subnet}", namespace: "default", selector: ["app: web"] });
for (const name of ["moved", "unmarked", "unlabeled"])
  new kubeovn.ReservedIP(name + "-${suffix}", { subnet: "${subnet}", workload: { kind: "VirtualMachine", name: name + "-${suffix}" } });
new kubeovn.ReservedIP("fixed-${suffix}", {
  subnet: "${subnet}", ${family.ipField}: "${family.address(60)}", workload: { kind: "VirtualMachine", name: "fixed-${suffix}" },
});
new kubeovn.ReservedIPSet("set-${suffix}", { subnet: "${subnet}", statefulSet: { name: "set-${suffix}", replicas: 2 } });
for (const name of ["gone", "lost"]) new kubeovn.Vip(name + "-${suffix}", { subnet: "${subnet}" });`,
  );
  return `import * as kubeovn from "pulumi-kubeovn";\n${each.join("\n")}\n`;
}

describe("what is changed by hand on a cluster", () => {
  let project: Project;
  let planned: Map<string, Properties>;

  const admin = async (method: string, path: string, body?: unknown, type?: string): Promise<ApiObject> =>
    (await sharedCluster()).admin(method, `${KUBE_OVN_API}/${path}`, body, type);
  const live = async (path: string): Promise<ApiObject> => (await admin("GET", path)).body;
  /** What is left of an object when what changes with every write is taken away. */
  const essence = async (path: string): Promise<ApiObject> => {
    const { metadata, spec, status } = await live(path);
    const { labels, annotations, uid } = metadata;
    return { labels, annotations, uid, spec, status };
  };
  const settled = async (): Promise<void> => {
    succeeded(await project.refresh("--expect-no-changes"));
    succeeded(await project.up("--expect-no-changes"));
  };
  const changesOf = async (): Promise<Map<string, string[]>> => {
    const operations = [...operationsIn(await project.previewJson())];
    return new Map(operations.filter(([, done]) => done.join() !== "same"));
  };

  before(async function () {
    await needPulumi.call(this);
    await needCluster.call(this);
    for (const { family, other, subnet, elsewhere } of TWINS) {
      await createSubnet(subnet, family);
      await createSubnet(elsewhere, other);
    }
    const { kubeconfig } = await sharedCluster();
    project = await createProject({ files: { "index.ts": program() }, env: { KUBECONFIG: kubeconfig } });
    succeeded(await project.up());
    planned = inputsIn(await project.exportState());
  });

  it("is not what the controller fills in", settled);

  it("is shown by refresh and written over by up where Kube-OVN goes on with what it gave, and nothing is replaced", async () => {
    const all = TWINS.map(edits);
    const paths = all.flatMap((edit) => Object.values(edit).map(({ path }) => path));
    const before = await Promise.all(paths.map(essence));
    for (const { path, change } of all.flatMap((edit) => Object.values(edit))) {
      assert.equal((await admin("PATCH", path, change, MERGE)).status, 200, path);
    }
    succeeded(await project.refresh());
    assert.deepEqual(
      [...(await changesOf())].sort(),
      all.flatMap((edit) => Object.keys(edit).map((at) => [at, ["update"]])).sort(),
    );
    succeeded(await project.up());
    assert.deepEqual(await Promise.all(paths.map(essence)), before);
    assert.deepEqual(inputsIn(await project.exportState()), planned);
    await settled();
  });

  it("leaves nothing that the controller objects to: a Vip whose selector changes keeps the MAC that it chose", async () => {
    const { folder } = await sharedCluster();
    const log = (): string => readFileSync(join(folder, "kube-ovn-controller.log"), "utf8");
    const start = log().length;
    project.write("index.ts", program().replaceAll("app: web", "app: cache"));
    succeeded(await project.up());
    for (const { suffix } of TWINS) {
      const { spec, status } = await live(`vips/selector-${suffix}`);
      assert.deepEqual([spec.selector, spec.macAddress], [["app: cache"], status.mac]);
      // It tries again ever more seldom, so that what it is through with is known by the next one of its kind.
      await createKubeOvn("Vip", `after-${suffix}`, { subnet: `drift-${suffix}` });
      await until(`${KUBE_OVN_API}/vips/after-${suffix}`, ({ status: now }) => now?.mac);
      assert.ok(!log().slice(start).includes(`error syncing update vip \\"selector-${suffix}`));
    }
  });

  it("is recreated where the program names another address", async () => {
    for (const { family, suffix } of TWINS) {
      const spec = { [family.ipField]: family.address(61), ipAddress: family.address(61) };
      await admin("PATCH", `ips/fixed-${suffix}.default`, { spec }, MERGE);
    }
    succeeded(await project.refresh());
    for (const [at, done] of await changesOf()) {
      assert.match(at, /^ReservedIP::fixed-/);
      assert.ok(done.includes("replace"), String(done));
    }
    succeeded(await project.up());
    for (const { family, suffix } of TWINS) {
      assert.equal((await live(`ips/fixed-${suffix}.default`)).spec[family.ipField], family.address(60));
    }
    await settled();
  });

  it("is never taken over silently: an object that no longer says that it is ours", async () => {
    for (const { suffix } of TWINS) {
      await admin("PATCH", `vips/gone-${suffix}`, { metadata: { annotations: { [OWNER]: null } } }, MERGE);
    }
    succeeded(await project.refresh());
    const said = refused(await project.up());
    assert.match(said, /Vip "gone-[46]" exists already with \S+ and was not made by this program; set adopt: true/);
    for (const { suffix } of TWINS) {
      const annotations = { [OWNER]: planned.get(`Vip::gone-${suffix}`)?.owner };
      await admin("PATCH", `vips/gone-${suffix}`, { metadata: { annotations } }, MERGE);
    }
    succeeded(await project.refresh());
    await settled();
  });

  it("is recreated at the same address when it is deleted, and not while that is in use", async () => {
    const pods: string[] = [];
    for (const { family, suffix, subnet } of TWINS) {
      for (const name of ["gone", "lost"]) await admin("DELETE", `vips/${name}-${suffix}`);
      const address = String(planned.get(`Vip::lost-${suffix}`)?.[family.vipField]);
      pods.push(`thief-${suffix}`);
      await until(`${KUBE_OVN_API}/vips`, ({ items }) =>
        items.every(({ metadata }: ApiObject) => metadata.name !== `lost-${suffix}`),
      );
      const pod = await runPod(`thief-${suffix}`, {
        "ovn.kubernetes.io/logical_switch": subnet,
        "ovn.kubernetes.io/ip_address": address,
      });
      assert.equal(pod.status.podIP, address);
    }
    succeeded(await project.refresh());
    const said = refused(await project.up());
    assert.match(
      said,
      /belonged to this resource, whose object was deleted, and is now used by Pod default\/thief-[46]/,
    );

    const cluster = await sharedCluster();
    for (const pod of pods) {
      await cluster.admin("DELETE", `/api/v1/namespaces/default/pods/${pod}?gracePeriodSeconds=0`);
      await until(`${KUBE_OVN_API}/ips`, ({ items }) =>
        items.every(({ metadata }: ApiObject) => metadata.name !== `${pod}.default`),
      );
    }
    succeeded(await project.up());
    for (const { family, suffix } of TWINS) {
      for (const name of ["gone", "lost"]) {
        const { status } = await live(`vips/${name}-${suffix}`);
        assert.equal(status[family.vipField], planned.get(`Vip::${name}-${suffix}`)?.[family.vipField]);
      }
    }
    await settled();
  });

  after(async () => {
    if (project !== undefined) succeeded(await project.destroy());
  });
});
