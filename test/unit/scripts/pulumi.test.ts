import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

describe("isRecentEnough", () => {
  const versions = [
    { version: "v3.149.0", expected: false },
    { version: "v3.150.0", expected: true },
    { version: "3.259.0", expected: true },
    { version: "v3.300.0-alpha.1", expected: true },
    { version: "v2.999.0", expected: false },
    { version: "v4.0.0", expected: true },
    { version: "", expected: true },
  ];
  for (const { version, expected } of versions) {
    it(`${expected ? "accepts" : "refuses"} "${version}"`, async () => {
      const module = await loadToolchain<{ isRecentEnough(version: string): boolean }>("pulumi-version.mjs");
      assert.equal(module.isRecentEnough(version), expected);
    });
  }
});

describe("findExecutable", () => {
  const module = loadToolchain<{ findExecutable(name: string, path: string | undefined): string | undefined }>(
    "executables.mjs",
  );
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "executables-"));
    for (const folder of ["first", "second", "third"]) mkdirSync(join(root, folder));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (folder: string, mode: number) => {
    const file = join(root, folder, "pulumi");
    writeFileSync(file, "");
    chmodSync(file, mode);
    return file;
  };
  const path = () => ["first", "second", "third"].map((folder) => join(root, folder)).join(":");

  it("takes the first one on the PATH", async () => {
    const expected = put("second", 0o755);
    put("third", 0o755);
    assert.equal((await module).findExecutable("pulumi", path()), expected);
  });

  it("passes over folders and files that cannot be run", async () => {
    mkdirSync(join(root, "first", "pulumi"));
    put("second", 0o644);
    const expected = put("third", 0o755);
    assert.equal((await module).findExecutable("pulumi", path()), expected);
  });

  it("finds nothing on an empty or unset PATH", async () => {
    assert.equal((await module).findExecutable("pulumi", ""), undefined);
    assert.equal((await module).findExecutable("pulumi", undefined), undefined);
  });
});

describe("pulumiEnvironment", () => {
  interface Environment {
    pulumiEnvironment(options: {
      path: string;
      folder: string;
      stack?: string;
      env: NodeJS.ProcessEnv;
    }): NodeJS.ProcessEnv;
  }
  const module = loadToolchain<Environment>("pulumi-environment.mjs");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "state of mine "));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps states and home in the folder, spaces as they are", async () => {
    const env = (await module).pulumiEnvironment({ path: "/bin", folder, env: {} });
    assert.equal(env.PULUMI_BACKEND_URL, `file://${folder}?metadata=skip`);
    assert.equal(env.PULUMI_HOME, join(folder, "home"));
    assert.equal(env.PULUMI_CONFIG_PASSPHRASE, "");
  });

  it("drops the caller's own Pulumi variables and keeps the others", async () => {
    const caller = { PULUMI_STACK: "production", PULUMI_ACCESS_TOKEN: "t", KUBECONFIG: "/k", PATH: "/elsewhere" };
    const env = (await module).pulumiEnvironment({ path: "/bin", folder, stack: "dev", env: caller });
    assert.equal(env.PULUMI_STACK, "dev");
    assert.equal(env.PULUMI_ACCESS_TOKEN, undefined);
    assert.equal(env.KUBECONFIG, "/k");
    assert.equal(env.PATH, "/bin");
  });
});
