import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KINDS, shim } from "../../provider/plan";

const ROOT = path.resolve(__dirname, "../../..");
const MANIFEST = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly pulumi?: unknown;
};

function trackedFiles(): readonly string[] {
  return execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean);
}

describe("package.json", () => {
  it("depends on these packages and no others", () => {
    assert.deepEqual(Object.keys(MANIFEST.dependencies).sort(), [
      "@grpc/grpc-js",
      "@kubernetes/client-node",
      "@pulumi/pulumi",
      "commander",
      "google-protobuf",
      "picocolors",
      "proper-lockfile",
      "proxy-from-env",
    ]);
  });

  it("has no pulumi block, which would make the CLI look for a plugin to download", () => {
    assert.equal(MANIFEST.pulumi, undefined);
  });
});

describe("shim", () => {
  it("is the text that every state holds", () => {
    assert.equal(
      shim("Vip", []),
      `exports.handler=()=>require("module").createRequire(process.cwd()+"/run npm install pulumi-kubeovn")("pulumi-kubeovn/runtime").provider("Vip")`,
    );
  });

  it("differs between kinds in the kind's name alone", () => {
    assert.deepEqual(
      KINDS.map((kind) => shim(kind, []).replace(JSON.stringify(kind), "KIND")),
      KINDS.map(() => shim("Vip", []).replace('"Vip"', "KIND")),
    );
  });
});

describe("the repository", () => {
  it("has no path of a machine in it", () => {
    const homes = [os.homedir(), ROOT].filter((directory) => directory.length > 3);
    const found = trackedFiles().filter((file) => {
      if (/(^|\/)(package-lock\.json|go\.sum)$/.test(file)) return false;
      const text = readFileSync(path.join(ROOT, file), "utf8");
      return homes.some((home) => text.includes(`${home}/`));
    });
    assert.deepEqual(found, []);
  });
});
