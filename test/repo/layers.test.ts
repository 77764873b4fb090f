import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../../..");

/** What each folder may import besides itself: folders of this table, and packages. A lower row knows the rows above it. */
const LAYERS: readonly {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}[] = [
  { folder: "provider/ipam", folders: [], packages: [] },
  { folder: "provider/ovsdb-client", folders: [], packages: ["node:"] },
  { folder: "provider/scratch", folders: [], packages: ["node:"] },
  { folder: "provider/plan", folders: ["provider/ipam"], packages: [] },
  { folder: "provider/objects", folders: ["provider/ipam", "provider/plan"], packages: [] },
  { folder: "provider/kinds", folders: ["provider/ipam", "provider/plan", "provider/objects"], packages: [] },
  {
    folder: "provider/stores",
    folders: ["provider/ipam", "provider/ovsdb-client", "provider/plan", "provider/objects", "provider/kinds"],
    packages: ["node:", "proper-lockfile", "proxy-from-env", "@kubernetes/client-node"],
  },
  { folder: "provider/connect", folders: ["provider/plan", "provider/stores"], packages: ["node:"] },
  {
    folder: "provider/runtime",
    folders: [
      "provider/ipam",
      "provider/plan",
      "provider/objects",
      "provider/kinds",
      "provider/stores",
      "provider/connect",
    ],
    packages: ["node:"],
  },
  {
    folder: "provider/dynamic",
    folders: ["provider/scratch", "provider/plan", "provider/runtime"],
    packages: ["node:"],
  },
  { folder: "provider/report", folders: ["provider/ipam", "provider/plan", "provider/kinds"], packages: [] },
  {
    folder: "cli",
    folders: [
      "provider/scratch",
      "provider/ipam",
      "provider/plan",
      "provider/kinds",
      "provider/report",
      "provider/stores",
      "provider/connect",
    ],
    packages: ["node:", "commander", "picocolors"],
  },
  {
    folder: "sdk",
    folders: ["provider/scratch", "provider/plan", "provider/kinds"],
    packages: ["node:", "@pulumi/pulumi", "@pulumi/kubernetes"],
  },
  {
    folder: "provider/served",
    folders: ["provider/plan", "provider/kinds", "provider/report", "provider/runtime", "sdk"],
    packages: ["node:", "@grpc/grpc-js", "@pulumi/pulumi", "google-protobuf"],
  },
  {
    folder: "testing",
    folders: ["provider/plan", "provider/runtime", "provider/dynamic"],
    packages: ["node:", "@pulumi/pulumi"],
  },
];

/** The rooms of provider/plan, in order: a room knows some of the rooms above it. */
const ROOMS = [
  "terms",
  "live",
  "refusals",
  "arguments",
  "program",
  "spiderpool",
  "subnets",
  "ports",
  "rules",
  "placement",
  "templates",
  "checks",
];

const LINE_LIMIT = 400;

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(folder, file));
}

/** What a file imports, at its start or when it comes to it. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const statements = text.matchAll(/^(?:import|export)\b(?:[^;"]*?from)?\s*"([^"]+)"[^;"]*;/gm);
  const calls = text.matchAll(/\bimport\(\s*"([^"]+)"/g);
  return [...statements, ...calls].map((match) => match[1] as string);
}

/** The folder of the table that a relative import leads to. */
function layerOf(file: string, specifier: string): string {
  const target = path.join(path.dirname(file), specifier);
  return (
    LAYERS.map(({ folder }) => folder).find((folder) => target === folder || target.startsWith(`${folder}/`)) ?? target
  );
}

describe("the layer table", () => {
  for (const { folder, folders, packages } of LAYERS) {
    it(`holds for ${folder}`, () => {
      const broken = sources(folder).flatMap((file) =>
        importsOf(file)
          .filter((specifier) =>
            specifier.startsWith(".")
              ? ![folder, ...folders].includes(layerOf(file, specifier))
              : !packages.some(
                  (name) => specifier === name || specifier.startsWith(name.endsWith(":") ? name : `${name}/`),
                ),
          )
          .map((specifier) => `${file} imports ${specifier}`),
      );
      assert.deepEqual(broken, []);
    });

    it(`allows ${folder} nothing that it does not use`, () => {
      const used = sources(folder).flatMap((file) =>
        importsOf(file)
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => layerOf(file, specifier)),
      );
      assert.deepEqual(
        folders.filter((one) => !used.includes(one)),
        [],
      );
    });

    it(`is entered through the index of ${folder}`, () => {
      const inside = LAYERS.filter(
        (other) =>
          other.folders.includes(folder) &&
          [
            "provider/scratch",
            "provider/ipam",
            "provider/ovsdb-client",
            "provider/plan",
            "provider/kinds",
            "provider/report",
          ].includes(folder),
      );
      const broken = inside.flatMap((other) =>
        sources(other.folder).flatMap((file) =>
          importsOf(file)
            .filter((specifier) => specifier.startsWith(".") && layerOf(file, specifier) === folder)
            .filter((specifier) => path.join(path.dirname(file), specifier.replace(/\/index\.js$/, "")) !== folder)
            .map((specifier) => `${file} imports ${specifier}`),
        ),
      );
      assert.deepEqual(broken, []);
    });
  }

  it("is that of docs/architecture.md", () => {
    const document = readFileSync(path.join(ROOT, "docs", "architecture.md"), "utf8");
    const rows = [...document.matchAll(/^\| `([\w/-]+)` \|.*\| ([^|]*) \|$/gm)];
    const documented = rows.map(([, folder, imports = ""]) => [folder, imports].join(": "));
    const short = (folder: string): string => `\`${folder.replace(/^provider\//, "")}\``;
    const held = LAYERS.map(({ folder, folders }) =>
      [folder, folders.length === 0 ? "nothing" : folders.map(short).join(", ")].join(": "),
    );
    assert.deepEqual([...documented].sort(), [...held].sort());
  });

  it("holds for the rooms of provider/plan", () => {
    const plan = "provider/plan";
    const roomOf = (file: string): number => ROOMS.indexOf(path.relative(plan, file).split(path.sep)[0] as string);
    const files = sources(plan).filter((file) => file !== path.join(plan, "index.ts"));
    assert.deepEqual(
      files.filter((file) => roomOf(file) < 0),
      [],
    );
    const broken = files.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => path.join(path.dirname(file), specifier))
        .filter((target) => target.startsWith(plan) && (roomOf(target) < 0 || roomOf(target) > roomOf(file)))
        .map((target) => `${file} imports ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it("leaves @pulumi/kubernetes to the components: the rest works without it", () => {
    const users = sources("sdk").filter((file) => importsOf(file).includes("@pulumi/kubernetes"));
    assert.deepEqual(
      users.filter((file) => !file.startsWith("sdk/components/")),
      [],
    );
  });

  it(`keeps every file under ${LINE_LIMIT} lines`, () => {
    const long = LAYERS.flatMap(({ folder }) => sources(folder)).filter(
      (file) => readFileSync(path.join(ROOT, file), "utf8").split("\n").length > LINE_LIMIT,
    );
    assert.deepEqual(long, []);
  });
});
