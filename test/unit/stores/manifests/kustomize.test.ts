import assert from "node:assert/strict";
import { chmodSync, existsSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import { inScratch, put, read, vipText } from "./scratch";

const PATCH = "patches:\n- target: {kind: Vip}\n  patch: |\n    - {op: replace, path: /spec/v4ip, value: 10.0.0.9}\n";
const REPOSITORY = {
  "site/kustomization.yaml": `resources: [vip.yaml]\n${PATCH}`,
  "site/vip.yaml": vipText("a", "spec: {subnet: s, v4ip: 10.0.0.5}\n"),
};
const MADE = vipText("a", "  namespace: team\nspec: {subnet: s, v4ip: 10.0.0.9}\n");

describe("a kustomization that changes objects with addresses", () => {
  let path: string | undefined;
  beforeEach(() => {
    path = process.env.PATH;
  });
  afterEach(() => {
    process.env.PATH = path;
  });

  /** A directory beside a program on PATH that says how it was called and prints what is given. */
  function beside(
    files: Readonly<Record<string, string>>,
    script: string,
    body: (root: string, calls: () => string) => Promise<void>,
    name = "kubectl",
  ): Promise<void> {
    return inScratch({}, async (folder) => {
      const log = join(folder, "calls");
      put(folder, `bin/${name}`, `#!/bin/sh\necho "$* in $PWD with PATH=$PATH $HTTPS_PROXY" >>${log}\n${script}\n`);
      chmodSync(join(folder, "bin", name), 0o755);
      for (const [file, text] of Object.entries(files)) put(folder, `repository/${file}`, text);
      process.env.PATH = `.:${join(folder, "bin")}`;
      await body(join(folder, "repository"), () => (existsSync(log) ? read(folder, "calls") : ""));
    });
  }
  const addresses = async (root: string): Promise<unknown> =>
    (await openManifestDirectory(root).objects()).map(({ spec }) => (spec as { v4ip?: string } | undefined)?.v4ip);
  const notes = async (root: string): Promise<readonly string[]> =>
    (await openManifestDirectory(root).notes()).map(({ file, reason }) => `${file}: ${reason}`);

  for (const [name, call] of [
    ["kubectl", "kustomize ."],
    ["kustomize", "build ."],
  ] as const)
    it(`counts as ${name} renders it, which finds no other program and no network`, () =>
      beside(
        REPOSITORY,
        `printf '%s' '${MADE}'`,
        async (root, calls) => {
          assert.deepEqual(await addresses(root), ["10.0.0.9"]);
          assert.deepEqual(await notes(root), []);
          const [line = ""] = calls().split("\n");
          assert.ok(line.startsWith(`${call} in `), line);
          assert.ok(line.endsWith("/repository/site with PATH= http://127.0.0.1:1"), line);
        },
        name,
      ));

  it("is rendered once, and again when something of it changes; what is edited is the file", () =>
    beside(REPOSITORY, `printf '%s' '${MADE}'`, async (root, calls) => {
      const directory = openManifestDirectory(root);
      const [object] = await directory.objects();
      assert.equal(object?.metadata.namespace, undefined);
      await directory.objects();
      assert.equal(calls().match(/\n/g)?.length, 1);
      const key = { apiVersion: "kubeovn.io/v1", kind: "Vip", name: "a" };
      await directory.update(key, (live) => ({ ...live, note: "x" }));
      assert.match(read(root, "site/vip.yaml"), /10\.0\.0\.5[\s\S]*note: x/);
      await directory.objects();
      assert.equal(calls().match(/\n/g)?.length, 2);
    }));

  it("is read as it is listed where it cannot be rendered, and named with the reason", async () => {
    await beside(REPOSITORY, "echo 'Error: no such field' >&2; exit 1", async (root) => {
      assert.deepEqual(await addresses(root), ["10.0.0.5"]);
      assert.deepEqual(await notes(root), [
        "site/kustomization.yaml: what it makes of objects with addresses is not known here, because it cannot be rendered: Error: no such field",
      ]);
    });
    await beside(REPOSITORY, "exit 1", async (root, calls) => {
      process.env.PATH = `${relative(process.cwd(), join(root, "..", "bin"))}:`;
      assert.match((await notes(root)).join(), /neither kubectl nor kustomize is on PATH/);
      assert.equal(calls(), "");
    });
  });

  for (const listed of [
    "https://example.com/vip.yaml",
    "github.com/example/repository",
    "git@example.com:example/repository",
    "../../outside.yaml",
    "/etc",
    "missing.yaml",
    "link",
  ])
    it(`is not rendered when it lists ${listed}`, () =>
      beside(
        { ...REPOSITORY, "site/kustomization.yaml": `resources: [vip.yaml, "${listed}"]\n${PATCH}` },
        `printf '%s' '${MADE}'`,
        async (root, calls) => {
          put(root, "../elsewhere/kustomization.yaml", "resources: []\n");
          symlinkSync(join(root, "..", "elsewhere"), join(root, "site", "link"));
          put(root, "site/github.com/example/repository/kustomization.yaml", "resources: []\n");
          const directory = openManifestDirectory(root);
          await directory.objects();
          const told = (await directory.notes()).map(({ reason }) => reason).join();
          assert.match(told, /cannot be rendered: it names ".*", which is not read here/);
          assert.equal(calls(), "");
        },
      ));

  it("is left alone when it only lists objects, or none of them decides", async () => {
    const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n";
    for (const files of [
      { ...REPOSITORY, "site/kustomization.yaml": "resources: [vip.yaml]\nnamespace: team\n" },
      {
        ...REPOSITORY,
        "site/vip.yaml": deployment,
        "site/kustomization.yaml": "resources: [vip.yaml]\nnamePrefix: b\n",
      },
    ])
      await beside(files, "exit 1", async (root, calls) => {
        await addresses(root);
        assert.deepEqual([await notes(root), calls()], [[], ""]);
      });
  });
});
