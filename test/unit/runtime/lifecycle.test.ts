import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { Engine, type Outcome } from "../../support/engine/engine";
import type { Resource } from "../../support/program";

const CLUSTER = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: s4}
spec: {cidrBlock: 10.16.0.0/24, gateway: 10.16.0.1, excludeIps: [10.16.0.1]}
`;

const RUNNING = `apiVersion: kubeovn.io/v1
kind: IP
metadata:
  name: web-0.shop
  labels: {ovn.kubernetes.io/ip_reserved: "false"}
spec: {podName: web-0, namespace: shop, subnet: s4, ipAddress: 10.16.0.52, v4IpAddress: 10.16.0.52, macAddress: "02:00:00:00:00:52", podType: StatefulSet, nodeName: n1}
---
apiVersion: v1
kind: Pod
metadata:
  name: web-0
  namespace: shop
  annotations: {ovn.kubernetes.io/ip_address: 10.16.0.52, ovn.kubernetes.io/logical_switch: s4}
`;

const LIVE_VIP = `apiVersion: kubeovn.io/v1
kind: Vip
metadata: {name: live}
spec: {subnet: s4, v4ip: 10.16.0.60} # of someone else
`;

const WEB: Resource = {
  kind: "ReservedIP",
  name: "web",
  args: { subnet: "s4", adopt: true, workload: { kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 0 } },
};
const vip = (name: string, args: Record<string, unknown> = {}): Resource => ({
  kind: "Vip",
  name,
  args: { subnet: "s4", ...args },
});

describe("the lifecycle on a manifest directory", () => {
  let directory: string;
  let engine: Engine;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "lifecycle-"));
    write("cluster.yaml", CLUSTER);
    engine = new Engine(directory, { config: { "kubeovn:prune": "true" } });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("refuses in one line, whatever the names are that it was read with", async () => {
    const name = "x\\u001b[2K\\n::error::\\u009b31m\\u202e";
    const annotations = "{ovn.kubernetes.io/ip_address: 10.16.0.20, ovn.kubernetes.io/logical_switch: s4}";
    write(
      "pod.yaml",
      `apiVersion: v1\nkind: Pod\nmetadata: {name: "${name}", namespace: a, annotations: ${annotations}}\n`,
    );
    const { failures } = await engine.preview([vip("front", { v4ip: "10.16.0.20" })]);
    assert.deepEqual(failures.get("Vip::front"), [
      {
        property: "v4ip",
        reason:
          '10.16.0.20 in Subnet "s4" is held by Pod a/x [2K ::error:: 31m ; use another address, or omit it to have one planned (address-held)',
      },
    ]);
  });

  it("refuses in the preview what could not be written in place", async () => {
    const kept = `apiVersion: kubeovn.io/v1
kind: Vip
metadata:
  name: live
  annotations: &a {team: x}
other: *a
spec: {subnet: s4, v4ip: 10.16.0.60}
`;
    write("vip.yaml", kept);
    const { failures } = await engine.preview([vip("live", { name: "live", v4ip: "10.16.0.60", adopt: true })]);
    assert.match(
      failures.get("Vip::live")?.[0]?.reason ?? "",
      /vip\.yaml:1 cannot be changed: the change would reach further than the object, as with an anchor that others use/,
    );
    assert.equal(read("vip.yaml"), kept);
  });

  function write(file: string, text: string): void {
    writeFileSync(path.join(directory, file), text);
  }

  function read(file: string): string {
    return readFileSync(path.join(directory, file), "utf8");
  }

  function object(file: string): {
    metadata: { annotations: Record<string, string>; labels: Record<string, string> };
    spec: Record<string, unknown>;
  } {
    return parse(read(file));
  }

  function addressFiles(): readonly string[] {
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => file.startsWith(path.join("addresses", "s4")) && file.endsWith(".yaml"))
      .map((file) => path.basename(file))
      .sort();
  }

  function clean(outcome: Outcome): Outcome {
    assert.deepEqual([...outcome.failures.values()].flat(), []);
    return outcome;
  }

  it("replaces a Vip whose address and name change: the old file goes, a new one comes", async () => {
    clean(await engine.up([vip("a", { v4ip: "10.16.0.5" })]));
    assert.deepEqual(addressFiles(), ["10.16.0.5.yaml"]);
    const outcome = clean(await engine.up([vip("a", { v4ip: "10.16.0.6", name: "b" })]));
    assert.equal(outcome.operations.get("Vip::a"), "replace");
    assert.deepEqual(addressFiles(), ["10.16.0.6.yaml"]);
  });

  it("updates a selector in place and keeps comments", async () => {
    clean(await engine.up([vip("a", { v4ip: "10.16.0.5", namespace: "shop", selector: ["app: web"] })]));
    write("addresses/s4/10.16.0.5.yaml", `# for the web shop\n${read("addresses/s4/10.16.0.5.yaml")}`);
    const outcome = clean(
      await engine.up([vip("a", { v4ip: "10.16.0.5", namespace: "shop", selector: ["app: api"] })]),
    );
    assert.equal(outcome.operations.get("Vip::a"), "update");
    assert.match(read("addresses/s4/10.16.0.5.yaml"), /^# for the web shop\n[\s\S]*app: api/);
  });

  it("keeps the address when a replace comes for another reason", async () => {
    const set = (name: string): Resource => ({
      kind: "ReservedIP",
      name: "db",
      args: { subnet: "s4", workload: { kind: "VirtualMachine", name } },
    });
    const before = clean(await engine.up([set("one")])).inputs.get("ReservedIP::db");
    const after = clean(await engine.up([set("two")]));
    assert.equal(after.operations.get("ReservedIP::db"), "replace");
    assert.equal(after.inputs.get("ReservedIP::db")?.v4IpAddress, before?.v4IpAddress);
    assert.equal(after.inputs.get("ReservedIP::db")?.macAddress, before?.macAddress);
    assert.equal(object(`addresses/s4/${before?.v4IpAddress}.yaml`).spec.podName, "two");
  });

  it("keeps the outputs that a subnet does not have known over a refresh", async () => {
    clean(await engine.up([vip("a")]));
    const before = engine.saved("Vip::a");
    await engine.refresh();
    assert.deepEqual(engine.saved("Vip::a"), before);
  });

  it("shows an object that is gone in refresh, and recreates it at the same address", async () => {
    clean(await engine.up([vip("a")]));
    const [file] = addressFiles();
    rmSync(path.join(directory, "addresses/s4", String(file)));
    assert.deepEqual(await engine.refresh(), ["Vip::a"]);
    const outcome = clean(await engine.up([vip("a")]));
    assert.equal(outcome.operations.get("Vip::a"), "update");
    assert.deepEqual(addressFiles(), [file]);
    assert.deepEqual(await engine.refresh(), []);
  });

  it("shows a selector that was edited by hand, and repairs it", async () => {
    clean(await engine.up([vip("a", { v4ip: "10.16.0.5", namespace: "shop", selector: ["app: web"] })]));
    const file = "addresses/s4/10.16.0.5.yaml";
    write(file, read(file).replace("app: web", "app: other"));
    assert.deepEqual(await engine.refresh(), ["Vip::a"]);
    const program = [vip("a", { v4ip: "10.16.0.5", namespace: "shop", selector: ["app: web"] })];
    assert.equal(clean(await engine.up(program)).operations.get("Vip::a"), "update");
    assert.match(read(file), /app: web/);
  });

  it("adopts the IP of a running pod, and gives it back as it was", async () => {
    write("web.yaml", RUNNING);
    const outcome = clean(await engine.up([WEB]));
    assert.deepEqual(
      ["v4IpAddress", "macAddress", "name"].map((field) => outcome.inputs.get("ReservedIP::web")?.[field]),
      ["10.16.0.52", "02:00:00:00:00:52", "web-0.shop"],
    );
    assert.match(read("web.yaml"), /ip_reserved: "true"/);
    assert.match(read("web.yaml"), /nodeName: n1/);
    assert.equal(clean(await engine.up([WEB])).operations.get("ReservedIP::web"), "same");
    await engine.destroy();
    assert.match(read("web.yaml"), /ip_reserved: "false"/);
    assert.doesNotMatch(read("web.yaml"), /pulumi-kubeovn/);
  });

  const reservationOfPod = (args: Record<string, unknown> = {}): Resource[] => [
    {
      kind: "ReservedIP",
      name: "db",
      args: { subnet: "s4", v4IpAddress: "10.16.0.9", workload: { kind: "Pod", name: "db" }, ...args },
    },
  ];
  const POD =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: db, namespace: default, annotations: {ovn.kubernetes.io/ip_address: 10.16.0.9, ovn.kubernetes.io/logical_switch: s4}}\n";

  it("un-reserves an address that a pod has meanwhile, and does not delete it", async () => {
    clean(await engine.up(reservationOfPod()));
    write("pod.yaml", POD);
    await engine.destroy();
    assert.equal(object("addresses/s4/10.16.0.9.yaml").metadata.labels["ovn.kubernetes.io/ip_reserved"], "false");
  });

  it("deletes an address that a pod has if it is told to", async () => {
    clean(await engine.up(reservationOfPod({ force: true })));
    write("pod.yaml", POD);
    await engine.destroy();
    assert.deepEqual(addressFiles(), []);
  });

  it("deletes nothing that has another owner now", async () => {
    clean(await engine.up([vip("a", { v4ip: "10.16.0.5" })]));
    const file = "addresses/s4/10.16.0.5.yaml";
    write(file, read(file).replace(/owner: .*/, "owner: acme/other/prod/Vip/a"));
    await engine.destroy();
    assert.deepEqual(addressFiles(), ["10.16.0.5.yaml"]);
  });

  it("meets what an interrupted run of the same owner left", async () => {
    const program = [vip("a"), vip("b"), vip("c")];
    const before = clean(await engine.preview(program));
    clean(await engine.up(program, { interruption: { at: 1, how: "killed after" } }));
    const rebuilt = new Engine(directory);
    const after = clean(await rebuilt.up(program));
    for (const at of ["Vip::a", "Vip::b", "Vip::c"])
      assert.equal(after.inputs.get(at)?.v4ip, before.inputs.get(at)?.v4ip);
    assert.equal(addressFiles().length, 3);
  });

  it("adds the planned range of a PlannedRange to another owner's Subnet, and takes it out again", async () => {
    const planned: Resource = {
      kind: "PlannedRange",
      name: "planned",
      args: { subnet: "s4", range: "10.16.0.200..10.16.0.210" },
    };
    clean(await engine.up([planned, vip("a")]));
    assert.deepEqual(object("cluster.yaml").spec.excludeIps, ["10.16.0.1", "10.16.0.200..10.16.0.210"]);
    assert.match(addressFiles().join(), /^10\.16\.0\.2(0\d|10)\.yaml$/);
    clean(await engine.up([{ ...planned, args: { ...planned.args, range: "10.16.0.200..10.16.0.220" } }, vip("a")]));
    assert.deepEqual(object("cluster.yaml").spec.excludeIps, ["10.16.0.1", "10.16.0.200..10.16.0.220"]);
    await engine.destroy();
    assert.deepEqual(object("cluster.yaml").spec.excludeIps, ["10.16.0.1"]);
  });

  it("binds a Vip of someone else in place, and gives it back", async () => {
    write("vip.yaml", LIVE_VIP);
    const binding: Resource = {
      kind: "AapBinding",
      name: "bind",
      args: {
        vips: ["live"],
        namespace: "shop",
        selector: ["app: web"],
        members: [{ kind: "StatefulSet", name: "web", namespace: "shop", ordinal: 0 }],
      },
    };
    const outcome = clean(await engine.up([binding]));
    assert.deepEqual(outcome.inputs.get("AapBinding::bind")?.virtualIps, ["10.16.0.60"]);
    assert.deepEqual(outcome.inputs.get("AapBinding::bind")?.virtualParents, ["web-0.shop"]);
    assert.deepEqual(object("vip.yaml").spec.selector, ["app: web"]);
    assert.equal(clean(await engine.up([binding])).operations.get("AapBinding::bind"), "same");
    await engine.destroy();
    assert.deepEqual(object("vip.yaml").spec, { subnet: "s4", v4ip: "10.16.0.60" });
  });

  it("clears namespace and selector of a Vip in place when its binding goes", async () => {
    const binding: Resource = {
      kind: "AapBinding",
      name: "bind",
      args: { vips: ["a"], namespace: "shop", selector: ["app: web"] },
    };
    clean(await engine.up([vip("a", { v4ip: "10.16.0.5" }), binding]));
    assert.equal(object("addresses/s4/10.16.0.5.yaml").spec.namespace, "shop");
    assert.equal(clean(await engine.up([vip("a", { v4ip: "10.16.0.5" })])).operations.get("Vip::a"), "update");
    assert.deepEqual(object("addresses/s4/10.16.0.5.yaml").spec, {
      subnet: "s4",
      v4ip: "10.16.0.5",
      macAddress: object("addresses/s4/10.16.0.5.yaml").spec.macAddress,
    });
  });

  it("scales a set: who stays keeps the address", async () => {
    const set = (replicas: number): Resource => ({
      kind: "ReservedIPSet",
      name: "set",
      args: { subnet: "s4", statefulSet: { name: "web", replicas }, layout: "contiguous" },
    });
    const reservations = (outcome: Outcome) =>
      outcome.inputs.get("ReservedIPSet::set")?.reservations as { name: string; v4IpAddress: string }[];
    const three = reservations(clean(await engine.up([set(3)])));
    const first = Number(three[0]?.v4IpAddress.split(".")[3]);
    assert.deepEqual(
      three.map((member) => Number(member.v4IpAddress.split(".")[3])),
      [first, first + 1, first + 2],
    );
    assert.deepEqual(reservations(clean(await engine.up([set(5)]))).slice(0, 3), three);
    assert.equal(addressFiles().length, 5);
    assert.deepEqual(reservations(clean(await engine.up([set(2)]))), three.slice(0, 2));
    assert.equal(addressFiles().length, 2);
  });

  it("recreates a member of a set that is gone", async () => {
    const set: Resource = {
      kind: "ReservedIPSet",
      name: "set",
      args: { subnet: "s4", statefulSet: { name: "web", replicas: 2 } },
    };
    clean(await engine.up([set]));
    const files = addressFiles();
    rmSync(path.join(directory, "addresses/s4", String(files[0])));
    assert.deepEqual(await engine.refresh(), ["ReservedIPSet::set"]);
    assert.equal(clean(await engine.up([set])).operations.get("ReservedIPSet::set"), "update");
    assert.deepEqual(addressFiles(), files);
  });

  it("does not delete a Subnet that has holders, and lists them", async () => {
    const own: Resource = { kind: "Subnet", name: "own", args: { cidrBlock: "10.90.0.0/24" } };
    clean(await engine.up([own]));
    write("vip.yaml", LIVE_VIP.replace("s4", "own").replace("10.16.0.60", "10.90.0.60"));
    await assert.rejects(engine.destroy(), /Subnet "own" cannot be deleted while it is used by Vip "live"/);
    assert.ok(readdirSync(path.join(directory, "subnets")).includes("own.yaml"));
  });

  it("leaves to a binding that is declared later what that sets on a Vip", async () => {
    const args = { vips: ["a"], namespace: "shop", selector: ["app: web"] };
    const program: Resource[] = [vip("a"), { kind: "AapBinding", name: "bind", args, batch: 1 }];
    clean(await engine.up(program));
    const [file = ""] = addressFiles();
    const bound = read(`addresses/s4/${file}`);
    assert.match(bound, /namespace: shop/);
    assert.deepEqual(await engine.refresh(), []);
    assert.deepEqual([...new Set(clean(await engine.up(program)).operations.values())], ["same"]);
    assert.equal(read(`addresses/s4/${file}`), bound);
    clean(await engine.up([vip("a")]));
    assert.doesNotMatch(read(`addresses/s4/${file}`), /namespace/);
  });

  it("gives a Subnet that was there before back as it was, whoever is in it", async () => {
    const found = read("cluster.yaml");
    write("vip.yaml", LIVE_VIP);
    const range = "10.16.0.100..10.16.0.199";
    const s4: Resource = {
      kind: "Subnet",
      name: "s4",
      args: { cidrBlock: "10.16.0.0/24", adopt: true, allocation: { range } },
    };
    clean(await engine.up([s4]));
    assert.match(read("cluster.yaml"), /pulumi-kubeovn/);
    await engine.destroy();
    assert.deepEqual(read("cluster.yaml"), found);
  });

  it("destroys a Subnet with everything of its own in it", async () => {
    const program: Resource[] = [
      {
        kind: "Subnet",
        name: "own",
        args: { cidrBlock: "10.90.0.0/24", allocation: { range: "10.90.0.100..10.90.0.200" } },
      },
      { kind: "IPPool", name: "pool", args: { subnet: "own", ips: ["10.90.0.20..10.90.0.30"] } },
      vip("a", { subnet: "own" }),
    ];
    clean(await engine.up(program));
    await engine.destroy();
    assert.deepEqual(
      readdirSync(directory).filter((name) => !name.startsWith(".")),
      ["cluster.yaml"],
    );
  });
});
