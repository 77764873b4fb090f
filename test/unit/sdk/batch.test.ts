import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { UNKNOWN } from "../../../provider/plan";
import { AapBinding, Provider, ReservedIP, ReservedIPSet, Subnet, Vip } from "../../../sdk";
import { runMocked } from "../../support/mocked-program";

class Site extends pulumi.ComponentResource {
  constructor(name: string, type: string, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }
}

describe("the batch", () => {
  it("holds what the program declares in one turn, in its order, with arguments, owner and phase", async () => {
    const run = await runMocked(
      () => {
        new Vip("web", { subnet: "s4", v4ip: "10.16.0.9" });
        new Vip("web6", { subnet: "s6", v6ip: "fd00::9" });
        new ReservedIPSet("db", { subnet: "s4", statefulSet: { name: "db", replicas: 2 } });
      },
      { preview: true },
    );
    assert.deepEqual(run.batchOf("db"), {
      format: 2,
      ownerPrefix: "acme/shop/prod/",
      dryRun: true,
      declarations: [
        {
          kind: "Vip",
          name: "web",
          path: "Vip::web",
          owner: "acme/shop/prod/Vip/web",
          provider: "",
          args: { subnet: "s4", v4ip: "10.16.0.9" },
        },
        {
          kind: "Vip",
          name: "web6",
          path: "Vip::web6",
          owner: "acme/shop/prod/Vip/web6",
          provider: "",
          args: { subnet: "s6", v6ip: "fd00::9" },
        },
        {
          kind: "ReservedIPSet",
          name: "db",
          path: "ReservedIPSet::db",
          owner: "acme/shop/prod/ReservedIPSet/db",
          provider: "",
          args: { subnet: "s4", statefulSet: { name: "db", replicas: 2 } },
        },
      ],
    });
    assert.deepEqual(
      ["web", "web6", "db"].map((name) => run.placeOf(name).entry),
      [0, 1, 2],
    );
  });

  it("holds the owner keys of aliases that are written out, though no parent is registered yet", async () => {
    const run = await runMocked(() => {
      const site = new Site("here", "my:module:Site");
      new Vip(
        "web",
        { subnet: "s4" },
        {
          parent: site,
          aliases: [
            { name: "www" },
            { name: "top", parent: pulumi.rootStackResource },
            { parent: "urn:pulumi:prod::shop::my:module:Region$my:module:Site::there" },
            { stack: "old", project: "store" },
            "urn:pulumi:old::store::pulumi-nodejs:dynamic/kubeovn:Vip::first",
          ],
        },
      );
    });
    assert.deepEqual(run.declarationOf("web").former, [
      "acme/shop/prod/my:module:Site$Vip/www",
      "acme/shop/prod/Vip/top",
      "acme/shop/prod/my:module:Region$my:module:Site$Vip/web",
      "acme/store/old/my:module:Site$Vip/web",
      "acme/store/old/Vip/first",
    ]);
  });

  it("learns of the aliases of a parent with its registration, when the batch is written", async () => {
    class Former extends pulumi.ComponentResource {
      constructor(name: string, opts: pulumi.ComponentResourceOptions) {
        super("my:module:Site", name, {}, opts);
        new Vip(`${name}-web`, { subnet: "s4" }, { parent: this });
        new Vip("db", { subnet: "s4" }, { parent: this, aliases: [{ name: "base" }] });
      }
    }
    const run = await runMocked(() => new Former("new", { aliases: [{ name: "old" }, { type: "my:module:Place" }] }));
    assert.equal(run.declarationOf("new-web").former, undefined);
    assert.deepEqual(run.placeOf("new-web").former, [
      "acme/shop/prod/my:module:Site$Vip/old-web",
      "acme/shop/prod/my:module:Place$Vip/new-web",
    ]);
    assert.deepEqual(run.declarationOf("db").former, ["acme/shop/prod/my:module:Site$Vip/base"]);
    assert.ok(run.placeOf("db").former?.includes("acme/shop/prod/my:module:Place$Vip/base"));
  });

  it("is a file for its user alone, in a directory for its user alone", async () => {
    const run = await runMocked(() => new Vip("web", { subnet: "s4", v4ip: pulumi.secret("10.16.0.9") }));
    const { file } = run.placeOf("web");
    assert.equal(path.basename(file), "0.sealed");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    assert.equal(statSync(path.dirname(path.dirname(file))).mode & 0o777, 0o700);
  });

  it("knows the name a referenced Subnet declares before that one is registered", async () => {
    const run = await runMocked(
      () => {
        const plain = new Subnet("plain", { cidrBlock: "10.80.0.0/24" });
        const named = new Subnet("named", { name: "team-a", cidrBlock: "fd00:80::/64" });
        const late = new Subnet("late", { name: pulumi.output("team-b"), cidrBlock: "10.81.0.0/24" });
        new Vip("a", { subnet: plain });
        new Vip("b", { subnet: named });
        new Vip("c", { subnet: late });
        new AapBinding("pair", {
          vips: [new Vip("d", { name: "dd", subnet: plain }), "other"],
          namespace: "default",
        } as never);
      },
      { preview: true },
    );
    const subnets = ["a", "b", "c", "d"].map((name) => run.declarationOf(name).args.subnet);
    assert.deepEqual(subnets, ["plain", "team-a", UNKNOWN, "plain"]);
    assert.deepEqual(run.declarationOf("pair").args.vips, ["dd", "other"]);
  });

  it("knows as much of the name of a resource as of the resource", async () => {
    const run = await runMocked(
      () => {
        const named = new Subnet("named", { name: "team-a", cidrBlock: "fd00:80::/64" });
        const late = new Subnet("late", { name: pulumi.output("team-b"), cidrBlock: "10.81.0.0/24" });
        const vip = new Vip("a", { subnet: named.name });
        new Vip("b", { subnet: late.name });
        new AapBinding("pair", { vips: [vip.name, pulumi.interpolate`${vip.name}`], namespace: "default" });
      },
      { preview: true },
    );
    assert.deepEqual(
      ["a", "b"].map((name) => run.declarationOf(name).args.subnet),
      ["team-a", UNKNOWN],
    );
    assert.deepEqual(run.declarationOf("pair").args.vips, ["a", UNKNOWN]);
    assert.deepEqual(run.of("pair").dependsOn, ["a"]);
  });

  it("has the values of Outputs and promises that are known at once, at any depth", async () => {
    const run = await runMocked(() => {
      new Vip("web", {
        subnet: pulumi.output("s4"),
        v4ip: Promise.resolve("10.16.0.9"),
        selector: [pulumi.output("app: web"), "tier: front"] as never,
      });
      new ReservedIP("vm", {
        subnet: pulumi.secret("s6"),
        workload: pulumi.output({ kind: "VirtualMachine", name: pulumi.output("vm") }) as never,
      });
    });
    assert.deepEqual(run.declarationOf("web").args, {
      subnet: "s4",
      v4ip: "10.16.0.9",
      selector: ["app: web", "tier: front"],
    });
    assert.deepEqual(run.declarationOf("vm").args, { subnet: "s6", workload: { kind: "VirtualMachine", name: "vm" } });
  });

  it("says unknown of what is unknown or comes later", async () => {
    const run = await runMocked(
      () => {
        const first = new Vip("first", { subnet: "s4" });
        new Vip("second", { subnet: "s4", v4ip: first.v4ip as pulumi.Input<string> });
        const later = first.urn.apply(() => "fd00::9");
        new Vip("third", { subnet: "s6", v6ip: later, selector: ["a: b", later] as never });
      },
      { preview: true },
    );
    assert.deepEqual(run.declarationOf("second").args, { subnet: "s4", v4ip: UNKNOWN });
    assert.deepEqual(run.declarationOf("third").args, { subnet: "s6", v6ip: UNKNOWN, selector: ["a: b", UNKNOWN] });
    assert.equal(run.of("third").inputs.v6ip, "fd00::9");
  });

  it("omits arguments that are undefined", async () => {
    const run = await runMocked(() => new Vip("web", { subnet: "s4", v4ip: undefined } as never));
    assert.deepEqual(run.declarationOf("web").args, { subnet: "s4" });
  });

  it("is another one for what is declared after an await or in an apply, numbered in one directory", async () => {
    const run = await runMocked(
      async () => {
        const first = new Vip("first", { subnet: "s4" });
        const applied = first.v4ip.apply(
          (address) => new Vip("applied", { subnet: "s4", selector: [`of: ${address}`] }).urn,
        );
        await new Promise<unknown>((resolve) => applied.apply(resolve));
        new Vip("awaited", { subnet: "s6" });
      },
      { outputs: { first: { v4ip: "10.16.0.9" } } },
    );
    const files = ["first", "applied", "awaited"].map((name) => run.placeOf(name).file);
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ["0.sealed", "1.sealed", "2.sealed"],
    );
    assert.equal(new Set(files.map((file) => path.dirname(file))).size, 1);
    assert.deepEqual(run.declarationOf("applied").args.selector, ["of: 10.16.0.9"]);
  });

  it("is one for an async main up to its first await", async () => {
    const run = await runMocked(async () => {
      new Vip("a", { subnet: "s4" });
      await Promise.resolve();
      new Vip("b", { subnet: "s6" });
    });
    assert.deepEqual(run.batchOf("a").declarations.length, 2);
    assert.equal(run.placeOf("a").file, run.placeOf("b").file);
  });

  it("names the components above a child, in path and owner", async () => {
    const run = await runMocked(() => {
      const outer = new Site("outer", "acme:index:Site");
      const inner = new Site("inner", "acme:net:Zone", { parent: outer });
      new Vip("web", { subnet: "s4" }, { parent: inner });
    });
    const { path: at, owner } = run.declarationOf("web");
    assert.equal(at, "acme:index:Site$acme:net:Zone$Vip::web");
    assert.equal(owner, "acme/shop/prod/acme:index:Site$acme:net:Zone$Vip/web");
  });

  it("tells children of one name in components of two types apart", async () => {
    const run = await runMocked(() => {
      new Vip("web", { subnet: "s4" }, { parent: new Site("one", "acme:index:One") });
      new Vip("web", { name: "web-2", subnet: "s4" }, { parent: new Site("two", "acme:index:Two") });
    });
    assert.deepEqual(
      run.batchOf("web").declarations.map(({ owner }) => owner),
      ["acme/shop/prod/acme:index:One$Vip/web", "acme/shop/prod/acme:index:Two$Vip/web"],
    );
  });

  it("says which explicit provider a resource got, by itself or from a component", async () => {
    const run = await runMocked(() => {
      const edge = new Provider("edge", { manifests: "manifests/edge" });
      const core = new Provider("core", { manifests: "manifests/core" });
      new Vip("own", { subnet: "s4" }, { provider: edge });
      new Vip("inherited", { subnet: "s4" }, { parent: new Site("site", "acme:index:Site", { providers: [core] }) });
      new Vip("default", { subnet: "s4" });
    });
    const providers = ["own", "inherited", "default"].map((name) => run.declarationOf(name).provider);
    assert.deepEqual(providers, ["edge", "core", ""]);
    assert.match(run.of("own").provider, /::edge::edge-id$/);
    assert.match(run.of("inherited").provider, /::core::core-id$/);
  });

  it("has the key as owner where one is given", async () => {
    const run = await runMocked(() => {
      new Vip("web", { subnet: "s4", key: "shop-front" });
      new Vip("plain", { subnet: "s4", key: "" });
    });
    assert.equal(run.declarationOf("web").owner, "key/shop-front");
    assert.equal(run.declarationOf("plain").owner, "acme/shop/prod/Vip/plain");
  });

  it("begins owners with kubeovn:owner where that is configured", async () => {
    const run = await runMocked(() => new Vip("web", { subnet: "s4" }), {
      config: { "kubeovn:owner": "platform/eu" },
    });
    assert.equal(run.batchOf("web").ownerPrefix, "platform/eu/");
    assert.equal(run.declarationOf("web").owner, "platform/eu/Vip/web");
  });

  it("does without an organization, which Pulumi's mocks may not have", async () => {
    const run = await runMocked(() => new Vip("web", { subnet: "s4" }), { organization: "" });
    assert.equal(run.declarationOf("web").owner, "organization/shop/prod/Vip/web");
  });

  it("keeps the places of the others when a constructor throws", async () => {
    const run = await runMocked(() => {
      new Vip("a", { subnet: "s4" });
      assert.throws(() => new Vip("none", undefined as never), /Vip "none" needs its arguments/);
      assert.throws(() => new Vip("", { subnet: "s4" }), /[Nn]ame/);
      new Vip("b", { subnet: "s6" });
    });
    assert.equal(run.declarationOf("a").path, "Vip::a");
    assert.equal(run.declarationOf("b").path, "Vip::b");
    assert.deepEqual(
      run.batchOf("a").declarations.map(({ path: at, provider }) => [at, provider]),
      [
        ["Vip::a", ""],
        ["", "abandoned"],
        ["Vip::b", ""],
      ],
    );
  });

  it("has nothing of another program in the process", async () => {
    const before = await runMocked(() => new Vip("old", { subnet: "s4" }));
    const after = await runMocked(() => new Vip("new", { subnet: "s4" }));
    assert.equal(path.basename(after.placeOf("new").file), "0.sealed");
    assert.notEqual(path.dirname(after.placeOf("new").file), path.dirname(before.placeOf("old").file));
  });
});
