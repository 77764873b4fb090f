import assert from "node:assert/strict";
import fs, { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import type { ManifestError } from "../../../../provider/stores/manifests/errors";
import { inScratch, put, read, vip, vipKey, vipText, visible } from "./scratch";

async function code(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "done",
    (error: ManifestError) => error.code,
  );
}

const withSpec =
  (spec: Readonly<Record<string, unknown>>) =>
  (live: KubeObject): KubeObject => ({ ...live, spec });

const ONE_PLACE = { placesOf: () => ["here"] };

describe("openManifestDirectory", () => {
  describe("create", () => {
    it("writes one file in canonical style, folders made as needed", () =>
      inScratch({}, async (root) => {
        const directory = openManifestDirectory(root);
        await directory.create(
          vip("a", { v4ip: "10.16.0.121", macAddress: "00:11:22:33:44:55" }),
          "addresses/ovn-default/10.16.0.121.yaml",
        );
        await directory.create(vip("b", { v6ip: "fd00::5" }), "addresses/ovn-default/fd00--5.yaml");
        assert.deepEqual(visible(root), [
          "addresses/ovn-default/10.16.0.121.yaml",
          "addresses/ovn-default/fd00--5.yaml",
        ]);
        assert.equal(
          read(root, "addresses/ovn-default/10.16.0.121.yaml"),
          'apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: a\nspec:\n  v4ip: 10.16.0.121\n  macAddress: "00:11:22:33:44:55"\n',
        );
        assert.equal(read(root, "addresses/ovn-default/fd00--5.yaml"), vipText("b", "spec:\n  v6ip: fd00::5\n"));
        assert.equal(statSync(join(root, "addresses/ovn-default/fd00--5.yaml")).mode & 0o777, 0o644 & ~process.umask());
      }));

    it("makes the directory if it is missing", () =>
      inScratch({}, async (root) => {
        const directory = openManifestDirectory(join(root, "new/cluster"));
        await directory.create(vip("a"), "vips/a.yaml");
        assert.equal(await directory.locate(vipKey("a")), "vips/a.yaml:1");
      }));

    it("refuses an object that exists, and says where", () =>
      inScratch({ "all.yaml": `${vipText("b")}---\n${vipText("a")}` }, async (root) => {
        const created = openManifestDirectory(root).create(vip("a"), "vips/a.yaml");
        await assert.rejects(created, {
          code: "already-exists",
          details: { file: "all.yaml", line: 6, key: 'kubeovn.io/v1 Vip "a"' },
        });
        assert.deepEqual(visible(root), ["all.yaml"]);
      }));

    it("refuses a file that exists, whatever it holds", () =>
      inScratch({ "vips/a.yaml": "# mine\n" }, async (root) => {
        assert.equal(await code(openManifestDirectory(root).create(vip("a"), "vips/a.yaml")), "file-exists");
        assert.equal(read(root, "vips/a.yaml"), "# mine\n");
      }));

    it("refuses in a tree that is in doubt", () =>
      inScratch({ "a.yaml": vipText("a"), "b.yaml": vipText("a", "spec: {}\n") }, async (root) => {
        assert.equal(await code(openManifestDirectory(root).create(vip("c"), "c.yaml")), "duplicate");
        put(root, "b.yaml", "apiVersion: kubeovn.io/v1\nb: [");
        assert.equal(await code(openManifestDirectory(root).create(vip("c"), "c.yaml")), "not-yaml");
      }));

    it("shows the guard who is at a place then, and writes nothing if the guard throws", () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        const directory = openManifestDirectory(root, ONE_PLACE);
        await directory.objects();
        await openManifestDirectory(root).create(vip("b"), "b.yaml");
        const seen: string[] = [];
        const refused = directory.create(vip("c"), "c.yaml", (at) => {
          seen.push(...at(["here"]).map(({ metadata }) => metadata.name));
          throw new Error("taken");
        });
        await assert.rejects(refused, /taken/);
        assert.deepEqual(seen, ["a", "b"]);
        assert.deepEqual(visible(root), ["a.yaml", "b.yaml"]);
        assert.equal(await code(directory.create(vip("c"), "c.yaml", () => undefined)), "done");
      }));

    it("knows who came to a place, left it and moved since it was first asked", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {place: x}\n"), "b.yaml": vipText("b") }, async (root) => {
        const placesOf = ({ spec }: KubeObject): readonly string[] => [String((spec as { place?: string })?.place)];
        const directory = openManifestDirectory(root, { placesOf });
        let count = 0;
        const who = async (place: string): Promise<readonly string[]> => {
          const found: string[] = [];
          const path = `made/${count++}.yaml`;
          await directory.create(vip(`made-${count}`), path, (at) => {
            found.push(...at([place, "nowhere"]).map(({ metadata }) => metadata.name));
          });
          return found;
        };
        assert.deepEqual(await who("x"), ["a"]);
        put(root, "c.yaml", vipText("c", "spec: {place: x}\n"));
        await openManifestDirectory(root).update(vipKey("b"), withSpec({ place: "x" }));
        assert.deepEqual(await who("x"), ["a", "b", "c"]);
        await openManifestDirectory(root).update(vipKey("b"), withSpec({ place: "y" }));
        await directory.delete(vipKey("a"), () => true);
        assert.deepEqual(await who("x"), ["c"]);
        assert.deepEqual(await who("y"), ["b"]);
      }));

    it("passes on what the guard throws, also if it carries a code", () =>
      inScratch({}, async (root) => {
        const refusal = Object.assign(new Error("held by web"), { code: "address-held" });
        const created = openManifestDirectory(root).create(vip("a"), "a.yaml", () => {
          throw refusal;
        });
        await assert.rejects(created, (error) => error === refusal);
      }));

    it("creates in turn what is asked for at once", () =>
      inScratch({}, async (root) => {
        const directory = openManifestDirectory(root, ONE_PLACE);
        const counts: number[] = [];
        const created = Array.from({ length: 20 }, (_, n) =>
          directory.create(vip(`v${n}`), `vips/v${n}.yaml`, (at) => void counts.push(at(["here"]).length)),
        );
        await Promise.all(created);
        assert.deepEqual(
          counts,
          Array.from({ length: 20 }, (_, n) => n),
        );
        assert.equal((await directory.objects()).length, 20);
      }));

    for (const path of [
      "../a.yaml",
      "/tmp/a.yaml",
      "a/../../a.yaml",
      ".a.yaml",
      ".kubeovn/a.yaml",
      "a.txt",
      "a\\b.yaml",
    ]) {
      it(`refuses to write to ${path}`, () =>
        inScratch({}, async (root) => {
          assert.equal(await code(openManifestDirectory(root).create(vip("a"), path)), "outside");
          assert.deepEqual(visible(root), []);
        }));
    }

    it("does not leave the directory through a link", () =>
      inScratch({}, async (outside) =>
        inScratch({}, async (root) => {
          symlinkSync(outside, join(root, "vips"));
          const directory = openManifestDirectory(root);
          assert.equal(await code(directory.create(vip("a"), "vips/a.yaml")), "outside");
          assert.equal(await code(directory.create(vip("a"), "vips/deep/a.yaml")), "outside");
          assert.deepEqual(visible(outside), []);
        }),
      ));

    it("refuses what would not be read back as it is", () =>
      inScratch({}, async (root) => {
        const directory = openManifestDirectory(root);
        const labels = { name: "a", labels: { a: true as unknown as string } };
        assert.equal(await code(directory.create({ ...vip("a"), metadata: labels }, "a.yaml")), "not-yaml");
        assert.equal(await code(directory.create(vip(""), "a.yaml")), "not-yaml");
        assert.deepEqual(visible(root), []);
      }));

    it("says so when the disk refuses, and leaves nothing", () =>
      inScratch({}, async (root) => {
        const original = fs.fsyncSync;
        fs.fsyncSync = () => {
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC", errno: -28, syscall: "fsync" });
        };
        try {
          const created = openManifestDirectory(root).create(vip("a"), "vips/a.yaml");
          await assert.rejects(created, { code: "unwritable", message: /no space left/ });
        } finally {
          fs.fsyncSync = original;
        }
        assert.deepEqual(visible(root), ["vips/"]);
        assert.equal(await code(openManifestDirectory(root).create(vip("a"), "vips/a.yaml")), "done");
      }));

    it("removes what a killed writer left, and nothing else", () =>
      inScratch(
        { "vips/.kubeovn-00ff.tmp": "kind: V", "vips/.kubeovn.tmp": "mine", "vips/b.yaml": vipText("b") },
        async (root) => {
          const directory = openManifestDirectory(root);
          assert.equal((await directory.objects()).length, 1);
          assert.equal(visible(root).length, 3);
          await directory.create(vip("a"), "vips/a.yaml");
          assert.deepEqual(visible(root), ["vips/.kubeovn.tmp", "vips/a.yaml", "vips/b.yaml"]);
        },
      ));

    it("waits for another run no longer than it is told", () =>
      inScratch({}, async (root) => {
        mkdirSync(join(root, ".kubeovn/lock"), { recursive: true });
        assert.equal(await code(openManifestDirectory(root, { waitMs: 50 }).create(vip("a"), "a.yaml")), "locked");
        assert.deepEqual(visible(root), []);
      }));
  });

  describe("update", () => {
    it("changes what differs and leaves the rest of the file", () =>
      inScratch(
        {
          "all.yaml": `# head\n${vipText("a", "spec:\n  v4ip: 10.0.0.5 # five\n")}---\n${vipText("b", "spec:   {}\n")}`,
        },
        async (root) => {
          const directory = openManifestDirectory(root);
          const before = read(root, "all.yaml");
          const updated = await directory.update(vipKey("a"), withSpec({ v4ip: "10.0.0.6", v6ip: "fd00::6" }));
          assert.deepEqual(updated.spec, { v4ip: "10.0.0.6", v6ip: "fd00::6" });
          assert.equal(
            read(root, "all.yaml"),
            before.replace("10.0.0.5 # five\n", "10.0.0.6 # five\n  v6ip: fd00::6\n"),
          );
          assert.deepEqual((await directory.get(vipKey("a")))?.spec, updated.spec);
        },
      ));

    it("does not touch the file when nothing differs, whatever the order of members", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {b: 1, a: 2}\n") }, async (root) => {
        const { ino, mtimeMs } = statSync(join(root, "a.yaml"));
        const live = await openManifestDirectory(root).update(vipKey("a"), withSpec({ a: 2, b: 1, c: undefined }));
        assert.deepEqual(live.spec, { b: 1, a: 2 });
        assert.deepEqual([statSync(join(root, "a.yaml")).ino, statSync(join(root, "a.yaml")).mtimeMs], [ino, mtimeMs]);
      }));

    it("shows the object as the file has it at that moment", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {count: 1}\n") }, async (root) => {
        const directory = openManifestDirectory(root);
        await directory.objects();
        put(root, "a.yaml", vipText("a", "spec: {count: 5}\n"));
        const updated = await directory.update(vipKey("a"), (live) => ({
          ...live,
          spec: { count: Number((live.spec as { count: number }).count) + 1 },
        }));
        assert.deepEqual(updated.spec, { count: 6 });
      }));

    it("does not take a change for none that is made in the object itself", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {count: 1}\n") }, async (root) => {
        const directory = openManifestDirectory(root);
        await directory.update(vipKey("a"), (live) => {
          (live.spec as { count: number }).count = 2;
          return live;
        });
        assert.equal(read(root, "a.yaml"), vipText("a", "spec: {count: 2}\n"));
      }));

    it("keeps the mode of the file", () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        chmodSync(join(root, "a.yaml"), 0o600);
        await openManifestDirectory(root).update(vipKey("a"), withSpec({ count: 1 }));
        assert.equal(statSync(join(root, "a.yaml")).mode & 0o777, 0o600);
      }));

    it("says that an object is not there, or that its directory is not", () =>
      inScratch({}, async (root) => {
        assert.equal(await code(openManifestDirectory(root).update(vipKey("a"), (live) => live)), "not-found");
        assert.equal(
          await code(openManifestDirectory(join(root, "no")).update(vipKey("a"), (live) => live)),
          "unreadable",
        );
        assert.deepEqual(readdirSync(root), [".kubeovn"]);
      }));

    it("refuses a change that reaches further, with file and line, and writes nothing", () =>
      inScratch({ "a.yaml": vipText("a", "spec:\n  x: &x [1]\n  z: *x\n") }, async (root) => {
        const before = read(root, "a.yaml");
        const updated = openManifestDirectory(root).update(vipKey("a"), withSpec({ x: [2], z: [1] }));
        await assert.rejects(updated, {
          code: "unwritable",
          details: { file: "a.yaml", line: 1, key: 'kubeovn.io/v1 Vip "a"' },
        });
        assert.equal(read(root, "a.yaml"), before);
      }));

    it("refuses to write through a link", () =>
      inScratch({ "a.yaml": vipText("a") }, async (outside) =>
        inScratch({}, async (root) => {
          symlinkSync(join(outside, "a.yaml"), join(root, "a.yaml"));
          assert.equal(await code(openManifestDirectory(root).update(vipKey("a"), withSpec({ count: 1 }))), "outside");
          assert.equal(read(outside, "a.yaml"), vipText("a"));
        }),
      ));

    it("does not let a change make another object of it", () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        const renamed = openManifestDirectory(root).update(vipKey("a"), (live) => ({
          ...live,
          metadata: { name: "b" },
        }));
        await assert.rejects(renamed, /must keep its key/);
      }));
  });

  describe("delete", () => {
    it("removes the file of an object and the folders that are empty then", () =>
      inScratch({ "vips/x/a.yaml": vipText("a"), "vips/b.yaml": vipText("b") }, async (root) => {
        const directory = openManifestDirectory(root);
        assert.equal(await directory.delete(vipKey("a"), () => true), "deleted");
        assert.deepEqual(visible(root), ["vips/b.yaml"]);
        assert.equal(await directory.delete(vipKey("b"), () => true), "deleted");
        assert.deepEqual(visible(root), []);
        assert.equal((await directory.objects()).length, 0);
      }));

    it("keeps a folder in which anything is left", () =>
      inScratch({ "vips/a.yaml": vipText("a"), "vips/.gitkeep": "" }, async (root) => {
        await openManifestDirectory(root).delete(vipKey("a"), () => true);
        assert.deepEqual(visible(root), ["vips/.gitkeep"]);
      }));

    it("keeps a file that says something else, if it is no object", () =>
      inScratch(
        { "a.yaml": `${vipText("a")}---\nvalues: 1\n`, "b.yaml": `${vipText("b")}---\n# only a comment\n` },
        async (root) => {
          const directory = openManifestDirectory(root);
          await directory.delete(vipKey("a"), () => true);
          await directory.delete(vipKey("b"), () => true);
          assert.deepEqual(visible(root), ["a.yaml"]);
          assert.equal(read(root, "a.yaml"), "---\nvalues: 1\n");
        },
      ));

    it("takes an item out of a list", () =>
      inScratch(
        {
          "vips.yaml":
            "apiVersion: v1\nkind: VipList\nitems:\n- metadata:\n    name: a\n# b\n- metadata:\n    name: b\n",
        },
        async (root) => {
          const key = { ...vipKey("a"), apiVersion: "v1" };
          assert.equal(await openManifestDirectory(root).delete(key, () => true), "deleted");
          assert.equal(
            read(root, "vips.yaml"),
            "apiVersion: v1\nkind: VipList\nitems:\n# b\n- metadata:\n    name: b\n",
          );
        },
      ));

    it("says that an object is absent, and is asked before it deletes", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {count: 1}\n") }, async (root) => {
        const directory = openManifestDirectory(root);
        const asked: unknown[] = [];
        const may = (live: KubeObject): boolean => {
          asked.push(live.spec);
          return false;
        };
        assert.equal(await directory.delete(vipKey("b"), may), "absent");
        assert.equal(await directory.delete(vipKey("a"), may), "kept");
        assert.deepEqual(asked, [{ count: 1 }]);
        assert.deepEqual(visible(root), ["a.yaml"]);
      }));

    it("refuses in a directory that is missing, and where a broken file may hold the object", () =>
      inScratch({ "b.yaml": "apiVersion: kubeovn.io/v1\nb: [" }, async (root) => {
        assert.equal(await code(openManifestDirectory(join(root, "no")).delete(vipKey("a"), () => true)), "unreadable");
        assert.equal(await code(openManifestDirectory(root).delete(vipKey("a"), () => true)), "not-yaml");
      }));
  });

  describe("tryUpdate", () => {
    const anchored = `${vipText("a", "spec: &s {v4ip: 10.0.0.5}\n")}---\n${vipText("b")}other: &t {x: 1}\nspec: *t\n`;

    it("refuses what an update would, and writes nothing either way", () =>
      inScratch({ "a.yaml": anchored }, async (root) => {
        const directory = openManifestDirectory(root);
        const change = (live: KubeObject): KubeObject => ({ ...live, spec: { v4ip: "10.0.0.6" } });
        assert.deepEqual((await directory.tryUpdate(vipKey("a"), change)).spec, { v4ip: "10.0.0.6" });
        assert.equal(await code(directory.tryUpdate(vipKey("c"), change)), "not-found");
        const reaches = (live: KubeObject): KubeObject => ({ ...live, other: { x: 2 } });
        assert.equal(await code(directory.tryUpdate(vipKey("b"), reaches)), "unwritable");
        assert.equal(await code(directory.update(vipKey("b"), reaches)), "unwritable");
        assert.equal(read(root, "a.yaml"), anchored);
      }));
  });

  it("keeps a MAC in upper case, null keys and a last line without a break when an object is taken over and given back", () =>
    inScratch({}, async (root) => {
      const text = vipText("a", "spec:\n  macAddress: 0A:00:00:00:00:FF\n  selector:\n  v6ip: ~\n  v4ip: 10.0.0.5");
      put(root, "a.yaml", text);
      const directory = openManifestDirectory(root);
      const given = await directory.get(vipKey("a"));
      await directory.update(vipKey("a"), (live) => ({
        ...live,
        metadata: { ...live.metadata, annotations: { owner: "x" } },
        spec: { ...(live.spec as object), macAddress: "0a:00:00:00:00:ff", subnet: "s" },
      }));
      assert.match(
        read(root, "a.yaml"),
        /macAddress: 0A:00:00:00:00:FF\n {2}selector:\n {2}v6ip: ~\n {2}v4ip: 10.0.0.5\n {2}subnet: s$/,
      );
      await directory.update(vipKey("a"), () => given as KubeObject);
      assert.equal(read(root, "a.yaml"), text);
    }));

  it("creates, deletes and creates again under the same name", () =>
    inScratch({}, async (root) => {
      const directory = openManifestDirectory(root);
      for (let round = 0; round < 3; round += 1) {
        await directory.create(vip("a"), "vips/a.yaml");
        assert.equal(await directory.delete(vipKey("a"), () => true), "deleted");
      }
      assert.equal(await directory.get(vipKey("a")), undefined);
    }));

  it("sees at once what another run writes, although folders carry the same time", () =>
    inScratch({}, async (root) => {
      const [one, other] = [openManifestDirectory(root), openManifestDirectory(root, ONE_PLACE)];
      for (let n = 0; n < 30; n += 1) {
        await one.create(vip(`one-${n}`), `vips/one-${n}.yaml`);
        await other.create(vip(`other-${n}`), `vips/other-${n}.yaml`, (at) =>
          assert.equal(at(["here"]).length, 2 * n + 1),
        );
        assert.equal((await one.get(vipKey(`other-${n}`)))?.metadata.name, `other-${n}`);
      }
    }));
});
