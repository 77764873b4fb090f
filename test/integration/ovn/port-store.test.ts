import assert from "node:assert/strict";
import { isFault, parseAddress } from "../../../provider/ipam";
import { openPortStore, type PortStore, type PortStoreOptions } from "../../../provider/stores/ovn/port-store";
import type { WantedVirtualPort } from "../../../provider/stores/ovn/wanted-port";
import type { StoreError } from "../../../provider/stores/store";
import {
  describeWithServers,
  type Northd,
  pause,
  run,
  type Server,
  SOUTHBOUND_SCHEMA,
  startNorthd,
  startServer,
  stopServers,
  until,
} from "../../support/ovn-servers";
import { nbctl, portsOf } from "./northbound-test";

function wanted(vip: string, text: string, parents: readonly string[] = ["a.shop"]): WantedVirtualPort {
  const address = parseAddress(text);
  if (isFault(address)) throw new Error(text);
  return { kind: "virtual", vip, logicalSwitch: "s1", address, isDual: false, parents };
}

describeWithServers("openPortStore", () => {
  let server: Server;
  const open: PortStore[] = [];
  const store = (options: Partial<PortStoreOptions> = {}): PortStore => {
    const opened = openPortStore({ endpoints: `unix:${server.socket}`, duty: "own", ...options });
    open.push(opened);
    return opened;
  };
  const codeOf = (outcome: PromiseSettledResult<unknown>): string =>
    outcome.status === "fulfilled" ? "made" : (outcome.reason as StoreError).code;

  before(async () => {
    server = await startServer();
    nbctl(server, "init");
  });
  after(stopServers);
  beforeEach(() => nbctl(server, "ls-add", "s1"));
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
    nbctl(server, "--if-exists", "ls-del", "s1");
  });

  for (const address of ["10.16.0.60", "fd00:16::60"]) {
    it(`gives ${address} to one of two planners that ask for it under two names`, async () => {
      const planners = [store(), store()];
      // Both have looked before either writes.
      for (const planner of planners) await planner.find([wanted("web", address)]);
      const outcomes = await Promise.allSettled([
        planners[0]?.ensure([wanted("web", address)], "first"),
        planners[1]?.ensure([wanted("api", address)], "second"),
      ]);
      assert.deepEqual(outcomes.map(codeOf).sort(), ["address-held", "made"]);
      assert.equal(portsOf(server, "s1").length, 1);
    });
  }

  it("makes one port for two planners of the same Vip, with the parents of both", async () => {
    const planners = [store(), store()];
    for (const planner of planners) await planner.find([wanted("web", "10.16.0.60")]);
    await Promise.all([
      planners[0]?.ensure([wanted("web", "10.16.0.60", ["a.shop"])], "first"),
      planners[1]?.ensure([wanted("web", "10.16.0.60", ["b.shop"])], "second"),
    ]);
    assert.deepEqual(
      portsOf(server, "s1").map(({ options }) => options["virtual-parents"]),
      ["a.shop,b.shop"],
    );
  });

  it("meets a port that has appeared since it looked", async () => {
    const late = store();
    await late.find([wanted("web", "10.16.0.60")]);
    nbctl(server, "lsp-add", "s1", "web", "--", "lsp-set-type", "web", "virtual");
    await late.ensure([wanted("web", "10.16.0.60")], "first");
    assert.equal(portsOf(server, "s1").length, 1);
    assert.equal(portsOf(server, "s1")[0]?.options["virtual-ip"], "10.16.0.60");
  });

  it("overwrites nothing that was written since it looked", async () => {
    const late = store();
    await late.ensure([wanted("web", "10.16.0.60")], "first");
    nbctl(server, "set", "Logical_Switch_Port", "web", "options:mcast_flood=true");
    await late.ensure([wanted("web", "10.16.0.60", ["b.shop"])], "first");
    const [port] = portsOf(server, "s1");
    assert.deepEqual(port?.options, {
      "virtual-ip": "10.16.0.60",
      "virtual-parents": "b.shop",
      mcast_flood: "true",
    });
  });

  it("leaves a port that someone else has asked for since it looked", async () => {
    const first = store();
    await first.ensure([wanted("web", "10.16.0.60", ["a.shop"])], "first");
    await store().ensure([wanted("web", "10.16.0.60", ["b.shop"])], "second");
    await first.release([wanted("web", "10.16.0.60")], "first", () => false);
    assert.deepEqual(
      portsOf(server, "s1").map(({ options }) => options["virtual-parents"]),
      ["b.shop"],
    );
  });

  it("touches no port of another kind that has the name", async () => {
    nbctl(server, "lsp-add", "s1", "web");
    await assert.rejects(store().ensure([wanted("web", "10.16.0.60")], "first"), {
      code: "address-held",
      message: /^logical switch port "web" cannot be made: its name or its address is another port's/,
    });
    assert.equal(portsOf(server, "s1")[0]?.type, "");
  });

  it("makes all ports of a binding or none", async () => {
    nbctl(server, "lsp-add", "s1", "api");
    const ports = [wanted("web", "10.16.0.60"), wanted("api", "10.16.0.61")];
    await assert.rejects(store().ensure(ports, "first"), { code: "address-held" });
    assert.deepEqual(
      portsOf(server, "s1").map(({ name }) => name),
      ["api"],
    );
  });

  it("finds a port under the name that Kube-OVN proposes for its own", async () => {
    nbctl(server, "lsp-add", "s1", "vip:web:ipv4", "--", "lsp-set-type", "vip:web:ipv4", "virtual");
    await store().ensure([wanted("web", "10.16.0.60")], "first");
    assert.deepEqual(
      portsOf(server, "s1").map(({ name, options }) => [name, options["virtual-ip"]]),
      [["vip:web:ipv4", "10.16.0.60"]],
    );
  });

  it("says that the switch is not there, or there twice", async () => {
    const gone = { ...wanted("web", "10.16.0.60"), logicalSwitch: "none" };
    await assert.rejects(store().ensure([gone], "first"), {
      code: "not-found",
      message: /has no logical switch "none"/,
    });
    nbctl(server, "--add-duplicate", "ls-add", "s1");
    await assert.rejects(store().ensure([wanted("web", "10.16.0.60")], "first"), {
      code: "not-found",
      message: /has several logical switches "s1"/,
    });
    for (const uuid of nbctl(server, "--bare", "--columns=_uuid", "find", "Logical_Switch", "name=s1").split(/\s+/)) {
      if (uuid !== "") nbctl(server, "ls-del", uuid);
    }
  });

  describe("beside a controller", () => {
    it("waits a while for the switch and for the controller's port, and meets it", async () => {
      const made = store({ duty: "repair" }).ensure(
        [{ ...wanted("web", "10.16.0.60"), logicalSwitch: "late" }],
        "first",
      );
      await pause(200);
      nbctl(server, "ls-add", "late");
      await pause(200);
      nbctl(server, "lsp-add", "late", "web", "--", "lsp-set-type", "web", "virtual");
      await made;
      assert.deepEqual(
        portsOf(server, "late").map(({ name, options, external_ids }) => [name, options, external_ids]),
        [["web", { "virtual-ip": "10.16.0.60", "virtual-parents": "a.shop" }, {}]],
      );
      nbctl(server, "ls-del", "late");
    });

    it("makes the port itself when the controller does not", async () => {
      await store({ duty: "repair", controllerMs: 200 }).ensure([wanted("web", "10.16.0.60")], "first");
      assert.equal(portsOf(server, "s1")[0]?.external_ids.vendor, "pulumi-kubeovn");
    });

    it("writes nothing where it may only look", async () => {
      await store({ duty: "verify", controllerMs: 50 }).ensure([wanted("web", "10.16.0.60")], "first");
      assert.deepEqual(portsOf(server, "s1"), []);
    });
  });

  it("releases ports of a switch that is gone without a complaint", async () => {
    const one = store();
    await one.ensure([wanted("web", "10.16.0.60")], "first");
    nbctl(server, "ls-del", "s1");
    await store().release([wanted("web", "10.16.0.60")], "first", () => true);
  });

  describe("beside ovn-northd", () => {
    let southbound: Server;
    let northd: Northd;
    before(async () => {
      southbound = await startServer({ schema: SOUTHBOUND_SCHEMA });
      northd = await startNorthd(server, southbound);
    });
    const sbctl = (...args: readonly string[]): string => run("ovn-sbctl", `--db=unix:${southbound.socket}`, ...args);

    for (const address of ["10.16.0.60", "fd00:16::60"]) {
      it(`waits until northd has made a Port_Binding of type virtual for ${address}`, async () => {
        await store({ wait: "northd" }).ensure([wanted("web", address)], "first");
        const columns = ["--bare", "--columns=type,options", "find", "Port_Binding", "logical_port=web"];
        assert.equal(
          sbctl(...columns).trim(),
          `virtual\nvirtual-ip=${address} virtual-parents=a.shop`.replace("virtual\n", "virtual\n"),
        );
      });
    }

    it("makes northd write the flow that lets a parent claim the address", async () => {
      nbctl(server, "lsp-add", "s1", "a.shop");
      await store({ wait: "northd" }).ensure([wanted("web", "10.16.0.60")], "first");
      assert.match(sbctl("lflow-list", "s1"), /inport == "a\.shop".*10\.16\.0\.60.*bind_vport\("web", inport\)/);
    });

    it("waits until a chassis has claimed the port", async () => {
      sbctl("chassis-add", "node1", "geneve", "127.0.0.1");
      const made = store({ wait: "binding", bindingMs: 20_000 }).ensure([wanted("web", "10.16.0.60")], "first");
      await until(() => sbctl("--bare", "--columns=_uuid", "find", "Port_Binding", "logical_port=web").trim() !== "");
      // What ovn-controller does when it sees the parent answer for the address.
      sbctl("lsp-bind", "web", "node1", "--", "set", "Port_Binding", "web", "up=true");
      await made;
      sbctl("chassis-del", "node1");
    });

    it("says so when northd does not work, and has the port made all the same", async () => {
      northd.pause();
      await assert.rejects(store({ wait: "northd", northdMs: 300 }).ensure([wanted("web", "10.16.0.60")], "first"), {
        code: "timeout",
        message:
          "ovn-northd has not worked it in within 0.3 s; what was asked for is in the northbound database; see what keeps it, then run again",
      });
      northd.resume();
      assert.equal(portsOf(server, "s1").length, 1);
    });
  });
});
