import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import type { ManifestError } from "../../../../provider/stores/manifests/errors";
import { repositoryFolder } from "../../../support/toolchain";
import { inScratch, put, read, tree, vip, vipKey, vipText } from "./scratch";

const TEMPORARY = `.kubeovn-${"0a".repeat(8)}.tmp`;
const MODULE = join(repositoryFolder, "dist/provider/stores/manifests/directory.js");
/**
 * Tries to create a Vip in a directory, as another user if one is given, and prints the error, its code and how long it took in
 * milliseconds. It becomes that user by itself, who need not be able to start this Node: it may lie in a private home.
 */
const CREATE = `const { openManifestDirectory } = require(${JSON.stringify(MODULE)});
const [, root, user] = process.argv;
if (user) process.setuid(Number(user));
const start = Date.now();
openManifestDirectory(root)
  .create({ apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "a" } }, "a.yaml")
  .catch(({ code, message }) => console.log(JSON.stringify([code, message, Date.now() - start])));`;

function createIn(root: string, ...user: readonly string[]): [code: string, message: string, ms: number] {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", CREATE, root, ...user], { encoding: "utf8" });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

describe("a manifest directory, against what others put into it", () => {
  it("says at once that a file system is mounted read-only", function () {
    return inScratch({}, async (root) => {
      if (spawnSync("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", root]).status !== 0) return this.skip();
      try {
        const [code, message, ms] = createIn(root);
        assert.equal(code, "unwritable");
        assert.match(
          message,
          /cannot be written: EROFS: read-only file system.*make it writable for the user of this run$/,
        );
        assert.ok(ms < 5_000, `${ms} ms`);
      } finally {
        execFileSync("umount", [root]);
      }
    });
  });

  it("says at once that its user may not write", function () {
    return inScratch({}, async (root) => {
      if (process.getuid?.() !== 0) return this.skip();
      chmodSync(root, 0o755);
      const [code, message, ms] = createIn(root, "65534");
      assert.equal(code, "unwritable");
      assert.match(message, /cannot be written: EACCES/);
      assert.ok(ms < 5_000, `${ms} ms`);
    });
  });

  it("removes what killed writers left inside of it, and nothing that links lead to", () =>
    inScratch({ [TEMPORARY]: "", [`d/${TEMPORARY}`]: "", "d/e.yaml": vipText("e") }, async (outside) =>
      inScratch({ [TEMPORARY]: "", [`d/${TEMPORARY}`]: "", "d/a.yaml": vipText("a") }, async (root) => {
        symlinkSync(outside, join(root, "link"));
        const linked = TEMPORARY.replace("0a", "0b");
        symlinkSync(join(outside, TEMPORARY), join(root, linked));
        await openManifestDirectory(root).create(vip("b"), "b.yaml");
        assert.deepEqual(tree(outside), [TEMPORARY, `d/${TEMPORARY}`, "d/e.yaml"].sort());
        assert.deepEqual(readdirSync(join(root, "d")), ["a.yaml"]);
        assert.deepEqual(readdirSync(root).sort(), [".kubeovn", linked, "b.yaml", "d", "link"]);
      }),
    ));

  it("writes beside a folder that is named like a temporary file", () =>
    inScratch({ [`${TEMPORARY}/x`]: "" }, async (root) => {
      await openManifestDirectory(root).create(vip("b"), "b.yaml");
      assert.match(read(root, "b.yaml"), /name: b/);
      assert.equal(read(root, `${TEMPORARY}/x`), "");
    }));

  it("keeps its lock inside, also where someone has made a link of its folder", () =>
    inScratch({}, async (outside) =>
      inScratch({}, async (root) => {
        symlinkSync(outside, join(root, ".kubeovn"));
        await assert.rejects(openManifestDirectory(root).create(vip("b"), "b.yaml"), {
          code: "outside",
          message: /"\.kubeovn" in manifest directory ".*" is a symbolic link; remove it/,
        });
        assert.deepEqual(tree(outside), []);
      }),
    ));

  it("refuses a link to half a file system, and follows one to a few thousand files", () =>
    inScratch({}, async (outside) =>
      inScratch({}, async (root) => {
        for (let folder = 0; folder < 21; folder += 1) {
          mkdirSync(join(outside, String(folder)));
          for (let file = 0; file < 999; file += 1) writeFileSync(join(outside, String(folder), `${file}.txt`), "");
        }
        symlinkSync(outside, join(root, "link"));
        await assert.rejects(openManifestDirectory(root).objects(), {
          code: "unreadable",
          message:
            /lead from the manifest directory to more than 20000 files and folders, the last of them "link"; point them/,
        });
        for (let file = 0; file < 999; file += 1) put(outside, `0/${file}.txt`, "");
        execFileSync("rm", ["-r", join(outside, "20"), join(outside, "19")]);
        assert.deepEqual(await openManifestDirectory(root).objects(), []);
      }),
    ));

  for (const [what, put, fact] of [
    ["a pipe", (path: string) => execFileSync("mkfifo", [path]), "is no file"],
    ["a folder", (path: string) => mkdirSync(path), "is no file"],
    ["a link to a device", (path: string) => symlinkSync("/dev/zero", path), "is no file"],
    ["larger than rules are", (path: string) => writeFileSync(path, "x\n".repeat(600_000)), "has more than 1 MiB"],
    ["a link to itself", (path: string) => symlinkSync(path, path), "cannot be read: ELOOP"],
  ] as const) {
    it(`says that its list of what is not read is ${what}`, () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        put(join(root, ".kubeovnignore"));
        await assert.rejects(openManifestDirectory(root).objects(), ({ code, message }: ManifestError) => {
          assert.equal(code, "unreadable");
          assert.match(message, new RegExp(`^\\.kubeovnignore ${fact}.*; correct or remove it$`));
          return true;
        });
      }));
  }

  it("reads no pipe, socket or device as a manifest, also through a link", () =>
    inScratch({ "a.yaml": vipText("a") }, async (root) => {
      execFileSync("mkfifo", [join(root, "pipe.yaml")]);
      symlinkSync("/dev/zero", join(root, "zero.yaml"));
      assert.equal((await openManifestDirectory(root).objects()).length, 1);
    }));

  it("loses no edit that someone makes in place while it writes", () =>
    inScratch({ "all.yaml": `${vipText("a")}---\n${vipText("b")}` }, async (root) => {
      const directory = openManifestDirectory(root);
      const path = join(root, "all.yaml");
      let edits = 0;
      for (let n = 0; n < 50; n += 1) {
        let isFirst = true;
        await directory.update(vipKey("a"), (live) => {
          if (isFirst) {
            edits += 1;
            writeFileSync(path, `${read(root, "all.yaml")}# more ${edits}\n`);
          }
          isFirst = false;
          return { ...live, spec: { n: edits } };
        });
      }
      const text = read(root, "all.yaml");
      for (let n = 1; n <= edits; n += 1) assert.match(text, new RegExp(`^# more ${n}$`, "m"));
      assert.match(text, /"n": 50/);
    }));

  it("does not remove a file that someone has put another object into", () =>
    inScratch({ "a.yaml": vipText("a") }, async (root) => {
      const directory = openManifestDirectory(root);
      let isFirst = true;
      await directory.delete(vipKey("a"), () => {
        if (isFirst) put(root, "a.yaml", `${vipText("a")}---\n${vipText("b")}`);
        isFirst = false;
        return true;
      });
      assert.match(read(root, "a.yaml"), /name: b/);
      assert.doesNotMatch(read(root, "a.yaml"), /name: a/);
    }));

  it("leaves nothing beside the manifests when the last object of a run is gone", () =>
    inScratch({ "other.yaml": vipText("other") }, async (root) => {
      const directory = openManifestDirectory(root, { isOurs: ({ metadata }) => metadata.name !== "other" });
      for (const name of ["a", "b"]) await directory.create(vip(name), `${name}.yaml`);
      await directory.delete(vipKey("a"), () => true);
      assert.equal(readdirSync(join(root, ".kubeovn")).length, 1);
      await directory.delete(vipKey("b"), () => true);
      assert.deepEqual(readdirSync(root), ["other.yaml"]);
      await directory.create(vip("c"), "c.yaml");
      assert.deepEqual((await openManifestDirectory(root).objects()).length, 2);
    }));
});
