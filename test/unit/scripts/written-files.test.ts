import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

interface WrittenFilesModule {
  readFolder(folder: string): Map<string, string>;
  compareFiles(
    before: ReadonlyMap<string, string>,
    after: ReadonlyMap<string, string>,
  ): readonly { readonly path: string; readonly change: string }[];
}
const writtenFiles = loadToolchain<WrittenFilesModule>("written-files.mjs");

describe("readFolder", () => {
  it("reads files of all depths, sorted by path", async () => {
    const folder = mkdtempSync(join(tmpdir(), "written-files-"));
    try {
      mkdirSync(join(folder, "vips"));
      writeFileSync(join(folder, "vips", "web.yaml"), "kind: Vip\n");
      writeFileSync(join(folder, "subnet.yaml"), "kind: Subnet\n");
      const files = (await writtenFiles).readFolder(folder);
      assert.deepEqual(
        [...files],
        [
          ["subnet.yaml", "kind: Subnet\n"],
          ["vips/web.yaml", "kind: Vip\n"],
        ],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("compareFiles", () => {
  it("tells new, changed and removed files and omits the others", async () => {
    const before = new Map([
      ["same", "1"],
      ["other", "1"],
      ["gone", "1"],
    ]);
    const after = new Map([
      ["same", "1"],
      ["other", "2"],
      ["added", "1"],
    ]);
    assert.deepEqual((await writtenFiles).compareFiles(before, after), [
      { path: "added", change: "new" },
      { path: "gone", change: "removed" },
      { path: "other", change: "changed" },
    ]);
  });
});
