import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";

describe("the packed tarball", () => {
  let installed: string;
  before(() => {
    installed = join(install().folder, "node_modules", "pulumi-kubeovn");
  });

  const run = (script: string): string =>
    execFileSync(process.execPath, ["-e", script], { cwd: install().folder, encoding: "utf8" }).trim();

  it("has what package.json says and nothing of the repository beside it", () => {
    assert.deepEqual(
      readdirSync(installed)
        .filter((name) => !name.endsWith(".md"))
        .sort(),
      ["LICENSE", "deploy", "dist", "docs", "examples", "package.json", "schemas", "templates"],
    );
    assert.deepEqual(readdirSync(join(installed, "dist")).sort(), ["cli", "provider", "sdk", "testing"]);
    const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      files.filter((file) => /(?:^|\/)(?:test|bench)\/|\.test\.|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file)),
      [],
    );
  });

  it("has everything that its documents link to", () => {
    const documents = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".md"),
    );
    assert.ok(documents.includes("README.md") && documents.length > 20, documents.join());
    const missing = documents.flatMap((file) => {
      const text = readFileSync(join(installed, file), "utf8").replace(/^ *```.*?^ *```/gms, "");
      const links = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link = ""]) =>
        join(dirname(file), link),
      );
      return links.filter((link) => !existsSync(join(installed, link))).map((link) => `${link} in ${file}`);
    });
    assert.deepEqual(missing, []);
  });

  it("has no path of the machine it was packed on", () => {
    for (const file of readdirSync(installed, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      assert.ok(!readFileSync(path, "utf8").includes(repositoryFolder), path);
    }
  });

  it("loads by every name it exports, and by no other", () => {
    assert.equal(run(`console.log(typeof require("pulumi-kubeovn").Vip)`), "function");
    assert.equal(run(`console.log(typeof require("pulumi-kubeovn/components").KeepalivedPair)`), "function");
    assert.equal(run(`console.log(typeof require("pulumi-kubeovn/runtime").provider("Vip").check)`), "function");
    assert.equal(run(`console.log(typeof require("pulumi-kubeovn/ipam").parseAddress)`), "function");
    assert.equal(
      run(`try { require("pulumi-kubeovn/dist/sdk/index.js") } catch (error) { console.log(error.code) }`),
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
  });

  it("has type declarations that a strict program compiles against", () => {
    const folder = join(install().folder, "types");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "index.ts"),
      `import * as kubeovn from "pulumi-kubeovn";
const subnet = new kubeovn.Subnet("net", { cidrBlock: "10.80.0.0/24" });
const vip = new kubeovn.Vip("web", { subnet, v4ip: subnet.gateway });
export const address: kubeovn.VipArgs = { subnet: vip.subnet };
// @ts-expect-error a Vip has no such argument
new kubeovn.Vip("typo", { subnet, v4Ip: "10.80.0.9" });
// @ts-expect-error a Vip needs its subnet
new kubeovn.Vip("none", {});
`,
    );
    const tsc = join(repositoryFolder, "node_modules", "typescript", "bin", "tsc");
    const flags = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "node16",
      "--skipLibCheck",
      "--types",
      "node",
    ];
    execFileSync(process.execPath, [tsc, ...flags, "index.ts"], { cwd: folder, stdio: "pipe" });
  });
});
