import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DECLARATION_INPUT } from "../../../provider/plan";
import { AapBinding, IPPool, PlannedRange, ReservedIP, ReservedIPSet, Subnet, Vip } from "../../../sdk";
import { type Registration, runMocked } from "../../support/mocked-program";

/** Arguments as the engine gets them, without the two inputs that every resource carries. */
function argsOf(registration: Registration): Record<string, unknown> {
  const { [DECLARATION_INPUT]: _d, __provider: _p, ...args } = registration.inputs;
  return args;
}

describe("PlannedResource", () => {
  it("registers every kind under its own type, with a shim of its own", async () => {
    const run = await runMocked(() => {
      new Subnet("subnet", { cidrBlock: "10.80.0.0/24" });
      new PlannedRange("range", { subnet: "s6", range: "fd00::100..fd00::1ff" });
      new IPPool("pool", { subnet: "s6", ips: ["fd00::200..fd00::2ff"] });
      new ReservedIP("ip", { subnet: "s4", workload: { kind: "Pod", name: "web" } });
      new ReservedIPSet("set", { subnet: "s4", workloads: [{ kind: "Pod", name: "db" }] });
      new Vip("vip", { subnet: "s4" });
      new AapBinding("binding", { vips: ["vip"], namespace: "default" });
    });
    const kinds = {
      subnet: "Subnet",
      range: "PlannedRange",
      pool: "IPPool",
      ip: "ReservedIP",
      set: "ReservedIPSet",
      vip: "Vip",
      binding: "AapBinding",
    };
    for (const [name, kind] of Object.entries(kinds)) {
      assert.equal(run.of(name).type, `pulumi-nodejs:dynamic/kubeovn:${kind}`);
      assert.match(String(run.of(name).inputs.__provider), new RegExp(`\\.provider\\("${kind}"\\)`));
      assert.equal(run.declarationOf(name).kind, kind);
    }
  });

  it("registers the arguments and nothing else beside declaration and shim", async () => {
    const run = await runMocked(() => {
      new Vip("v4", { subnet: "s4", v4ip: "10.16.0.9", adopt: true, key: "k", selector: ["app: web"] });
      new Vip("v6", { subnet: "s6", v6ip: pulumi.output("fd00::9") });
    });
    const v4 = { subnet: "s4", v4ip: "10.16.0.9", adopt: true, key: "k", selector: ["app: web"] };
    assert.deepEqual(argsOf(run.of("v4")), v4);
    assert.deepEqual(argsOf(run.of("v6")), { subnet: "s6", v6ip: "fd00::9" });
  });

  it("is deleted before it is replaced, whatever the program says", async () => {
    const run = await runMocked(() => {
      new Vip("default", { subnet: "s4" });
      new Vip("asked", { subnet: "s4" }, { deleteBeforeReplace: false });
    });
    assert.equal(run.of("default").deleteBeforeReplace, true);
    assert.equal(run.of("asked").deleteBeforeReplace, true);
  });

  it("has what the provider answers as outputs, unknown in a preview that does not", async () => {
    const known = new Map<string, unknown>();
    const program = (): void => {
      const vip = new Vip("vip", { subnet: "s4" });
      for (const field of ["v4ip", "v6ip", "macAddress"] as const) {
        vip[field].apply((value) => known.set(field, value));
      }
    };
    await runMocked(program, { preview: true, outputs: { vip: { v4ip: "10.16.0.9" } } });
    assert.deepEqual([...known], [["v4ip", "10.16.0.9"]]);
    await runMocked(program, { outputs: { vip: { v6ip: "fd00::9", macAddress: "02:00:00:00:00:09" } } });
    assert.equal(known.get("v6ip"), "fd00::9");
    assert.equal(known.get("macAddress"), "02:00:00:00:00:09");
  });

  it("takes its subnet's name from the Subnet once that is registered", async () => {
    const run = await runMocked(
      () => {
        const subnet = new Subnet("subnet", { cidrBlock: "10.80.0.0/24" });
        new IPPool("pool", { subnet, ips: ["10.80.0.16/28"] });
      },
      { outputs: { subnet: { name: "team-a" } } },
    );
    assert.equal(run.of("pool").inputs.subnet, "team-a");
    assert.deepEqual(run.of("pool").dependsOn, ["subnet"]);
  });

  it("spares a preview the stack traces that Pulumi takes of every property", async () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    let traces = 0;
    try {
      await runMocked(() => {
        Error.prepareStackTrace = (_error, frames) => {
          if (frames.length > 0) traces++;
          return "";
        };
        new Vip("vip", { subnet: "s4" });
        Error.prepareStackTrace = prepareStackTrace;
      });
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
    }
    assert.ok(traces < 8, `${traces} traces of a resource with eight outputs`);
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
  });

  it("says where in the program it was when Pulumi refuses to register it", async () => {
    const { stackTraceLimit } = Error;
    await runMocked(() => {
      assert.throws(
        () => new Vip("", { subnet: "s4" }),
        (error: Error) => /name/.test(error.message) && /resource\.test\./.test(error.stack ?? ""),
      );
    });
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
  });

  it("takes a resource of another copy of this package", async () => {
    const run = await runMocked(
      () => {
        const ours = new Subnet("subnet", { cidrBlock: "10.80.0.0/24" });
        class Foreign extends pulumi.CustomResource {
          readonly name = ours.name;
        }
        const foreign = new Foreign("acme:index:Subnet", "foreign");
        const { [Symbol.for("pulumi-kubeovn.declared")]: declared } = globalThis as unknown as Record<
          symbol,
          WeakMap<pulumi.Resource, unknown>
        >;
        declared?.set(foreign, { name: "team-a", args: {} });
        new Vip("vip", { subnet: foreign as unknown as Subnet });
      },
      { outputs: { subnet: { name: "team-a" } } },
    );
    assert.equal(run.declarationOf("vip").args.subnet, "team-a");
    assert.equal(run.of("vip").inputs.subnet, "team-a");
  });
});

describe("get", () => {
  it("reads the object, and declares, waits for and asks for nothing", async () => {
    const run = await runMocked(() => {
      new Subnet("s4", { cidrBlock: "10.80.0.0/24" });
      Vip.get("vip", "static-vip");
      ReservedIP.get("ip", pulumi.output("web.default"));
      IPPool.get("pool", "pool-1");
      Subnet.get("subnet", "ovn-default");
      new Vip("made", { subnet: "s4" });
    });
    const ids = { vip: "static-vip", ip: "web.default", pool: "pool-1", subnet: "ovn-default" };
    for (const [name, id] of Object.entries(ids)) {
      assert.equal(run.of(name).readId, id);
      assert.deepEqual(Object.keys(run.of(name).inputs), ["__provider"]);
      assert.deepEqual(run.of(name).dependsOn, []);
    }
    assert.deepEqual(
      run.batchOf("made").declarations.map(({ name }) => name),
      ["s4", "made"],
    );
  });
});
