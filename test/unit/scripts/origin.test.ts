import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain, repositoryFolder } from "../../support/toolchain";

interface OriginModule {
  nameOrigin(folder: string, server: string | undefined, repository: string | undefined): string;
}

const FILES = ["package.json", "schemas/pulumi-schema.json"];

describe("the origin of a release", () => {
  let folder: string;
  let nameOrigin: OriginModule["nameOrigin"];
  const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(join(folder, path), "utf8"));

  before(async () => {
    ({ nameOrigin } = await loadToolchain<OriginModule>("origin.mjs"));
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "origin-"));
    mkdirSync(join(folder, "schemas"));
    for (const file of FILES) cpSync(join(repositoryFolder, file), join(folder, file));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is in the manifest, where npm compares it with the provenance", () => {
    nameOrigin(folder, "https://github.com", "acme/pulumi-kubeovn");
    const { repository, homepage, bugs, name } = read("package.json");
    assert.deepEqual(repository, { type: "git", url: "git+https://github.com/acme/pulumi-kubeovn.git" });
    assert.equal(homepage, "https://github.com/acme/pulumi-kubeovn#readme");
    assert.deepEqual(bugs, { url: "https://github.com/acme/pulumi-kubeovn/issues" });
    assert.equal(name, "pulumi-kubeovn");
  });

  it("is in the schema, with the place that the CLI downloads the plugin from", () => {
    const before = read("schemas/pulumi-schema.json");
    nameOrigin(folder, "https://github.com", "acme/pulumi-kubeovn");
    const { repository, homepage, pluginDownloadURL, ...rest } = read("schemas/pulumi-schema.json");
    assert.equal(repository, "https://github.com/acme/pulumi-kubeovn");
    assert.equal(homepage, "https://github.com/acme/pulumi-kubeovn#readme");
    assert.equal(pluginDownloadURL, "github://api.github.com/acme/pulumi-kubeovn");
    assert.deepEqual(rest, before);
  });

  it("names no place for the plugin where the CLI could not ask for it", () => {
    nameOrigin(folder, "https://acme.ghe.com", "net/kubeovn");
    assert.equal(read("schemas/pulumi-schema.json").pluginDownloadURL, "github://api.acme.ghe.com/net/kubeovn");
    for (const file of FILES) cpSync(join(repositoryFolder, file), join(folder, file));
    nameOrigin(folder, "https://git.example.com", "net/kubeovn");
    assert.equal(read("schemas/pulumi-schema.json").repository, "https://git.example.com/net/kubeovn");
    assert.ok(!("pluginDownloadURL" in read("schemas/pulumi-schema.json")));
  });

  it("is asked for in one sentence, without a stack trace", () => {
    const env = { ...process.env, GITHUB_SERVER_URL: "", GITHUB_REPOSITORY: "" };
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/origin.mjs"], { env, encoding: "utf8" });
    assert.deepEqual({ status, stdout }, { status: 1, stdout: "" });
    assert.match(stderr, /^GITHUB_SERVER_URL "" .+ name no repository; in a workflow of GitHub they do\n$/);
  });

  it("is refused where it is none, and nothing is written", () => {
    const before = FILES.map(read);
    for (const [server, repository] of [
      [undefined, "acme/kubeovn"],
      ["https://github.com", undefined],
      ["http://github.com", "acme/kubeovn"],
      ["https://user:secret@github.com", "acme/kubeovn"],
      ["https://github.com", "acme"],
      ["https://github.com", "acme/kubeovn/more"],
    ]) {
      assert.throws(() => nameOrigin(folder, server, repository), /name no repository/);
    }
    assert.deepEqual(FILES.map(read), before);
  });
});
