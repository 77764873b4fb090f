import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { deletesFirst, type Impact, MISSING } from "../../../provider/plan";
import { Engine, type Outcome } from "../../support/engine/engine";
import type { Resource } from "../../support/program";
import { endpointObject, spiderPoolObject, spiderSubnetObject } from "../../support/spider-objects";

const subnet4 = spiderSubnetObject("lab", "10.7.0.0/16", ["10.7.0.10-10.7.0.59"], { gateway: "10.7.0.1" });
const subnet6 = spiderSubnetObject("lab6", "fd00:7::/64", ["fd00:7::10-fd00:7::4f"]);

const reserved = (ips: readonly string[], args: Record<string, unknown> = {}): Resource => ({
  kind: "spiderpool.ReservedIP",
  name: "printers",
  args: { ips, ...args },
});
const pool = (args: Record<string, unknown>, name = "web"): Resource => ({ kind: "spiderpool.IPPool", name, args });
const fixed = (name: string, args: Record<string, unknown> = {}): Resource => ({
  kind: "spiderpool.FixedIP",
  name,
  args: { subnet: "lab", selector: { app: name }, ...args },
});

describe("the lifecycle of Spiderpool's kinds on a manifest directory", () => {
  let directory: string;
  let engine: Engine;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "lifecycle-"));
    write("cluster.yaml", [subnet4, subnet6].map((object) => stringify(object)).join("---\n"));
    engine = new Engine(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function write(file: string, text: string): void {
    writeFileSync(path.join(directory, file), text);
  }
  const fileOf = (name: string): string => {
    const found = readdirSync(directory, { recursive: true, encoding: "utf8" }).find((file) => file.endsWith(name));
    return path.join(directory, found ?? assert.fail(`no file ${name}`));
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of the API, of several kinds.
  const objectIn = (name: string): any => parse(readFileSync(fileOf(name), "utf8"));
  const edit = (name: string, change: (object: ReturnType<typeof objectIn>) => void): void => {
    const object = objectIn(name);
    change(object);
    writeFileSync(fileOf(name), stringify(object));
  };
  const operations = (outcome: Outcome): Record<string, string> => {
    assert.deepEqual([...outcome.failures], []);
    return Object.fromEntries(outcome.operations);
  };
  const said = (outcome: Outcome, at: string): string =>
    outcome.failures
      .get(at)
      ?.map(({ reason }) => reason)
      .join() ?? "";
  const ipOf = (outcome: Outcome, name: string): unknown => outcome.inputs.get(`spiderpool.FixedIP::${name}`)?.ip;
  const give = (address: string, pod: string): void =>
    edit("web.yaml", (object) => {
      object.status = { allocatedIPs: JSON.stringify({ [address]: { pod, podUid: "1" } }), allocatedIPCount: 1 };
    });

  const POOL = pool({ subnet: "10.7.0.0/16", ips: ["10.7.0.10-10.7.0.12"] });

  it("writes objects as the webhook would store them, once", async () => {
    const program = [
      reserved(["10.7.0.21", "10.7.0.20", "10.7.0.30"]),
      POOL,
      {
        kind: "spiderpool.MultusConfig",
        name: "net",
        args: { namespace: "kube-system", cniType: "macvlan", macvlan: { master: ["eth1"] } },
      },
    ] as const;
    operations(await engine.up(program));
    assert.deepEqual(objectIn("printers.yaml").spec, { ips: ["10.7.0.20-10.7.0.21", "10.7.0.30"], ipVersion: 4 });
    assert.deepEqual(objectIn("web.yaml").metadata.labels, { "ipam.spidernet.io/ippool-cidr": "10-7-0-0-16" });
    assert.deepEqual(objectIn("web.yaml").spec, {
      subnet: "10.7.0.0/16",
      ips: ["10.7.0.10-10.7.0.12"],
      gateway: "10.7.0.1",
      ipVersion: 4,
    });
    assert.ok(existsSync(path.join(directory, "spidermultusconfigs", "kube-system", "net.yaml")));
    assert.deepEqual(new Set(Object.values(operations(await engine.up(program)))), new Set(["same"]));
  });

  it("takes what the webhook and the CRDs fill in for no drift, and an edit for one", async () => {
    const program = [reserved(["10.7.0.20-10.7.0.21"]), POOL];
    operations(await engine.up(program));
    edit("printers.yaml", (object) => {
      object.spec.ips = ["10.7.0.20", "10.7.0.21"];
    });
    edit("web.yaml", (object) => {
      object.metadata.finalizers = ["spiderpool.spidernet.io"];
      object.metadata.labels["ipam.spidernet.io/owner-spider-subnet"] = "lab";
      Object.assign(object.spec, { default: false, disable: false });
      object.status = { totalIPCount: 3 };
    });
    assert.deepEqual(await engine.refresh(), []);
    assert.deepEqual(new Set(Object.values(operations(await engine.up(program)))), new Set(["same"]));

    edit("printers.yaml", (object) => {
      object.spec.ips = ["10.7.0.20-10.7.0.25"];
    });
    edit("web.yaml", (object) => {
      object.spec.disable = true;
    });
    assert.deepEqual([...(await engine.refresh())].sort(), [
      "spiderpool.IPPool::web",
      "spiderpool.ReservedIP::printers",
    ]);
    operations(await engine.up(program));
    assert.deepEqual(objectIn("printers.yaml").spec.ips, ["10.7.0.20-10.7.0.21"]);
    assert.notEqual(objectIn("web.yaml").spec.disable, true);
  });

  it("looks at addresses, not at how they are written", async () => {
    operations(await engine.up([reserved(["fd00:7::20", "fd00:7::21"])]));
    const { ips } = engine.saved("spiderpool.ReservedIP::printers")?.outputs ?? {};
    assert.deepEqual(ips, ["fd00:7::20-fd00:7::21"]);
    const again = await engine.up([reserved(["FD00:7::0020-fd00:7::21"])]);
    assert.deepEqual(operations(again), { "spiderpool.ReservedIP::printers": "same" });
    edit("printers.yaml", (object) => {
      object.spec.ips = ["fd00:7::21", "fd00:7::20"];
    });
    await engine.refresh();
    assert.deepEqual(engine.saved("spiderpool.ReservedIP::printers")?.outputs.ips, ips);
  });

  it("recreates an object that is gone", async () => {
    operations(await engine.up([reserved(["10.7.0.20"]), fixed("db")]));
    const before = engine.saved("spiderpool.FixedIP::db")?.inputs.ip;
    rmSync(fileOf("printers.yaml"));
    rmSync(fileOf(`${before}.yaml`));
    await engine.refresh();
    assert.equal(engine.saved("spiderpool.FixedIP::db")?.outputs[MISSING], true);
    const outcome = await engine.up([reserved(["10.7.0.20"]), fixed("db")]);
    assert.deepEqual(operations(outcome), {
      "spiderpool.ReservedIP::printers": "update",
      "spiderpool.FixedIP::db": "update",
    });
    assert.equal(ipOf(outcome, "db"), before);
    assert.ok(existsSync(fileOf(`${before}.yaml`)));
  });

  it("says which pods a change affects, while it is one, and changes nothing for pods that come and go", async () => {
    operations(await engine.up([POOL]));
    give("10.7.0.10", "shop/web-1");
    write("endpoint.yaml", stringify(endpointObject("shop/web-1", "Deployment", "web")));
    const shown = await engine.preview([POOL, reserved(["10.7.0.10-10.7.0.12"])]);
    assert.deepEqual(operations(shown)["spiderpool.IPPool::web"], "same");
    assert.deepEqual(shown.inputs.get("spiderpool.ReservedIP::printers")?.impact as Impact[], [
      { pod: "shop/web-1", address: "10.7.0.10", pool: "web", workload: "Deployment web", fate: "fails" },
    ]);
    assert.ok(
      engine.notes.some((line) => /has 0 free of 3 addresses: 3 reserved, 1 in use/.test(line)),
      engine.notes.join("\n"),
    );
    operations(await engine.up([POOL, reserved(["10.7.0.10-10.7.0.12"])]));
    const after = await engine.preview([POOL, reserved(["10.7.0.10-10.7.0.12"], { onImpact: "fail" })]);
    assert.deepEqual(operations(after), {
      "spiderpool.IPPool::web": "same",
      "spiderpool.ReservedIP::printers": "same",
    });
    assert.deepEqual(
      after.inputs.get("spiderpool.ReservedIP::printers")?.impact,
      shown.inputs.get("spiderpool.ReservedIP::printers")?.impact,
    );
  });

  it("has what pods got and gave back after a refresh, and plans nothing for it", async () => {
    const annotations: Resource = {
      kind: "spiderpool.PodAnnotations",
      name: "web",
      args: { ippool: { ipv4: ["web"] }, workload: { kind: "StatefulSet", name: "web", namespace: "shop" } },
    };
    const program = [POOL, reserved(["10.7.0.12"]), annotations];
    const outputs = (): unknown => {
      const of = (at: string): Record<string, unknown> => engine.saved(at)?.outputs ?? {};
      const { left, impact } = of("spiderpool.IPPool::web");
      const { impact: hit } = of("spiderpool.ReservedIP::printers");
      return [left, impact, hit, of("spiderpool.PodAnnotations::web").available];
    };
    operations(await engine.up(program));
    const untouched = [{ total: 3, excluded: 0, reserved: 1, allocated: 0, free: 2 }, [], [], { ipv4: 2 }];
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(outputs(), untouched);
      assert.deepEqual(await engine.refresh(), []);
    }

    give("10.7.0.11", "shop/web-1");
    assert.deepEqual(await engine.refresh(), []);
    assert.deepEqual(outputs(), [{ ...(untouched[0] as object), allocated: 1, free: 1 }, [], [], { ipv4: 2 }]);

    give("10.7.0.12", "shop/web-1");
    assert.deepEqual(await engine.refresh(), []);
    const impact = { pod: "shop/web-1", address: "10.7.0.12", pool: "web", workload: "Pod", fate: "moves" };
    const given = [{ total: 3, excluded: 0, reserved: 1, allocated: 1, free: 2 }, [], [impact], { ipv4: 2 }];
    assert.deepEqual(outputs(), given);
    assert.deepEqual(new Set(Object.values(operations(await engine.up(program)))), new Set(["same"]));
    assert.deepEqual(await engine.refresh(), []);
    assert.deepEqual(outputs(), given);

    const closed = [pool({ subnet: "10.7.0.0/16", ips: ["10.7.0.10-10.7.0.12"], disable: true }), ...program.slice(1)];
    give("10.7.0.11", "shop/web-1");
    operations(await engine.up(closed.slice(0, 2)));
    const shut = { ...impact, address: "10.7.0.11", fate: "fails" };
    const after = [{ total: 3, excluded: 0, reserved: 1, allocated: 1, free: 0 }, [shut], []];
    assert.deepEqual((outputs() as unknown[]).slice(0, 2), after.slice(0, 2));
    await engine.refresh();
    assert.deepEqual((outputs() as unknown[]).slice(0, 3), after);
    edit("web.yaml", (object) => {
      object.status = {};
    });
    assert.deepEqual(await engine.refresh(), []);
    assert.deepEqual((outputs() as unknown[]).slice(0, 2), [{ ...(after[0] as object), allocated: 0 }, []]);
  });

  it("deletes no pool that pods use, and no subnet that has pools", async () => {
    operations(await engine.up([POOL]));
    give("10.7.0.10", "shop/web-1");
    await assert.rejects(
      engine.up([]),
      /SpiderIPPool "web" cannot be deleted while it is used by Pod shop\/web-1 \(10\.7\.0\.10\)/,
    );
    edit("web.yaml", (object) => {
      object.status = {};
    });
    operations(await engine.up([]));
    assert.throws(() => fileOf("web.yaml"));

    const own: Resource = {
      kind: "spiderpool.Subnet",
      name: "own",
      args: { subnet: "10.8.0.0/16", ips: ["10.8.0.1-10.8.0.9"] },
    };
    operations(await engine.up([own]));
    write("other.yaml", stringify(spiderPoolObject("other", "10.8.0.0/16", ["10.8.0.1"])));
    await assert.rejects(
      engine.up([]),
      /SpiderSubnet "own" cannot be deleted while it is used by SpiderIPPool "other"/,
    );
  });

  it("replaces what cannot be changed, and a reservation of another name before the old one goes", async () => {
    operations(await engine.up([reserved(["10.7.0.20"])]));
    assert.equal(operations(await engine.up([reserved(["fd00:7::20"])]))["spiderpool.ReservedIP::printers"], "replace");
    assert.deepEqual(objectIn("printers.yaml").spec, { ips: ["fd00:7::20"], ipVersion: 6 });
    assert.equal(deletesFirst("spiderpool.ReservedIP", ["name"]), false);
    assert.equal(deletesFirst("spiderpool.ReservedIP", ["ipVersion"]), true);
    assert.equal(deletesFirst("spiderpool.IPPool", ["name"]), true);
  });

  it("takes over a pool and gives it back", async () => {
    write("live.yaml", stringify(spiderPoolObject("web", "10.7.0.0/16", ["10.7.0.10-10.7.0.11"])));
    operations(await engine.up([pool({ subnet: "10.7.0.0/16", ips: ["10.7.0.10-10.7.0.12"], adopt: true })]));
    assert.deepEqual(objectIn("live.yaml").spec.ips, ["10.7.0.10-10.7.0.12"]);
    edit("live.yaml", (object) => {
      object.status = { allocatedIPs: JSON.stringify({ "10.7.0.10": { pod: "shop/web-1", interface: "eth0" } }) };
    });
    operations(await engine.up([]));
    assert.equal(objectIn("live.yaml").metadata.annotations, undefined);
    assert.deepEqual(objectIn("live.yaml").spec.ips, ["10.7.0.10-10.7.0.11"]);
  });

  describe("FixedIP", () => {
    const NAMES = ["a", "b", "c", "d", "e", "f"];
    const twins = [
      ["lab", /^10\.7\.0\.([1-5]\d)$/],
      ["lab6", /^fd00:7::[1-4][0-9a-f]$/],
    ] as const;

    for (const [of, form] of twins) {
      it(`gives each its own address of ${of}, the same in every order, and keeps it`, async () => {
        const program = NAMES.map((name) => fixed(name, { subnet: of }));
        const shown = await engine.preview(program);
        const made = await engine.up([...program].reverse());
        const addresses = NAMES.map((name) => String(ipOf(made, name)));
        operations(made);
        assert.deepEqual(
          NAMES.map((name) => ipOf(shown, name)),
          addresses,
        );
        assert.equal(new Set(addresses).size, NAMES.length);
        for (const address of addresses) assert.match(address, form);

        const grown = await engine.up([fixed("new", { subnet: of }), ...program.slice(2)]);
        assert.deepEqual(
          NAMES.slice(2).map((name) => ipOf(grown, name)),
          addresses.slice(2),
        );
        engine.lose();
        const found = await engine.up(program.slice(2));
        assert.deepEqual(
          NAMES.slice(2).map((name) => ipOf(found, name)),
          addresses.slice(2),
        );
      });
    }

    it("takes no address of a pool, a reservation or the gateway, of the program or the cluster", async () => {
      write(
        "live.yaml",
        [
          spiderPoolObject("big", "10.7.0.0/16", ["10.7.0.10-10.7.0.30"]),
          spiderPoolObject("single", "10.7.0.0/16", ["10.7.0.31"]),
        ]
          .map((object) => stringify(object))
          .join("---\n"),
      );
      const program = [
        pool({ subnet: "10.7.0.0/16", ips: ["10.7.0.32-10.7.0.50"] }),
        reserved(["10.7.0.51-10.7.0.57"]),
        fixed("a"),
        fixed("b"),
      ];
      const outcome = await engine.up(program);
      operations(outcome);
      assert.deepEqual([ipOf(outcome, "a"), ipOf(outcome, "b")].sort(), ["10.7.0.58", "10.7.0.59"]);
      const full = await engine.preview([...program, fixed("c")]);
      assert.match(said(full, "spiderpool.FixedIP::c"), /the SpiderSubnet of 10\.7\.0\.0\/16 has no free address/);
    });

    it("is planned in a SpiderSubnet of the same program, IPv6 too", async () => {
      const own = (name: string, subnet: string, ips: string): Resource => ({
        kind: "spiderpool.Subnet",
        name,
        args: { subnet, ips: [ips] },
      });
      const outcome = await engine.up([
        own("four", "10.9.0.0/24", "10.9.0.5-10.9.0.6"),
        own("six", "fd00:9::/64", "fd00:9::5"),
        fixed("x", { subnet: "four" }),
        fixed("y", { subnet: "four" }),
        fixed("z", { subnet: "six" }),
      ]);
      operations(outcome);
      assert.deepEqual([ipOf(outcome, "x"), ipOf(outcome, "y")].sort(), ["10.9.0.5", "10.9.0.6"]);
      assert.equal(ipOf(outcome, "z"), "fd00:9::5");
    });

    it("writes a pool that only pods with the labels are given", async () => {
      const outcome = await engine.up([fixed("db", { namespace: "prod" })]);
      const { metadata, spec } = objectIn(`${ipOf(outcome, "db")}.yaml`);
      assert.equal(metadata.name, "db");
      assert.deepEqual(spec, {
        subnet: "10.7.0.0/16",
        ips: [ipOf(outcome, "db")],
        gateway: "10.7.0.1",
        ipVersion: 4,
        podAffinity: { matchLabels: { app: "db" } },
        namespaceName: ["prod"],
      });
      assert.deepEqual(await engine.refresh(), []);
    });

    it("meets another run that took the address since, and does not take it twice", async () => {
      const [{ ip }] = [...(await engine.preview([fixed("db")])).inputs.values()] as [{ ip: string }];
      const other = mkdtempSync(path.join(tmpdir(), "lifecycle-"));
      try {
        cpSync(directory, other, { recursive: true });
        await engine.up([fixed("db")]);
        const second = new Engine(other, { stack: "other" });
        await second.up([fixed("api", { ip })]);
        // Both branches added the same file: in git that is a conflict.
        assert.equal(
          path.relative(directory, fileOf(`${ip}.yaml`)),
          path.join("addresses", "spiderpool-10.7.0.0-16", `${ip}.yaml`),
        );
        assert.ok(existsSync(path.join(other, "addresses", "spiderpool-10.7.0.0-16", `${ip}.yaml`)));
      } finally {
        rmSync(other, { recursive: true });
      }
      const taken = await new Engine(directory, { stack: "third" }).preview([fixed("x", { ip })]);
      assert.match(said(taken, "spiderpool.FixedIP::x"), /is held by SpiderIPPool "db"/);
    });
  });
});
