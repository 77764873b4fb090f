import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { shim } from "../../../provider/plan";

const SOURCE = path.join(__dirname, "../../../sdk/dependency-path.js");

describe("shim", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "shim-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A package of these dependencies in a folder, with whatever its manifest says besides. */
  function add(at: string, dependencies: readonly string[], manifest: object = {}): string {
    const to = path.join(folder, at);
    mkdirSync(to, { recursive: true });
    const wanted = Object.fromEntries(dependencies.map((name) => [name, "*"]));
    writeFileSync(path.join(to, "package.json"), JSON.stringify({ dependencies: wanted, ...manifest }));
    return to;
  }

  /** A copy of this package whose runtime tells which copy it is. */
  function addPackage(at: string, copy: string): void {
    const to = add(at, [], { exports: { "./runtime": "./runtime.js" } });
    writeFileSync(path.join(to, "runtime.js"), `exports.provider = (kind) => "${copy} of " + kind;`);
    mkdirSync(path.join(to, "dist", "sdk"), { recursive: true });
    cpSync(SOURCE, path.join(to, "dist", "sdk", "dependency-path.js"));
  }

  function link(at: string, target: string): void {
    mkdirSync(path.dirname(path.join(folder, at)), { recursive: true });
    symlinkSync(path.join(folder, target), path.join(folder, at));
  }

  /** The way from a program's folder to one copy, as that copy says. */
  function wayFrom(program: string, copy: string): string[] {
    const { dependencyPath } = require(path.join(folder, copy, "dist", "sdk", "dependency-path.js"));
    return dependencyPath(path.join(folder, program));
  }

  /** Runs the text as Pulumi does with what it finds in a state, in a folder, and prints what comes of it. */
  function runShim(program: string, via: readonly string[] = []): string {
    const script = `const m = { exports: {} }; new Function("exports", "require", ${JSON.stringify(shim("Vip", via))})(m.exports, require);
    try { console.log(m.exports.handler()); } catch (error) { console.log(error.message); }`;
    return execFileSync(process.execPath, ["-e", script], { cwd: path.join(folder, program), encoding: "utf8" }).trim();
  }

  it("loads the package from above the program", () => {
    addPackage("node_modules/pulumi-kubeovn", "one");
    mkdirSync(path.join(folder, "program", "src"), { recursive: true });
    assert.deepEqual(wayFrom("program/src", "node_modules/pulumi-kubeovn"), []);
    assert.equal(runShim("program/src"), "one of Vip");
  });

  it("says what to install where the package is missing", () => {
    const missing = /^Cannot find module 'pulumi-kubeovn\/runtime'\n[\s\S]*run npm install pulumi-kubeovn/;
    assert.match(runShim("."), missing);
    assert.match(runShim(".", ["@acme/net"]), missing);
  });

  /** As pnpm lays packages out: each sees its own dependencies and no others; and these two export nothing to `require`. */
  function layOutStrictly(): void {
    const store = "node_modules/.pnpm";
    add("program", ["left-pad", "@acme/platform"]);
    add(`${store}/left-pad@1/node_modules/left-pad`, []);
    add(`${store}/platform@1/node_modules/@acme/platform`, ["left-pad", "@acme/net"], { exports: {} });
    add(`${store}/net@1/node_modules/@acme/net`, ["pulumi-kubeovn"], { exports: {} });
    addPackage(`${store}/pulumi-kubeovn@1/node_modules/pulumi-kubeovn`, "one");
    link("program/node_modules/left-pad", `${store}/left-pad@1/node_modules/left-pad`);
    link("program/node_modules/@acme/platform", `${store}/platform@1/node_modules/@acme/platform`);
    link(`${store}/platform@1/node_modules/@acme/net`, `${store}/net@1/node_modules/@acme/net`);
    link(`${store}/net@1/node_modules/pulumi-kubeovn`, `${store}/pulumi-kubeovn@1/node_modules/pulumi-kubeovn`);
  }
  const STRICT_COPY = "node_modules/.pnpm/pulumi-kubeovn@1/node_modules/pulumi-kubeovn";

  it("goes through the component libraries that alone depend on the package", () => {
    layOutStrictly();
    const via = wayFrom("program", STRICT_COPY);
    assert.deepEqual(via, ["@acme/platform", "@acme/net"]);
    assert.equal(runShim("program", via), "one of Vip");
  });

  it("prefers the program's own dependency, once there is one", () => {
    layOutStrictly();
    addPackage("program/node_modules/pulumi-kubeovn", "two");
    assert.equal(runShim("program", ["@acme/platform", "@acme/net"]), "two of Vip");
    assert.deepEqual(wayFrom("program", STRICT_COPY), []);
  });

  it("leads to the copy that asks, where libraries bring different ones", () => {
    add("program", ["@acme/old", "@acme/new"]);
    for (const library of ["old", "new"]) {
      add(`program/node_modules/@acme/${library}`, ["pulumi-kubeovn"]);
      addPackage(`program/node_modules/@acme/${library}/node_modules/pulumi-kubeovn`, library);
      const via = wayFrom("program", `program/node_modules/@acme/${library}/node_modules/pulumi-kubeovn`);
      assert.deepEqual(via, [`@acme/${library}`]);
      assert.equal(runShim("program", via), `${library} of Vip`);
    }
  });

  it("is the plain text where no dependency leads to the package, as in a bundle", () => {
    add("program", ["@acme/net"]);
    add("program/node_modules/@acme/net", ["program"]);
    addPackage("elsewhere", "one");
    assert.deepEqual(wayFrom("program", "elsewhere"), []);
  });
});
