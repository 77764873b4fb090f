import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../provider/plan";
import { expectedAttachment } from "../../../../provider/plan/spiderpool/attachment";
import type { KubeObject } from "../../../../provider/stores/kube-object";
import { checkProgram } from "../../../support/plan";
import type { Resource } from "../../../support/program";
import { multusConfigObject, spiderPoolObject } from "../../../support/spider-objects";

type Args = Readonly<Record<string, unknown>>;

/** Pools that the entries name, so that their names are in order. */
const POOLS: readonly KubeObject[] = [
  spiderPoolObject("v4", "10.6.0.0/16", ["10.6.0.10"]),
  spiderPoolObject("p", "10.6.0.0/16", ["10.6.0.11"]),
  spiderPoolObject("v6", "fd00:6::/64", ["fd00:6::10"]),
];

function refusalsOf(program: readonly Resource[], objects: readonly KubeObject[] = POOLS): readonly string[] {
  const last = program.at(-1) as Resource;
  const found = checkProgram(objects, program).get(`${last.kind}::${last.name}`)?.refusals ?? [];
  return found.map(({ code, property }) => `${property}: ${code}`);
}

describe("expectedAttachment", () => {
  const COORDINATOR = '{"txQueueLen":0,"tunePodRoutes":true,"mode":"auto","type":"coordinator"}';
  const rendered: readonly [what: string, args: Args, plugins: string, annotations?: Args][] = [
    [
      "macvlan with every default",
      { cniType: "macvlan", macvlan: { master: ["ens192"] } },
      `{"type":"macvlan","master":"ens192","mode":"bridge","mtu":0,"ipam":{"type":"spiderpool"}},${COORDINATOR}`,
    ],
    [
      "several masters and a VLAN",
      {
        cniType: "ipvlan",
        ipvlan: { master: ["a", "b"], bond: { name: "bond0", mode: 1 }, vlanID: 7, ippools: { ipv4: ["p"] } },
      },
      `{"vlanID":7,"type":"ifacer","interfaces":["a","b"],"bond":{"name":"bond0","mode":1,"options":""}},{"type":"ipvlan","master":"bond0.7","mtu":0,"ipam":{"type":"spiderpool","default_ipv4_ippool":["p"]}},${COORDINATOR}`,
    ],
    [
      "vlan that chooses for itself",
      { cniType: "vlan", vlan: { master: ["ens192"], vlanMode: "auto" }, disableIPAM: true },
      `{"type":"vlan","master":"ens192","vlanMode":"auto","mtu":0},${COORDINATOR}`,
    ],
    [
      "sriov with all there is, the chain before the coordinator",
      {
        cniType: "sriov",
        sriov: {
          resourceName: "spidernet.io/vf",
          vlanID: 5,
          mtu: 9000,
          maxTxRateMbps: 1000,
          rdmaIsolation: true,
          ippools: { ipv6: ["v6"], matchMasterSubnet: true },
        },
        chainCNIJsonData: ['{"type":"bandwidth","a":"<"}'],
      },
      `{"vlan":5,"min_tx_rate":0,"max_tx_rate":1000,"type":"sriov","ipam":{"type":"spiderpool","default_ipv6_ippool":["v6"],"match_master_subnet":true}},{"type":"rdma"},{"a":"\\u003c","type":"bandwidth"},${COORDINATOR},{"type":"tuning","mtu":9000}`,
      { "k8s.v1.cni.cncf.io/resourceName": "spidernet.io/vf" },
    ],
    [
      "ib-sriov with every default",
      { cniType: "ib-sriov", ibsriov: { resourceName: "spidernet.io/ib" } },
      `{"type":"ib-sriov","pkey":"","link_state":"enable","rdmaIsolation":true,"ibKubernetesEnabled":false,"ipam":{"type":"spiderpool"}},${COORDINATOR}`,
      { "k8s.v1.cni.cncf.io/resourceName": "spidernet.io/ib" },
    ],
    [
      "ipoib without a coordinator",
      { cniType: "ipoib", ipoib: { master: "ibp5s0" }, enableCoordinator: false },
      '{"type":"ipoib","master":"ibp5s0","ipam":{"type":"spiderpool"}}',
    ],
    [
      "ovs with a device",
      { cniType: "ovs", ovs: { bridge: "br1", deviceID: "0000:05:00.1", trunk: [{ maxID: 9, minID: 7 }] } },
      `{"vlan":0,"type":"ovs","bridge":"br1","deviceID":"0000:05:00.1","ipam":{"type":"spiderpool"},"trunk":[{"minID":7,"maxID":9}]},${COORDINATOR}`,
      { "k8s.v1.cni.cncf.io/resourceName": "ovs-cni.network.kubevirt.io/br1" },
    ],
  ];
  for (const [what, args, plugins, annotations] of rendered) {
    it(`is that of ${what}`, () => {
      const found = expectedAttachment({ name: "net", namespace: "kube-system", enableCoordinator: true, ...args });
      assert.equal(found.spec.config, `{"cniVersion":"0.3.1","name":"net","plugins":[${plugins}]}`);
      assert.deepEqual(found.metadata.annotations, annotations);
    });
  }

  it("has the name and the namespace of its object", () => {
    assert.deepEqual(expectedAttachment({ name: "net", namespace: "kube-system", cniType: "custom" }), {
      apiVersion: "k8s.cni.cncf.io/v1",
      kind: "NetworkAttachmentDefinition",
      metadata: { name: "net", namespace: "kube-system" },
      spec: {},
    });
  });
});

describe("check of a SpiderMultusConfig", () => {
  const config = (name: string, args: Args = {}): Resource => ({
    kind: "spiderpool.MultusConfig",
    name,
    args: { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] }, ...args },
  });

  it("checks what is known beside what is not", () => {
    const block = { master: [UNKNOWN], vlanID: 5000 };
    assert.deepEqual(refusalsOf([config("a", { macvlan: block })]), ["macvlan.vlanID: out-of-bounds"]);
    assert.deepEqual(refusalsOf([config("a", { macvlan: UNKNOWN, coordinator: UNKNOWN, ipvlan: {} })]), [
      "ipvlan: spider-multus",
    ]);
    const late = checkProgram(POOLS, [config("a", { macvlan: { master: [UNKNOWN] } })]);
    assert.equal(late.get("spiderpool.MultusConfig::a")?.inputs.networkAttachmentDefinition, UNKNOWN);
  });

  it("looks up the pools of a network, those of the program, too", () => {
    const net = (ippools: Args): Resource => config("a", { macvlan: { master: ["eth1"], ippools } });
    const own: Resource = {
      kind: "spiderpool.IPPool",
      name: "own",
      args: { subnet: "10.6.0.0/16", ips: ["10.6.0.20"] },
    };
    assert.deepEqual(refusalsOf([own, net({ ipv4: ["v4", "own", "v*"], ipv6: ["v6"] })]), []);
    assert.deepEqual(refusalsOf([net({ ipv4: ["v5"] })]), ["macvlan.ippools: spider-unknown"]);
    assert.deepEqual(refusalsOf([net({ ipv4: ["v6"] })]), ["macvlan.ippools: spider-closed-pool"]);
    assert.deepEqual(refusalsOf([net({ ipv6: ["v6", "v6"] })]), ["macvlan.ippools: spider-twice"]);
  });

  it("makes no second object for one NetworkAttachmentDefinition", () => {
    const taken = ["attachmentName: spider-attachment-twice"];
    assert.deepEqual(refusalsOf([config("b"), config("a", { attachmentName: "b" })]), taken);
    assert.deepEqual(refusalsOf([config("b", { attachmentName: "c" }), config("a", { attachmentName: "b" })]), []);
    assert.deepEqual(
      refusalsOf([config("a", { attachmentName: "b" })], [multusConfigObject("b", "kube-system")]),
      taken,
    );
    assert.deepEqual(refusalsOf([config("a", { attachmentName: "b" })], [multusConfigObject("b", "other")]), []);
    const renamed = multusConfigObject("c", "kube-system", undefined, { "multus.spidernet.io/cr-name": "a" });
    assert.deepEqual(refusalsOf([config("a")], [renamed]), taken);
  });
});
