import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Engine, type Outcome } from "../../support/engine/engine";
import { describeWithServers, type Server, startServer, stopServers } from "../../support/ovn-servers";
import type { Resource } from "../../support/program";
import { nbctl, portsOf } from "./northbound-test";

const CLUSTER = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: s4}
spec: {cidrBlock: 10.16.0.0/24, gateway: 10.16.0.1, excludeIps: [10.16.0.1]}
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: s6}
spec: {cidrBlock: "fd00:16::/112", gateway: "fd00:16::1", excludeIps: ["fd00:16::1"]}
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: dual}
spec: {cidrBlock: "10.17.0.0/24,fd00:17::/112", gateway: "10.17.0.1,fd00:17::1", excludeIps: [10.17.0.1, "fd00:17::1"]}
`;

const vip = (name: string, subnet: string, args: Record<string, string>): Resource => ({
  kind: "Vip",
  name,
  args: { subnet, ...args },
});
const member = (name: string) => ({ kind: "VirtualMachine", name, namespace: "shop" });
const binding = (name: string, vips: readonly string[], members: readonly object[]): Resource => ({
  kind: "AapBinding",
  name,
  args: { vips, namespace: "shop", selector: ["app: web"], members },
});
const pod = (name: string, app: string, aaps = "web"): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: {app: ${app}}
  annotations: {ovn.kubernetes.io/aaps: "${aaps}", ovn.kubernetes.io/ip_address: 10.16.0.70, ovn.kubernetes.io/logical_switch: s4}
`;

describeWithServers("virtual ports without a controller", () => {
  let server: Server;
  let directory: string;
  let engine: Engine;

  before(async () => {
    server = await startServer();
  });
  after(stopServers);
  beforeEach(() => {
    nbctl(server, "init");
    for (const name of ["s4", "s6", "dual"]) nbctl(server, "ls-add", name);
    directory = mkdtempSync(path.join(tmpdir(), "own-ports-"));
    writeFileSync(path.join(directory, "cluster.yaml"), CLUSTER);
    engine = engineOf("dev");
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    for (const name of ["s4", "s6", "dual"]) nbctl(server, "ls-del", name);
  });

  function engineOf(stack: string): Engine {
    return new Engine(directory, { stack, config: { "kubeovn:ovnNorthbound": `unix:${server.socket}` } });
  }

  function clean(outcome: Outcome): Outcome {
    assert.deepEqual([...outcome.failures.values()].flat(), []);
    return outcome;
  }

  for (const [subnet, field, address] of [
    ["s4", "v4ip", "10.16.0.60"],
    ["s6", "v6ip", "fd00:16::60"],
  ] as const) {
    it(`makes, changes and removes the port of a Vip in ${subnet}`, async () => {
      const web = vip("web", subnet, { [field]: address });
      const preview = clean(await engine.preview([web, binding("pair", ["web"], [member("a"), member("b")])]));
      assert.deepEqual(preview.inputs.get("AapBinding::pair")?.virtualPorts, [
        { vip: "web", logicalSwitch: subnet, virtualIp: address, virtualParents: ["a.shop", "b.shop"] },
      ]);
      assert.deepEqual(portsOf(server, subnet), []);

      clean(await engine.up([web, binding("pair", ["web"], [member("a"), member("b")])]));
      assert.deepEqual(portsOf(server, subnet), [
        {
          name: "web",
          type: "virtual",
          options: { "virtual-ip": address, "virtual-parents": "a.shop,b.shop" },
          external_ids: {
            ls: subnet,
            vendor: "kube-ovn",
            "pulumi-kubeovn:organization/test/dev/AapBinding/pair": "a.shop,b.shop",
          },
          addresses: [],
        },
      ]);
      const again = clean(await engine.up([web, binding("pair", ["web"], [member("b"), member("a")])]));
      assert.equal(again.operations.get("AapBinding::pair"), "same");

      const fewer = [web, binding("pair", ["web"], [member("b")])];
      clean(await engine.up(fewer));
      assert.equal(portsOf(server, subnet)[0]?.options["virtual-parents"], "b.shop");
      assert.equal(clean(await engine.up(fewer)).operations.get("AapBinding::pair"), "same");
      assert.deepEqual(await engine.refresh(), []);
      await engine.destroy();
      assert.deepEqual(portsOf(server, subnet), []);
    });
  }

  it("makes one port for each family of a dual-stack Vip", async () => {
    const web = vip("web", "dual", { v4ip: "10.17.0.60", v6ip: "fd00:17::60" });
    clean(await engine.up([web, binding("pair", ["web"], [member("a")])]));
    const ports = portsOf(server, "dual").map(({ name, options }) => [name, options["virtual-ip"]]);
    assert.deepEqual(ports, [
      ["vip:web:ipv4", "10.17.0.60"],
      ["vip:web:ipv6", "fd00:17::60"],
    ]);
    await engine.destroy();
    assert.deepEqual(portsOf(server, "dual"), []);
  });

  it("shows a port that is gone or was changed in refresh, and repairs it", async () => {
    const program = [vip("web", "s4", { v4ip: "10.16.0.60" }), binding("pair", ["web"], [member("a")])];
    clean(await engine.up(program));
    const before = portsOf(server, "s4");
    for (const damage of [
      ["lsp-del", "web"],
      ["set", "Logical_Switch_Port", "web", "options:virtual-parents=other.shop"],
      ["set", "Logical_Switch_Port", "web", "options:virtual-ip=10.16.0.99"],
    ]) {
      nbctl(server, ...damage);
      assert.deepEqual(await engine.refresh(), ["AapBinding::pair"]);
      assert.equal(clean(await engine.up(program)).operations.get("AapBinding::pair"), "update");
      assert.deepEqual(portsOf(server, "s4"), before);
    }
  });

  it("keeps what others have put into options and external_ids", async () => {
    const program = (members: readonly object[]) => [
      vip("web", "s4", { v4ip: "10.16.0.60" }),
      binding("pair", ["web"], members),
    ];
    clean(await engine.up(program([member("a")])));
    nbctl(server, "set", "Logical_Switch_Port", "web", "options:mcast_flood=true", "external_ids:note=mine");
    clean(await engine.up(program([member("b")])));
    const [port] = portsOf(server, "s4");
    assert.equal(port?.options.mcast_flood, "true");
    assert.equal(port?.external_ids.note, "mine");
    assert.equal(port?.options["virtual-parents"], "b.shop");
  });

  it("joins the parents of several bindings of one Vip, and takes out those of the one that goes", async () => {
    const web = vip("web", "s4", { v4ip: "10.16.0.60" });
    const one = binding("one", ["web"], [member("a")]);
    const two = binding("two", ["web"], [member("b")]);
    clean(await engine.up([web, one, two]));
    assert.equal(portsOf(server, "s4")[0]?.options["virtual-parents"], "a.shop,b.shop");
    clean(await engine.up([web, two]));
    assert.equal(portsOf(server, "s4")[0]?.options["virtual-parents"], "b.shop");
    await engine.destroy();
    assert.deepEqual(portsOf(server, "s4"), []);
  });

  it("makes the ports of several Vips in one transaction, or none of them", async () => {
    const vips = [vip("web", "s4", { v4ip: "10.16.0.60" }), vip("api", "s4", { v4ip: "10.16.0.61" })];
    clean(await engine.preview([...vips, binding("pair", ["web", "api"], [member("a")])]));
    nbctl(server, "lsp-add", "s6", "api");
    await assert.rejects(async () => {
      const outcome = await engine.up([...vips, binding("pair", ["web", "api"], [member("a")])]);
      throw new Error([...outcome.failures.values()].flat()[0]?.reason);
    }, /Vip "api" needs a logical switch port named "api"/);
    assert.deepEqual(portsOf(server, "s4"), []);
  });

  it("gives the port of a Vip that leaves a binding back, and makes that of one that comes", async () => {
    const vips = [
      vip("web", "s4", { v4ip: "10.16.0.60", namespace: "shop" }),
      vip("api", "s4", { v4ip: "10.16.0.61", namespace: "shop" }),
    ];
    clean(await engine.up([...vips, binding("pair", ["web"], [member("a")])]));
    clean(await engine.up([...vips, binding("pair", ["api"], [member("a")])]));
    assert.deepEqual(
      portsOf(server, "s4").map(({ name }) => name),
      ["api"],
    );
  });

  it("follows a Vip that is replaced by one of another name and address", async () => {
    const program = (name: string, v4ip: string) => [
      vip("web", "s4", { name, v4ip }),
      binding("pair", [name], [member("a")]),
    ];
    clean(await engine.up(program("web", "10.16.0.60")));
    clean(await engine.up(program("web-2", "10.16.0.61")));
    assert.deepEqual(
      portsOf(server, "s4").map(({ name, options }) => [name, options["virtual-ip"]]),
      [["web-2", "10.16.0.61"]],
    );
    await engine.destroy();
    assert.deepEqual(portsOf(server, "s4"), []);
  });

  it("takes live pods that ask for the Vip as parents, all items of the selector matching", async () => {
    writeFileSync(
      path.join(directory, "pods.yaml"),
      [pod("web-0", "web"), pod("db-0", "db"), pod("web-1", "web", "api, web"), pod("web-2", "web", "api,web")].join(
        "",
      ),
    );
    const program = [vip("web", "s4", { v4ip: "10.16.0.60" }), binding("pair", ["web"], [])];
    const preview = clean(await engine.preview(program));
    assert.deepEqual(preview.inputs.get("AapBinding::pair")?.virtualParents, ["web-0.shop", "web-2.shop"]);
    clean(await engine.up(program));
    assert.equal(portsOf(server, "s4")[0]?.options["virtual-parents"], "web-0.shop,web-2.shop");
  });

  it("meets a port of the Vip's name that is there, and leaves it when it goes", async () => {
    nbctl(server, "lsp-add", "s4", "web", "--", "lsp-set-type", "web", "virtual");
    nbctl(server, "set", "Logical_Switch_Port", "web", "options:virtual-ip=10.16.0.60");
    clean(await engine.up([vip("web", "s4", { v4ip: "10.16.0.60" }), binding("pair", ["web"], [member("a")])]));
    assert.equal(portsOf(server, "s4").length, 1);
    assert.equal(portsOf(server, "s4")[0]?.options["virtual-parents"], "a.shop");
    await engine.destroy();
    assert.deepEqual(portsOf(server, "s4")[0]?.options, { "virtual-ip": "10.16.0.60" });
  });

  describe("of a Vip that answers by itself", () => {
    const MAC = "0a:00:00:00:00:01";
    beforeEach(() => {
      nbctl(server, "lr-add", "ovn-cluster", "--", "lrp-add", "ovn-cluster", "ovn-cluster-s4", MAC, "10.16.0.1/24");
    });
    afterEach(() => nbctl(server, "lr-del", "ovn-cluster"));

    it("has the router port's MAC for a switch_lb_vip, is missed in refresh and recreated", async () => {
      const program = [vip("lb", "s4", { type: "switch_lb_vip", namespace: "shop", v4ip: "10.16.0.80" })];
      clean(await engine.up(program));
      const made = {
        name: "lb.shop",
        type: "",
        options: { arp_proxy: "true" },
        external_ids: {
          ls: "s4",
          vendor: "kube-ovn",
          pod: "shop/lb",
          "pulumi-kubeovn:organization/test/dev/Vip/lb": "",
        },
        addresses: [`${MAC} 10.16.0.80`],
      };
      assert.deepEqual(portsOf(server, "s4"), [made]);
      nbctl(server, "lsp-del", "lb.shop");
      assert.deepEqual(await engine.refresh(), ["Vip::lb"]);
      assert.equal(clean(await engine.up(program)).operations.get("Vip::lb"), "update");
      assert.deepEqual(portsOf(server, "s4"), [made]);
      assert.equal(clean(await engine.up(program)).operations.get("Vip::lb"), "same");
      await engine.destroy();
      assert.deepEqual(portsOf(server, "s4"), []);
    });

    it("has the planned MAC and both addresses for a kube_host_vm_vip", async () => {
      const host = vip("host", "dual", { type: "kube_host_vm_vip", v4ip: "10.17.0.80", v6ip: "fd00:17::80" });
      const outcome = clean(await engine.up([host]));
      const mac = outcome.inputs.get("Vip::host")?.macAddress;
      const [port] = portsOf(server, "dual");
      assert.deepEqual([port?.name, port?.addresses, port?.options], ["host.", [`${mac} 10.17.0.80 fd00:17::80`], {}]);
      await engine.destroy();
    });

    it("is refused in the preview without a router port to take the MAC from", async () => {
      const lb = vip("lb", "s6", { type: "switch_lb_vip", v6ip: "fd00:16::80" });
      const { failures } = await engine.preview([lb]);
      assert.match(failures.get("Vip::lb")?.[0]?.reason ?? "", /router port "ovn-cluster-s6", which OVN does not have/);
    });
  });
});
