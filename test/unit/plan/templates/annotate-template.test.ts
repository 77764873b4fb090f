import assert from "node:assert/strict";
import { annotateTemplate, readTemplate, type TemplateKind, type Uses } from "../../../../provider/plan";
import { TEMPLATE_SENTENCES } from "../../../../provider/plan/templates/template-messages";
import { REFUSED_WORKLOADS, reserved } from "../../../fixtures/refused-workloads";

function annotate(kind: TemplateKind, args: Readonly<Record<string, unknown>>, uses: Uses) {
  return annotateTemplate(readTemplate(kind, args), uses);
}

/** The annotations of a workload that must not be refused. */
function annotationsOf(kind: TemplateKind, args: Readonly<Record<string, unknown>>, uses: Uses): unknown {
  const { annotations, refusals } = annotate(kind, args, uses);
  assert.deepEqual(refusals, []);
  return annotations;
}

const pods = ["10.16.0.9", "10.16.0.10", "10.16.0.11"].map((address, i) =>
  reserved(`db-${i}.shop`, "StatefulSet", address),
);
const pair = { vips: [{ name: "a", subnet: "s1", type: "" }], namespace: "shop", selector: ["app: web", "tier:front"] };
const labeled = { metadata: { name: "web", namespace: "shop", labels: { app: "web", tier: "front" } } };

describe("annotateTemplate", () => {
  for (const { input, code, says, kind, args, uses } of REFUSED_WORKLOADS) {
    it(`refuses: ${input}`, () => {
      const { refusals } = annotate(kind, args, uses);
      assert.deepEqual(
        refusals.map((refusal) => [refusal.code, refusal.reason]),
        [[code, says]],
      );
    });
  }

  it("has a case above for every refusal", () => {
    const shown = new Set(REFUSED_WORKLOADS.map(({ code }) => code));
    assert.deepEqual([...shown].sort(), Object.keys(TEMPLATE_SENTENCES).sort());
  });

  it("finds all that is wrong at once", () => {
    const vip = { name: "vip", subnet: "s2", type: "switch_lb_vip" };
    const { refusals } = annotate("Pod", { metadata: { name: "web", namespace: "shop" } }, { vip, pairs: [pair] });
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ["vip-type-unfit", "pair-subnet", "pair-selector", "pair-selector"],
    );
  });

  for (const [family, address] of [
    ["IPv4", "10.16.0.9"],
    ["IPv6", "fd00::9"],
  ] as const) {
    it(`asks for subnet, address and MAC of a Pod and of a VM with ${family}`, () => {
      const asked = {
        "ovn.kubernetes.io/logical_switch": "s1",
        "ovn.kubernetes.io/ip_address": address,
        "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
      };
      assert.deepEqual(annotationsOf("Pod", labeled, { reserved: [reserved("web.shop", "", address)] }), asked);
      const vm = [reserved("web.shop", "VirtualMachine", address)];
      assert.deepEqual(annotationsOf("VirtualMachine", labeled, { reserved: vm }), asked);
    });
  }

  it("asks for both families with a comma, and for no MAC where there is none", () => {
    const dual = reserved("web.shop", "", "10.16.0.9", { v6IpAddress: "fd00::9", macAddress: null });
    assert.deepEqual(annotationsOf("Pod", labeled, { reserved: [dual] }), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "10.16.0.9,fd00::9",
    });
  });

  it("takes of a set what is reserved for the name of a VM, on every interface, and what was given by itself", () => {
    const ofSet = (port: string, address: string) => reserved(port, "VirtualMachine", address, { isOfSet: true });
    const group = ["a", "b"].flatMap((name, i) => [
      ofSet(`${name}.shop`, `10.16.0.${9 + i}`),
      ofSet(`${name}.shop.lan.shop.ovn`, `fd00::${9 + i}`),
    ]);
    const networks = [{ multus: { networkName: "shop/lan" } }];
    const args = { metadata: { name: "b", namespace: "shop" }, spec: { template: { spec: { networks } } } };
    const asked = annotationsOf("VirtualMachine", args, { reserved: group }) as Record<string, string>;
    assert.equal(asked["ovn.kubernetes.io/ip_address"], "10.16.0.10");
    assert.equal(asked["lan.shop.ovn.kubernetes.io/ip_address"], "fd00::10");
    const single = reserved("b.shop.lan.shop.ovn", "VirtualMachine", "fd00::77");
    const mixed = [...group.filter(({ name }) => !name.includes("lan")), single];
    const mixedAsked = annotationsOf("VirtualMachine", args, { reserved: mixed }) as Record<string, string>;
    assert.equal(mixedAsked["ovn.kubernetes.io/ip_address"], "10.16.0.10");
    assert.equal(mixedAsked["lan.shop.ovn.kubernetes.io/ip_address"], "fd00::77");
  });

  it("takes the namespace along with a set's reservation, and the only one of a set without a name", () => {
    const group = ["a", "b"].map((name) => reserved(`${name}.prod`, "", "fd00::9", { isOfSet: true }));
    const { name, namespace, refusals } = annotate("Pod", { metadata: { name: "b" } }, { reserved: group });
    assert.deepEqual([name, namespace, refusals], ["b", "prod", []]);
    const only = annotate("Pod", {}, { reserved: group.slice(0, 1) });
    assert.deepEqual([only.name, only.namespace, only.refusals], ["a", "prod", []]);
  });

  it("fills in the name and namespace that are reserved for", () => {
    const of = (kind: TemplateKind, port: string, podType: string) => {
      const { name, namespace, refusals } = annotate(kind, {}, { reserved: [reserved(port, podType, "10.16.0.9")] });
      assert.deepEqual(refusals, []);
      return [name, namespace];
    };
    assert.deepEqual(of("Pod", "web.shop", ""), ["web", "shop"]);
    assert.deepEqual(of("VirtualMachine", "web.shop", "VirtualMachine"), ["web", "shop"]);
    assert.deepEqual(of("StatefulSet", "my-db-0.shop", "StatefulSet"), ["my-db", "shop"]);
  });

  it("fills in the namespace of the allowed-address pairs and no name", () => {
    const { name, namespace } = annotate("Deployment", { spec: { template: labeled } }, { pairs: [pair] });
    assert.deepEqual([name, namespace], [undefined, "shop"]);
  });

  it("names only the subnet for a StatefulSet, so that scaling leaves its template alone", () => {
    for (const replicas of [0, 1, 3]) {
      assert.deepEqual(annotationsOf("StatefulSet", { spec: { replicas } }, { reserved: pods }), {
        "ovn.kubernetes.io/logical_switch": "s1",
      });
    }
  });

  it("takes the pods of a StatefulSet from their first ordinal on", () => {
    const spec = { replicas: 2, ordinals: { start: 1 } };
    assert.deepEqual(annotationsOf("StatefulSet", { spec }, { reserved: pods.slice(1) }), {
      "ovn.kubernetes.io/logical_switch": "s1",
    });
  });

  it("writes the addresses of a StatefulSet out in the order of its ordinals when asked", () => {
    const listed = (addresses: readonly (readonly [string, string | undefined])[]) => {
      const ofPods = addresses.map(([address, v6IpAddress], i) =>
        reserved(`db-${i}.shop`, "StatefulSet", address, v6IpAddress === undefined ? {} : { v6IpAddress }),
      );
      const spec = { replicas: addresses.length };
      return annotationsOf("StatefulSet", { spec }, { reserved: ofPods.reverse(), asList: true });
    };
    const list = (text: string) => ({ "ovn.kubernetes.io/logical_switch": "s1", "ovn.kubernetes.io/ip_pool": text });
    assert.deepEqual(
      listed([
        ["10.16.0.9", undefined],
        ["10.16.0.10", undefined],
      ]),
      list("10.16.0.9,10.16.0.10"),
    );
    assert.deepEqual(
      listed([
        ["fd00::9", undefined],
        ["fd00::10", undefined],
      ]),
      list("fd00::9,fd00::10"),
    );
    assert.deepEqual(
      listed([
        ["10.16.0.9", "fd00::9"],
        ["10.16.0.10", "fd00::10"],
      ]),
      list("10.16.0.9,fd00::9;10.16.0.10,fd00::10"),
    );
  });

  it("names pool and subnet for a Deployment, which may have as many replicas as the pool has room for", () => {
    const pool = { name: "front", subnet: "s1", size: "3" };
    const named = { "ovn.kubernetes.io/logical_switch": "s1", "ovn.kubernetes.io/ip_pool": "front" };
    for (const spec of [
      { replicas: 2 },
      { replicas: 3, strategy: { type: "Recreate" } },
      { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 1 } } },
      { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: "50%" } } },
      { replicas: 3, strategy: { rollingUpdate: { maxSurge: 0 } } },
    ]) {
      assert.deepEqual(annotationsOf("Deployment", { spec }, { pool }), named, JSON.stringify(spec));
    }
  });

  it("asks for the address of each interface, and writes the pod's networks where it lists none", () => {
    const own = reserved("web.shop", "", "10.16.0.9");
    const lan = reserved("web.shop.lan.prod.ovn", "", "fd00:17::9", { subnet: "s2", macAddress: "02:00:00:00:00:0a" });
    assert.deepEqual(annotationsOf("Pod", labeled, { reserved: [own, lan] }), {
      "ovn.kubernetes.io/logical_switch": "s1",
      "ovn.kubernetes.io/ip_address": "10.16.0.9",
      "ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
      "lan.prod.ovn.kubernetes.io/logical_switch": "s2",
      "lan.prod.ovn.kubernetes.io/ip_address": "fd00:17::9",
      "lan.prod.ovn.kubernetes.io/mac_address": "02:00:00:00:00:0a",
      "k8s.v1.cni.cncf.io/networks": "prod/lan",
    });
  });

  it("asks by the interface's name too where the pod's networks say one", () => {
    const lan = reserved("web.shop.lan.prod.ovn", "", "10.17.0.9", { macAddress: null });
    for (const networks of ["prod/lan@eth7", '[{"name":"lan","namespace":"prod","interface":"eth7"}]']) {
      const args = {
        metadata: { name: "web", namespace: "shop", annotations: { "k8s.v1.cni.cncf.io/networks": networks } },
      };
      assert.deepEqual(annotationsOf("Pod", args, { reserved: [lan] }), {
        "lan.prod.ovn.kubernetes.io/logical_switch": "s1",
        "lan.prod.ovn.kubernetes.io/ip_address": "10.17.0.9",
        "lan.prod.kubernetes.io/ip_address.eth7": "10.17.0.9",
      });
    }
  });

  it("gives a VM attached by its spec the address on that network, and minds no MAC that is the same", () => {
    const lan = reserved("web.shop.lan.shop.ovn", "VirtualMachine", "10.17.0.9");
    const interfaces = [{ name: "second", bridge: {}, macAddress: "02-00-00-00-00-09" }];
    const networks = [
      { name: "default", pod: {} },
      { name: "second", multus: { networkName: "lan" } },
    ];
    const args = { ...labeled, spec: { template: { spec: { networks, domain: { devices: { interfaces } } } } } };
    assert.deepEqual(annotationsOf("VirtualMachine", args, { reserved: [lan] }), {
      "lan.shop.ovn.kubernetes.io/logical_switch": "s1",
      "lan.shop.ovn.kubernetes.io/ip_address": "10.17.0.9",
      "lan.shop.ovn.kubernetes.io/mac_address": "02:00:00:00:00:09",
    });
  });

  it("lists Vips as allowed-address pairs, each one once", () => {
    const group = { vips: [{ name: "b" }, { name: "a" }], namespace: "shop", selector: null };
    const args = { ...labeled, spec: { template: labeled } };
    for (const kind of ["Pod", "Deployment"] as const) {
      assert.deepEqual(annotationsOf(kind, args, { pairs: [pair, group] }), { "ovn.kubernetes.io/aaps": "a,b" });
    }
  });

  it("makes a Vip a pod's own address with its subnet, and says what speaks against it", () => {
    const vip = { name: "vip", subnet: "s1", type: "" };
    const { annotations, refusals, notes } = annotate("Pod", labeled, { vip });
    assert.deepEqual(refusals, []);
    assert.deepEqual(annotations, {
      "ovn.kubernetes.io/vip": "vip",
      "ovn.kubernetes.io/logical_switch": "s1",
    });
    assert.deepEqual(notes, [
      'Pod "web" takes Vip "vip" as its own address, which Kube-OVN advises against; use a ReservedIP (vip-as-address)',
    ]);
  });

  it("leaves alone what the program says in the same words", () => {
    const metadata = { name: "web", namespace: "shop", annotations: { "ovn.kubernetes.io/ip_address": "10.16.0.9" } };
    const uses = { reserved: [reserved("web.shop", "", "10.16.0.9")] };
    assert.deepEqual(annotate("Pod", { metadata }, uses).refusals, []);
  });
});
