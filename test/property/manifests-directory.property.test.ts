import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type KubeObject, keyOf, keyText } from "../../provider/objects/kube-object";
import { type ManifestDirectory, openManifestDirectory } from "../../provider/stores/manifests/directory";
import type { ManifestError } from "../../provider/stores/manifests/errors";
import { renderFlow, renderObject } from "../../provider/stores/manifests/render";
import { value } from "../support/manifest-values";
import { propertyOptions } from "../support/property";

const vip = (name: string, spec: unknown): KubeObject => ({ apiVersion: "v1", kind: "Vip", metadata: { name }, spec });
const nameOf = (n: number): string => `v${n}`;

/** How one file of the tree holds its objects. */
const form = fc.constantFrom("single", "documents", "list", "typed", "json");
const startFiles = fc.array(fc.record({ form, specs: fc.array(value, { minLength: 1, maxLength: 3 }) }), {
  maxLength: 4,
});

function fileText(objects: readonly KubeObject[], given: string): string {
  const item = (object: KubeObject): string => renderFlow(object);
  if (given === "documents") return objects.map((object) => `# d\n${renderObject(object)}`).join("---\n");
  if (given === "json")
    return renderFlow({ apiVersion: "v1", kind: "List", items: objects }, { indent: "", step: "  " });
  if (given === "list")
    return `apiVersion: v1\nkind: List\nitems:\n${objects.map((object) => `- ${item(object)}\n`).join("")}`;
  if (given === "single") return objects.map((object) => `--- ${item(object)}\n`).join("");
  const untyped = objects.map(({ metadata, spec }) => renderFlow({ metadata, spec }));
  return `apiVersion: v1\nkind: VipList\nitems: [${untyped.join(", ")}]\n`;
}

const step = fc.record({
  what: fc.constantFrom("create", "create", "update", "update", "delete", "objects", "get", "foreign"),
  who: fc.constantFrom(0, 1),
  n: fc.nat(14),
  spec: value,
});

const specs = (objects: readonly KubeObject[]): ReadonlyMap<string, unknown> =>
  new Map(objects.map((object) => [keyText(keyOf(object)), object.spec]));

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: ManifestError) => error.code);
}

/** One step on the directory, and the same on a map. */
async function take(
  runs: readonly ManifestDirectory[],
  root: string,
  model: Map<string, unknown>,
  { what, who, n, spec }: { what: string; who: number; n: number; spec: unknown },
): Promise<void> {
  const run = runs[who] as ManifestDirectory;
  const object = vip(nameOf(n), spec);
  const key = keyOf(object);
  const text = keyText(key);
  const isThere = model.has(text);
  switch (what) {
    case "create":
      assert.equal(
        await outcome(run.create(object, `vips/${n % 3}/${nameOf(n)}.yaml`)),
        isThere ? "already-exists" : undefined,
      );
      if (!isThere) model.set(text, spec);
      return;
    case "update": {
      const updated = await outcome(run.update(key, (live) => ({ ...live, spec })));
      assert.deepEqual(isThere ? (updated as KubeObject).spec : updated, isThere ? spec : "not-found");
      if (isThere) model.set(text, spec);
      return;
    }
    case "delete":
      assert.equal(await run.delete(key, () => true), isThere ? "deleted" : "absent");
      model.delete(text);
      return;
    case "foreign":
      // Someone else's file, written in place; seen at the next look at everything.
      writeFileSync(join(root, "foreign.yaml"), renderObject(vip("foreign", spec)));
      model.set(keyText(keyOf(vip("foreign", spec))), spec);
      for (const each of runs) assert.deepEqual(specs(await each.objects()), model);
      return;
    case "get":
      assert.deepEqual((await run.get(key))?.spec, model.get(text));
      return;
    default:
      assert.deepEqual(specs(await run.objects()), model);
  }
}

describe("openManifestDirectory", () => {
  it("is a map from keys to objects, shared by two runs, whatever form the files have", async () => {
    await fc.assert(
      fc.asyncProperty(startFiles, fc.array(step, { maxLength: 12 }), async (files, steps) => {
        const root = mkdtempSync(join(tmpdir(), "manifests-"));
        try {
          const model = new Map<string, unknown>();
          for (const [index, file] of files.entries()) {
            const objects = file.specs.map((spec, place) => vip(nameOf(index * 3 + place), spec));
            for (const object of objects) model.set(keyText(keyOf(object)), object.spec);
            writeFileSync(
              join(root, `f${index}.${file.form === "json" ? "json" : "yaml"}`),
              fileText(objects, file.form),
            );
          }
          const runs = [openManifestDirectory(root), openManifestDirectory(root)];
          for (const each of steps) await take(runs, root, model, each);
          for (const run of [...runs, openManifestDirectory(root)]) assert.deepEqual(specs(await run.objects()), model);
          assert.equal(
            readdirSync(root).some((name) => name.endsWith(".tmp")),
            false,
          );
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      }),
      propertyOptions({ runs: 60 }),
    );
  });
});
