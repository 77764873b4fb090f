import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { createFile, removeFile, replaceFile } from "../../../../provider/stores/manifests/atomic-write";
import { inScratch, put, read, tree } from "./scratch";

/** Runs a body while one function of node:fs fails. */
function failing<K extends "fsyncSync" | "linkSync" | "renameSync">(name: K, code: string, body: () => void): void {
  const original = fs[name];
  fs[name] = (() => {
    throw Object.assign(new Error(`${code} from ${name}`), { code });
  }) as (typeof fs)[K];
  try {
    body();
  } finally {
    fs[name] = original;
  }
}

/** Runs a body in which something happens right before the first call of a function of node:fs. */
function during(name: "renameSync", event: () => void, body: () => void): void {
  const original = fs[name];
  let isFirst = true;
  fs[name] = (from, to) => {
    if (isFirst) event();
    isFirst = false;
    original(from, to);
  };
  try {
    body();
  } finally {
    fs[name] = original;
  }
}

describe("createFile", () => {
  it("writes a file that its owner writes and everybody reads, and nothing beside it", () =>
    inScratch({}, async (root) => {
      createFile(join(root, "a.yaml"), "text ü\n");
      assert.equal(read(root, "a.yaml"), "text ü\n");
      assert.equal(fs.statSync(join(root, "a.yaml")).mode & 0o777, 0o644 & ~process.umask());
      assert.deepEqual(tree(root), ["a.yaml"]);
    }));

  it("never writes over another file", () =>
    inScratch({ "a.yaml": "old" }, async (root) => {
      assert.throws(() => createFile(join(root, "a.yaml"), "new"), { code: "EEXIST" });
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["old", ["a.yaml"]]);
    }));

  it("leaves nothing when the disk fails", () =>
    inScratch({}, async (root) => {
      failing("fsyncSync", "ENOSPC", () =>
        assert.throws(() => createFile(join(root, "a.yaml"), "new"), { code: "ENOSPC" }),
      );
      assert.deepEqual(tree(root), []);
    }));

  for (const code of ["EPERM", "ENOTSUP"]) {
    it(`does without hard links where there are none (${code})`, () =>
      inScratch({ "b.yaml": "old" }, async (root) => {
        failing("linkSync", code, () => {
          createFile(join(root, "a.yaml"), "new");
          assert.throws(() => createFile(join(root, "b.yaml"), "new"), { code: "EEXIST" });
        });
        assert.deepEqual(
          [read(root, "a.yaml"), read(root, "b.yaml"), tree(root)],
          ["new", "old", ["a.yaml", "b.yaml"]],
        );
      }));
  }
});

describe("replaceFile", () => {
  it("replaces a text and keeps the mode of its file", () =>
    inScratch({ "a.yaml": "old" }, async (root) => {
      fs.chmodSync(join(root, "a.yaml"), 0o600);
      assert.equal(replaceFile(join(root, "a.yaml"), "old", "new"), true);
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["new", ["a.yaml"]]);
      assert.equal(fs.statSync(join(root, "a.yaml")).mode & 0o777, 0o600);
    }));

  it("leaves the old text when the disk fails", () =>
    inScratch({}, async (root) => {
      put(root, "a.yaml", "old");
      for (const name of ["fsyncSync", "renameSync"] as const) {
        failing(name, "EIO", () =>
          assert.throws(() => replaceFile(join(root, "a.yaml"), "old", "new"), { code: "EIO" }),
        );
      }
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["old", ["a.yaml"]]);
    }));

  it("leaves an edit that was made before, and one that is made in the moment of the replacement", () =>
    inScratch({ "a.yaml": "edit" }, async (root) => {
      const path = join(root, "a.yaml");
      assert.equal(replaceFile(path, "old", "new"), false);
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["edit", ["a.yaml"]]);
      const editor = fs.openSync(path, "r+");
      during(
        "renameSync",
        () => void fs.writeSync(editor, "late"),
        () => assert.equal(replaceFile(path, "edit", "new"), false),
      );
      fs.closeSync(editor);
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["late", ["a.yaml"]]);
    }));

  it("does without hard links where there are none", () =>
    inScratch({ "a.yaml": "old" }, async (root) => {
      failing("linkSync", "EPERM", () => assert.equal(replaceFile(join(root, "a.yaml"), "old", "new"), true));
      assert.deepEqual([read(root, "a.yaml"), tree(root)], ["new", ["a.yaml"]]);
    }));
});

describe("removeFile", () => {
  it("removes a file that holds what is known, and leaves one that someone has edited, be it in that moment", () =>
    inScratch({ "a.yaml": "old", "b.yaml": "edit", "c.yaml": "old", "d.yaml": "old" }, async (root) => {
      assert.equal(removeFile(join(root, "a.yaml"), "old"), true);
      assert.equal(removeFile(join(root, "b.yaml"), "old"), false);
      const edit = (): void => fs.writeFileSync(join(root, "c.yaml"), "edit");
      during("renameSync", edit, () => assert.equal(removeFile(join(root, "c.yaml"), "old"), false));
      assert.deepEqual(tree(root), ["b.yaml", "c.yaml", "d.yaml"]);
      assert.equal(read(root, "c.yaml"), "edit");
    }));
});
