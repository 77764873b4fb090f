import assert from "node:assert/strict";
import { constants } from "node:buffer";
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { openManifestDirectory } from "../../../../provider/stores/manifests/directory";
import type { ManifestError } from "../../../../provider/stores/manifests/errors";
import { inScratch, put, read, tree, vipKey, vipText } from "./scratch";

const names = (objects: readonly KubeObject[]): readonly string[] => objects.map(({ metadata }) => metadata.name);
const listed = async (root: string): Promise<readonly string[]> => names(await openManifestDirectory(root).objects());

async function refusal(promise: Promise<unknown>): Promise<ManifestError> {
  return promise.then(
    () => assert.fail("it is not refused"),
    (error: ManifestError) => error,
  );
}

describe("openManifestDirectory", () => {
  describe("objects", () => {
    it("reads every manifest of a tree in the order of file names", () =>
      inScratch(
        {
          "b.yaml": vipText("b"),
          "a/z.yml": vipText("z"),
          "a/list.json":
            '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"X","metadata":{"name":"j"}}]}',
          "a.yaml": `${vipText("a1")}---\n${vipText("a2")}`,
          "notes.txt": "not: read",
          ".hidden.yaml": "a: [",
          ".git/x.yaml": "a: [",
          "node_modules/p/x.yaml": "a: [",
          "values.yaml": "replicas: 1\n",
          "empty.yaml": "",
        },
        async (root) => {
          assert.deepEqual(await listed(root), ["a1", "a2", "j", "z", "b"]);
          assert.equal(tree(root).includes(".kubeovn/"), false);
        },
      ));

    it("reads the export of a real cluster, floats and lists included", async () => {
      const cluster = resolve(__dirname, "../../../../../examples/quickstart/cluster");
      const objects = await openManifestDirectory(cluster).objects();
      const counts = new Map<string, number>();
      for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      assert.deepEqual(Object.fromEntries(counts), {
        Deployment: 2,
        IPPool: 1,
        IP: 26,
        Namespace: 5,
        Node: 2,
        Pod: 22,
        StatefulSet: 1,
        Subnet: 3,
        Vip: 4,
        Vpc: 1,
      });
      const subnet = objects.find(({ kind, metadata }) => kind === "Subnet" && metadata.name === "team-a");
      const status = subnet?.status as { v6availableIPs: number } | undefined;
      assert.equal(status?.v6availableIPs, 1.8446744073709552e19);
    });

    it("sees files that come, go, move and change", () =>
      inScratch({ "a.yaml": vipText("a"), "d/b.yaml": vipText("b") }, async (root) => {
        const directory = openManifestDirectory(root);
        assert.deepEqual(names(await directory.objects()), ["a", "b"]);
        put(root, "e/f/c.yaml", vipText("c"));
        renameSync(join(root, "d"), join(root, "moved"));
        assert.deepEqual(names(await directory.objects()), ["a", "c", "b"]);
        put(root, "a.yaml", vipText("x"));
        rmSync(join(root, "e"), { recursive: true });
        assert.deepEqual(names(await directory.objects()), ["x", "b"]);
      }));

    it("sees a change that leaves size and time stamp of a file as they were", () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        const directory = openManifestDirectory(root);
        const at = new Date();
        utimesSync(join(root, "a.yaml"), at, at);
        assert.deepEqual(names(await directory.objects()), ["a"]);
        writeFileSync(join(root, "a.yaml"), vipText("b"));
        utimesSync(join(root, "a.yaml"), at, at);
        assert.deepEqual(names(await directory.objects()), ["b"]);
      }));

    it("answers the same objects as long as they do not change", () =>
      inScratch({ "a.yaml": vipText("a"), "b.yaml": vipText("b") }, async (root) => {
        const directory = openManifestDirectory(root);
        const before = await directory.objects();
        put(root, "b.yaml", vipText("c"));
        const after = await directory.objects();
        assert.equal(after[0], before[0]);
        assert.notEqual(after[1], before[1]);
      }));

    it("does not let its answer be changed under its hands", () =>
      inScratch({ "a.yaml": vipText("a") }, async (root) => {
        const directory = openManifestDirectory(root);
        ((await directory.objects()) as KubeObject[]).length = 0;
        assert.deepEqual(names(await directory.objects()), ["a"]);
      }));
  });

  describe("objects, through symbolic links", () => {
    it("follows links to files and folders outside, and to hidden ones", () =>
      inScratch({ "x.yaml": vipText("x"), "d/y.yaml": vipText("w") }, async (outside) =>
        inScratch({ "a.yaml": vipText("a"), "..data/k.yaml": vipText("k") }, async (root) => {
          symlinkSync(join(outside, "x.yaml"), join(root, "link.yaml"));
          symlinkSync(join(outside, "d"), join(root, "folder"));
          symlinkSync("..data/k.yaml", join(root, "k.yaml"));
          assert.deepEqual(await listed(root), ["a", "w", "k", "x"]);
        }),
      ));

    it("reads a thing once, however many ways lead to it", () =>
      inScratch({ "x.yaml": vipText("x") }, async (outside) =>
        inScratch({ "a.yaml": vipText("a"), "d/b.yaml": vipText("b") }, async (root) => {
          symlinkSync("a.yaml", join(root, "again.yaml"));
          symlinkSync("d", join(root, "e"));
          symlinkSync(outside, join(root, "o1"));
          symlinkSync(outside, join(root, "o2"));
          const directory = openManifestDirectory(root);
          assert.deepEqual(names(await directory.objects()), ["a", "b", "x"]);
          assert.deepEqual(names(await directory.objects()), ["a", "b", "x"]);
        }),
      ));

    it("goes round in no loop", () =>
      inScratch({}, async (outside) =>
        inScratch({ "d/b.yaml": vipText("b") }, async (root) => {
          symlinkSync("..", join(root, "d/up"));
          symlinkSync(".", join(root, "self"));
          symlinkSync(outside, join(root, "out"));
          symlinkSync(root, join(outside, "back"));
          symlinkSync(outside, join(outside, "self"));
          assert.deepEqual(await listed(root), ["b"]);
        }),
      ));

    it("reads a directory that is a link itself", () =>
      inScratch({ "a.yaml": vipText("a") }, async (real) =>
        inScratch({}, async (root) => {
          symlinkSync(real, join(root, "link"));
          assert.deepEqual(await listed(join(root, "link")), ["a"]);
        }),
      ));

    it("rereads a link that is pointed elsewhere", () =>
      inScratch({ "x.yaml": vipText("x"), "z.yaml": vipText("z") }, async (outside) =>
        inScratch({}, async (root) => {
          const link = join(root, "link.yaml");
          symlinkSync(join(outside, "x.yaml"), link);
          const directory = openManifestDirectory(root);
          assert.deepEqual(names(await directory.objects()), ["x"]);
          rmSync(link);
          symlinkSync(join(outside, "z.yaml"), link);
          assert.deepEqual(names(await directory.objects()), ["z"]);
        }),
      ));
  });

  describe("objects, refused", () => {
    it("says that the directory is missing and what to do", () =>
      inScratch({}, async (root) => {
        const error = await refusal(openManifestDirectory(join(root, "typo")).objects());
        assert.deepEqual([error.code, error.details.file], ["unreadable", "."]);
        assert.match(error.message, /typo" does not exist; create it/);
      }));

    it("says that the directory is a file", () =>
      inScratch({ "a.yaml": "" }, async (root) => {
        const error = await refusal(openManifestDirectory(join(root, "a.yaml")).objects());
        assert.deepEqual([error.code, error.details.file], ["unreadable", "."]);
        assert.match(error.message, /not a directory/);
      }));

    const broken: readonly { name: string; text: string | Uint8Array; code: string; line?: number; says: RegExp }[] = [
      {
        name: "no YAML",
        text: "apiVersion: kubeovn.io/v1\nb: [\n",
        code: "not-yaml",
        line: 3,
        says: /^d\/bad\.yaml:3 is no manifest: /,
      },
      {
        name: "tabs",
        text: "a:\n\tapiVersion: kubeovn.io/v1\n",
        code: "not-yaml",
        line: 2,
        says: /a tab stands where blanks indent; use blanks; correct it/,
      },
      {
        name: "no object",
        text: "apiVersion: kubeovn.io/v1\nkind: X\nmetadata: {}\n",
        code: "not-yaml",
        line: 3,
        says: /name of X is missing/,
      },
      { name: "binary", text: Buffer.from("kubeovn.io/v1\0"), code: "not-yaml", line: 1, says: /not UTF-8/ },
      {
        name: "Latin-1",
        text: Buffer.from("kubeovn.io/v1 \xfc", "latin1"),
        code: "not-yaml",
        line: 1,
        says: /not UTF-8/,
      },
      {
        name: "UTF-16",
        text: Buffer.from("\ufeffapiVersion: kubeovn.io/v1\n", "utf16le"),
        code: "not-yaml",
        line: 1,
        says: /not UTF-8/,
      },
    ];
    for (const { name, text, code, line, says } of broken) {
      it(`names file and line of a file that is ${name}`, () =>
        inScratch({ "a.yaml": vipText("a") }, async (root) => {
          put(root, "d/bad.yaml", text);
          const error = await refusal(openManifestDirectory(root).objects());
          assert.deepEqual([error.code, error.details], [code, { file: "d/bad.yaml", line }]);
          assert.match(error.message, says);
        }));
    }

    it("names a file that is too large before it reads it", () =>
      inScratch({ "big.yaml": "" }, async (root) => {
        truncateSync(join(root, "big.yaml"), constants.MAX_STRING_LENGTH + 1);
        const error = await refusal(openManifestDirectory(root).objects());
        assert.deepEqual([error.code, error.details], ["unreadable", { file: "big.yaml" }]);
        assert.match(error.message, /512 MiB, more than the 511 MiB/);
      }));

    it("passes over a link that leads nowhere", () =>
      inScratch({}, async (root) => {
        symlinkSync("gone", join(root, "result"));
        assert.deepEqual(await listed(root), []);
        symlinkSync("gone.yaml", join(root, "a.yaml"));
        assert.deepEqual(await listed(root), []);
      }));

    it("names both places of an object that stands twice", () =>
      inScratch(
        { "b.yaml": `${vipText("w")}---\n${vipText("x")}`, "a.yaml": vipText("x", "spec: {}\n") },
        async (root) => {
          const error = await refusal(openManifestDirectory(root).objects());
          assert.deepEqual(
            [error.code, error.details],
            [
              "duplicate",
              { file: "a.yaml", line: 1, key: 'kubeovn.io/v1 Vip "x"', other: { file: "b.yaml", line: 6 } },
            ],
          );
          assert.match(error.message, /a\.yaml:1 and in b\.yaml:6; remove all but one/);
        },
      ));

    it("names all that is wrong at once", () =>
      inScratch(
        {
          "a.yaml": `${vipText("x")}---\napiVersion: kubeovn.io/v1\nkind: [\n`,
          "b.yaml": vipText("x", "spec: {}\n"),
          "c.yaml": "apiVersion: {{ .Values.api }}\nkind: IP\n",
        },
        async (root) => {
          const { message } = await refusal(openManifestDirectory(root).objects());
          assert.match(
            message,
            /^3 things leave it in doubt[\s\S]*\n {2}a\.yaml:8 [\s\S]*\n {2}c\.yaml:1 [\s\S]*\n {2}kubeovn\.io\/v1 Vip "x"/,
          );
        },
      ));

    for (const [what, text] of [
      ["of a kind that holds addresses", "apiVersion: {{ .Values.api }}\nkind: VpcNatGateway\n"],
      [
        "whose pods ask for addresses",
        'a: {{ .Values.a }}\nmetadata: {annotations: {ovn.kubernetes.io/port_vips: "fd00::9"}}\n',
      ],
    ] as const) {
      it(`is in doubt about a template ${what}`, () =>
        inScratch({ "a.yaml": vipText("x"), "b.yaml": text }, async (root) => {
          assert.match((await refusal(openManifestDirectory(root).objects())).message, /b\.yaml:1/);
        }));
    }

    it("is in no doubt about what holds no address, nor about what stands twice and says the same", () =>
      inScratch(
        {
          "a.yaml": vipText("x"),
          "b.yaml": vipText("x"),
          "template.yaml": "apiVersion: v1\nkind: {{ .Values.kind }}\n",
          "broken.yaml": "a: [",
          "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
          "patch.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: LoadBalancer}\n",
        },
        async (root) => assert.deepEqual(await listed(root), ["x", "x", "s", "s"]),
      ));

    it("is no refusal any more once the file is put right", () =>
      inScratch({ "a.yaml": "apiVersion: kubeovn.io/v1\na: [", "b.yaml": vipText("b") }, async (root) => {
        const directory = openManifestDirectory(root);
        await refusal(directory.objects());
        put(root, "a.yaml", vipText("b", "spec: {}\n"));
        assert.equal((await refusal(directory.objects())).code, "duplicate");
        put(root, "a.yaml", vipText("a"));
        assert.deepEqual(names(await directory.objects()), ["a", "b"]);
      }));

    it("does not wait at a named pipe", async function () {
      if (process.platform === "win32") return this.skip();
      await inScratch({ "a.yaml": vipText("a") }, async (root) => {
        const { execFileSync } = await import("node:child_process");
        execFileSync("mkfifo", [join(root, "pipe.yaml")]);
        assert.deepEqual(await listed(root), ["a"]);
      });
    });
  });

  describe("get and locate", () => {
    it("answer an object and where it stands", () =>
      inScratch(
        { "d/b.yaml": `${vipText("a")}---\n# c\n${vipText("b", "spec:\n  v4ip: 10.0.0.5\n")}` },
        async (root) => {
          const directory = openManifestDirectory(root);
          assert.deepEqual((await directory.get(vipKey("b")))?.spec, { v4ip: "10.0.0.5" });
          assert.equal(await directory.locate(vipKey("b")), "d/b.yaml:7");
          assert.equal(await directory.get(vipKey("c")), undefined);
          assert.equal(await directory.locate({ ...vipKey("b"), namespace: "other" }), undefined);
        },
      ));

    it("see that their file was changed in place a moment ago", () =>
      inScratch({ "a.yaml": vipText("a", "spec: {v6ip: fd00::5}\n") }, async (root) => {
        const directory = openManifestDirectory(root);
        await directory.get(vipKey("a"));
        put(root, "a.yaml", vipText("a", "spec: {v6ip: fd00::6}\n"));
        assert.deepEqual((await directory.get(vipKey("a")))?.spec, { v6ip: "fd00::6" });
        rmSync(join(root, "a.yaml"));
        assert.equal(await directory.get(vipKey("a")), undefined);
      }));

    it("find an object that moved to another file", () =>
      inScratch({ "a.yaml": vipText("a"), "b.yaml": vipText("b") }, async (root) => {
        const directory = openManifestDirectory(root);
        await directory.get(vipKey("a"));
        put(root, "a.yaml", "");
        put(root, "b.yaml", `${vipText("b")}---\n${vipText("a")}`);
        assert.equal(await directory.locate(vipKey("a")), "b.yaml:6");
      }));

    it("answer beside a broken file, but do not say that an object is absent that may stand in it", () =>
      inScratch({ "a.yaml": vipText("a"), "b.yaml": "apiVersion: kubeovn.io/v1\nb: [" }, async (root) => {
        const directory = openManifestDirectory(root);
        assert.equal((await directory.get(vipKey("a")))?.metadata.name, "a");
        assert.equal((await refusal(directory.get(vipKey("c")))).code, "not-yaml");
      }));

    it("refuse an object that stands twice, and only that one", () =>
      inScratch({ "a.yaml": vipText("a"), "b.yaml": `${vipText("b")}---\n${vipText("a")}` }, async (root) => {
        const directory = openManifestDirectory(root);
        assert.equal((await refusal(directory.get(vipKey("a")))).code, "duplicate");
        assert.equal(await directory.locate(vipKey("b")), "b.yaml:1");
      }));

    it("refuse in a directory that is missing", () =>
      inScratch({}, async (root) => {
        assert.equal((await refusal(openManifestDirectory(join(root, "no")).get(vipKey("a")))).code, "unreadable");
      }));
  });

  it("leaves every byte of what it only reads", () => {
    const cluster = resolve(__dirname, "../../../../../examples/quickstart/cluster");
    const files = Object.fromEntries(
      readdirSync(cluster).map((name) => [name, readFileSync(join(cluster, name), "utf8")]),
    );
    return inScratch(files, async (root) => {
      const directory = openManifestDirectory(root);
      for (const { apiVersion, kind, metadata } of await directory.objects()) {
        const { name, namespace } = metadata;
        const key = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
        await directory.update(key, (live) => ({ ...live, metadata: { ...live.metadata } }));
      }
      for (const [name, text] of Object.entries(files)) assert.equal(read(root, name), text);
    });
  });
});
