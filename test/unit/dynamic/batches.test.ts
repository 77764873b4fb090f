import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { declarationIn, openBatchFiles, readBatches } from "../../../provider/dynamic/batches";
import { type Batch, DECLARATION_INPUT } from "../../../provider/plan";
import { BatchError } from "../../../provider/runtime/declared";
import { newSealKey, seal } from "../../../provider/scratch";

const KEY = newSealKey();

const batch = (...names: readonly string[]): Batch => ({
  format: 2,
  ownerPrefix: "acme/shop/prod/",
  dryRun: true,
  declarations: names.map((name) => ({
    kind: "Vip",
    name,
    path: `Vip::${name}`,
    owner: `acme/shop/prod/Vip/${name}`,
    provider: "",
    args: { subnet: "s4", v6ip: "fd00::9" },
  })),
});

describe("batches", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "batches-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = (index: number | string): string => path.join(folder, `${index}.sealed`);
  const write = (index: number, content: unknown): void =>
    writeFileSync(file(index), seal(JSON.stringify(content), KEY));
  const problem = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof BatchError);
      return error.message;
    }
    return assert.fail("nothing was refused");
  };

  describe("readBatches", () => {
    it("reads a batch and all before it, not those after it", () => {
      write(0, batch("a"));
      write(1, batch("b", "c"));
      write(2, batch("d"));
      assert.deepEqual(readBatches({ file: file(1), key: KEY, entry: 0 }), [batch("a"), batch("b", "c")]);
    });

    it("reads only what is not known yet", () => {
      write(1, batch("b"));
      assert.deepEqual(readBatches({ file: file(1), key: KEY, entry: 0 }, [batch("known")]), [
        batch("known"),
        batch("b"),
      ]);
    });

    it("refuses a file that is not one of ours by name", () => {
      assert.match(
        problem(() => readBatches({ file: path.join(folder, "passwd"), key: KEY, entry: 0 })),
        /is not a file of declarations/,
      );
      assert.match(
        problem(() => readBatches({ file: file("1e9"), key: KEY, entry: 0 })),
        /is not a file of declarations/,
      );
    });

    it("refuses a file that is sealed with another key, or that someone has changed", () => {
      const ref = { file: file(0), key: KEY, entry: 0 };
      write(0, batch("a"));
      assert.match(
        problem(() => readBatches({ ...ref, key: newSealKey() })),
        /cannot be read/,
      );
      const bytes = readFileSync(file(0));
      for (const at of [0, 13, 40]) {
        writeFileSync(file(0), Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))));
        assert.match(
          problem(() => readBatches(ref)),
          /cannot be read/,
        );
      }
    });

    it("refuses a file that is gone, no JSON, or written by another version", () => {
      assert.match(
        problem(() => readBatches({ file: file(0), key: KEY, entry: 0 })),
        /cannot be read: ENOENT/,
      );
      writeFileSync(file(0), seal("{", KEY));
      assert.match(
        problem(() => readBatches({ file: file(0), key: KEY, entry: 0 })),
        /cannot be read/,
      );
      for (const other of [{ ...batch("a"), format: 1 }, { ...batch("a"), declarations: [{}] }, []]) {
        write(0, other);
        assert.match(
          problem(() => readBatches({ file: file(0), key: KEY, entry: 0 })),
          /install one version for program and provider/,
        );
      }
    });
  });

  describe("openBatchFiles", () => {
    it("tells who runs, and all that was declared up to the resource's own batch", () => {
      write(0, batch("a"));
      write(1, batch("b"));
      const files = openBatchFiles();
      const ref = { file: file(1), key: KEY, entry: 0, secrets: [["v6ip"]], former: ["acme/shop/dev/Vip/b"] };
      const declared = files.declaredIn({ [DECLARATION_INPUT]: ref });
      assert.deepEqual(declared?.run, {
        id: folder,
        ownerPrefix: "acme/shop/prod/",
        isPreview: true,
        batches: [batch("a"), batch("b")],
      });
      assert.equal(declared?.declaration.name, "b");
      assert.deepEqual(declared?.declaration.former, ["acme/shop/dev/Vip/b"]);
      assert.deepEqual(declared?.secrets, [["v6ip"]]);
    });

    it("reads each file once, and keeps what it knows of later ones", () => {
      write(0, batch("a"));
      write(1, batch("b"));
      const files = openBatchFiles();
      const at = (index: number): unknown =>
        files.declaredIn({ [DECLARATION_INPUT]: { file: file(index), key: KEY, entry: 0 } })?.run.batches.length;
      assert.equal(at(1), 2);
      rmSync(file(0));
      rmSync(file(1));
      assert.equal(at(0), 2);
    });

    it("knows nothing of inputs without a reference", () => {
      assert.equal(openBatchFiles().declaredIn({ subnet: "s4" }), undefined);
    });
  });

  describe("declarationIn", () => {
    it("is the declaration at that place of that batch", () => {
      assert.equal(declarationIn([batch("a"), batch("b", "c")], { file: file(1), key: KEY, entry: 1 }).name, "c");
    });

    it("refuses a place that is not there", () => {
      assert.match(
        problem(() => declarationIn([batch("a")], { file: file(0), key: KEY, entry: 1 })),
        /has no declaration 1/,
      );
      assert.match(
        problem(() => declarationIn([batch("a")], { file: file(7), key: KEY, entry: 0 })),
        /has no declaration 0/,
      );
    });
  });
});
