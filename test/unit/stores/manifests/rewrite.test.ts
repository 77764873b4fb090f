import assert from "node:assert/strict";
import type { KubeObject } from "../../../../provider/objects/kube-object";
import { type Manifest, type PlacedObject, parseManifest } from "../../../../provider/stores/manifests/parse";
import { isProblem } from "../../../../provider/stores/manifests/problem";
import { rewriteObject, withoutObject } from "../../../../provider/stores/manifests/rewrite";

type Fields = Record<string, unknown>;

function open(text: string, name: string): { manifest: Manifest; placed: PlacedObject } {
  const manifest = parseManifest(text);
  if (isProblem(manifest)) throw new Error(manifest.reason);
  const placed = manifest.objects.find(({ object }) => object.metadata.name === name);
  if (placed === undefined) throw new Error(`${name} is missing`);
  return { manifest, placed };
}

/** The text after the spec of an object was changed. */
function edited(text: string, change: (spec: Fields) => Fields, name = "a"): string {
  const { manifest, placed } = open(text, name);
  const wanted: KubeObject = { ...placed.object, spec: change(structuredClone(placed.object.spec) as Fields) };
  const rewritten = rewriteObject(text, manifest, placed, wanted);
  if (isProblem(rewritten)) throw new Error(rewritten.reason);
  return rewritten.text;
}

function removed(text: string, name: string): string {
  const { manifest, placed } = open(text, name);
  const rewritten = withoutObject(text, manifest, placed);
  if (isProblem(rewritten)) throw new Error(rewritten.reason);
  return rewritten.text;
}

const HEAD = "apiVersion: v1\nkind: X\nmetadata:\n  name: a\n";
const set =
  (fields: Fields) =>
  (spec: Fields): Fields => ({ ...spec, ...fields });
const without =
  (...names: readonly string[]) =>
  (spec: Fields): Fields =>
    Object.fromEntries(Object.entries(spec).filter(([name]) => !names.includes(name)));

describe("rewriteObject", () => {
  const cases: readonly { name: string; before: string; change: (spec: Fields) => Fields; after: string }[] = [
    {
      name: "replaces a scalar and keeps its comment and blanks",
      before: "spec:\n  a:   1   # one\n\n  b: x\n",
      change: set({ a: 2 }),
      after: "spec:\n  a:   2   # one\n\n  b: x\n",
    },
    {
      name: "keeps double and single quotes",
      before: "spec:\n  a: \"x\"\n  b: 'y'\n  c: z\n",
      change: set({ a: 'q"', b: "it's", c: "on" }),
      after: 'spec:\n  a: "q\\""\n  b: \'it\'\'s\'\n  c: "on"\n',
    },
    {
      name: "replaces a scalar that spans lines",
      before: 'spec:\n  a: "one\n    two"\n  b: one\n    two\n  c: 1\n',
      change: set({ a: "x", b: "z" }),
      after: 'spec:\n  a: "x"\n  b: z\n  c: 1\n',
    },
    {
      name: "replaces a block scalar, also the last one, with its lines",
      before: "spec:\n  a: |\n    one\n\n    two\n  b: >-\n    x\n    y\n",
      change: set({ a: "short", b: "long\ntext" }),
      after: 'spec:\n  a: short\n  b: "long\\ntext"\n',
    },
    {
      name: "adds a member after the last line of its map",
      before: "spec:\n  a:\n  - 1 # one\n  # end of a\nstatus: {}\n",
      change: set({ b: { c: [2], d: {} } }),
      after: "spec:\n  a:\n  - 1 # one\n  b:\n    c:\n    - 2\n    d: {}\n  # end of a\nstatus: {}\n",
    },
    {
      name: "adds a member to a text without a last line end",
      before: "spec:\n  a: 1",
      change: set({ b: 2 }),
      after: "spec:\n  a: 1\n  b: 2",
    },
    {
      name: "removes the lines of a member and leaves the comments around it",
      before: "spec:\n  # first\n  a: 1 # one\n  # second\n  b:\n    c: 1\n  # third\n  d: 1\n",
      change: without("b"),
      after: "spec:\n  # first\n  a: 1 # one\n  # second\n  # third\n  d: 1\n",
    },
    {
      name: "makes {} of a map that loses its last member",
      before: "spec: # mine\n  a: 1\nstatus: {}\n",
      change: () => ({}),
      after: "spec: {} # mine\nstatus: {}\n",
    },
    {
      name: "makes a block of an empty map, list or value, and keeps the comment of its line",
      before: "spec:\n  a: {} # a\n  b: []\n  c: # c\n  d:\n",
      change: set({ a: { x: 1 }, b: [1, 2], c: ["z"], d: { z: 1 } }),
      after: "spec:\n  a: # a\n    x: 1\n  b:\n  - 1\n  - 2\n  c: # c\n  - z\n  d:\n    z: 1\n",
    },
    {
      name: "takes the comments of lines that go with them",
      before: "spec:\n  a:\n  - 1 # one\n  - 2 # two\n  b: # b\n    c: 1 # c\n  d: 1\n",
      change: set({ a: [], b: "x" }),
      after: "spec:\n  a: []\n  b: x # b\n  d: 1\n",
    },
    {
      name: "gives a value to a key that has none",
      before: "spec:\n  a:\n  b: # why\n",
      change: set({ a: 1, b: 2 }),
      after: "spec:\n  a: 1\n  b: 2 # why\n",
    },
    {
      name: "adds to a list in its own indent, in front, between and behind",
      before: "spec:\n  a:\n    - 2 # two\n    # gap\n    - 4\n  b: 1\n",
      change: set({ a: [2, 3, 4] }),
      after: "spec:\n  a:\n    - 2 # two\n    - 3\n    # gap\n    - 4\n  b: 1\n",
    },
    {
      name: "adds in front of a list",
      before: "spec:\n  excludeIps:\n  - 10.0.0.5 # five\n",
      change: set({ excludeIps: ["10.0.0.1..10.0.0.3", "10.0.0.5"] }),
      after: "spec:\n  excludeIps:\n  - 10.0.0.1..10.0.0.3\n  - 10.0.0.5 # five\n",
    },
    {
      name: "adds behind an IPv6 list",
      before: "spec:\n  excludeIps:\n  - fd00::5 # five\n",
      change: set({ excludeIps: ["fd00::5", "fd00::10..fd00::1f"] }),
      after: "spec:\n  excludeIps:\n  - fd00::5 # five\n  - fd00::10..fd00::1f\n",
    },
    {
      name: "removes items of a list and leaves the comments of the others",
      before: "spec:\n  a:\n  - 1 # one\n  - x: 1\n    w: 2\n  - 3 # three\n",
      change: set({ a: [1, 3] }),
      after: "spec:\n  a:\n  - 1 # one\n  - 3 # three\n",
    },
    {
      name: "changes an item inside",
      before: "spec:\n  a:\n  - x: 1 # keep\n    w: 2\n  - 5\n  - [1, 2]\n",
      change: set({ a: [{ x: 1, w: 3, z: 4 }, { k: 1 }, "b"] }),
      after: "spec:\n  a:\n  - x: 1 # keep\n    w: 3\n    z: 4\n  - k: 1\n  - b\n",
    },
    {
      name: "rewrites an item that loses the member on the line of its dash",
      before: "spec:\n  a:\n  - x: 1\n    w: 2\n  - 5\n",
      change: set({ a: [{ w: 2 }, 5] }),
      after: "spec:\n  a:\n  - w: 2\n  - 5\n",
    },
    {
      name: "makes [] of a list that loses all items",
      before: "spec:\n  a:\n  - 1\n  - 2\n  b: 1\n",
      change: set({ a: [] }),
      after: "spec:\n  a: []\n  b: 1\n",
    },
    {
      name: "changes, adds and removes inside brackets on one line",
      before: "spec: {a: 1, b: [x, 'y'],  c: {d: e}, f: 2}\n",
      change: () => ({ a: "u", b: ["x", "z", "on"], c: { d: "w" } }),
      after: 'spec: {a: "u", b: [x, \'z\', "on"],  c: {d: w}}\n',
    },
    {
      name: "removes the first entries between brackets",
      before: "spec: {a: [1, 2, 3], b: 1, c: 1}\n",
      change: () => ({ a: [3], c: 1 }),
      after: "spec: {a: [3], c: 1}\n",
    },
    {
      name: "rewrites brackets where entries come and go at once, as a block under a key",
      before: "spec:\n  a: {b: 1}\n  c: [1,]\n",
      change: () => ({ a: { d: 2 }, c: [1, 2] }),
      after: 'spec:\n  a: {"d": 2}\n  c:\n  - 1\n  - 2\n',
    },
    {
      name: "replaces an alias by a value, and leaves the anchor",
      before: "spec:\n  a: &x {b: 1}\n  c: *x\n",
      change: set({ c: { b: 2 } }),
      after: "spec:\n  a: &x {b: 1}\n  c:\n    b: 2\n",
    },
    {
      name: "overrides what a merge key gives",
      before: "spec:\n  a: &x {b: 1}\n  c:\n    <<: *x\n    d: 1\n",
      change: set({ c: { b: 2, d: 1 } }),
      after: "spec:\n  a: &x {b: 1}\n  c:\n    <<: *x\n    d: 1\n    b: 2\n",
    },
    {
      name: "writes a map out that loses what a merge key gave",
      before: "spec:\n  a: &x {b: 1}\n  c:\n    <<: *x\n    d: 1\n",
      change: set({ c: { d: 1 } }),
      after: "spec:\n  a: &x {b: 1}\n  c:\n    d: 1\n",
    },
    {
      name: "rewrites a map with explicit keys",
      before: "spec:\n  a:\n    ? x\n    : 1\n  b: 1\n",
      change: set({ a: { x: 2 } }),
      after: "spec:\n  a:\n    x: 2\n  b: 1\n",
    },
    {
      name: "adds big integers as they are",
      before: "spec:\n  a: 18446744073709551614\n  b: 1.8446744073709552e+19\n",
      change: set({ a: 18446744073709551615n, c: 1 }),
      after: "spec:\n  a: 18446744073709551615\n  b: 1.8446744073709552e+19\n  c: 1\n",
    },
    {
      name: "finds keys by what they mean",
      before: 'spec:\n  on: 1\n  "quoted": 2\n',
      change: set({ true: 3, quoted: 4 }),
      after: 'spec:\n  on: 3\n  "quoted": 4\n',
    },
  ];
  for (const { name, before, change, after } of cases) {
    it(name, () => assert.equal(edited(HEAD + before, change), HEAD + after));
    it(`${name}, with carriage returns`, () => {
      const crlf = (text: string): string => (HEAD + text).replaceAll("\n", "\r\n");
      assert.equal(edited(crlf(before), change), crlf(after));
    });
  }

  it("keeps a byte order mark", () => {
    assert.equal(edited(`\ufeff${HEAD}spec:\n  x: 1\n`, set({ x: 2 })), `\ufeff${HEAD}spec:\n  x: 2\n`);
  });

  it("touches one document among several", () => {
    const text = `# top\n${HEAD}spec: {}\n---\n# second\n${HEAD.replace("a\n", "b\n")}spec:\n  x: 1\n--- # third\nvalues:   [1,2]\n`;
    assert.equal(edited(text, set({ x: 2 }), "b"), text.replace("x: 1", "x: 2"));
  });

  it("touches one item among several, whatever the indent of the list", () => {
    for (const indent of ["", "  "]) {
      const item = (name: string): string =>
        `${indent}- apiVersion: v1\n${indent}  kind: X\n${indent}  metadata: {name: ${name}} # ${name}\n${indent}  spec:\n${indent}    x:   1\n`;
      const plain = `apiVersion: v1\nkind: List\nitems:\n${item("a")}${indent}# between\n${item("b")}${item("c")}metadata: {}\n`;
      const expected = plain
        .split("# b\n")
        .map((part, index) => (index === 1 ? part.replace("x:   1", "x:   2") : part));
      assert.equal(edited(plain, set({ x: 2 }), "b"), expected.join("# b\n"));
    }
  });

  it("keeps JSON in its own layout", () => {
    const json = (x: unknown): string =>
      `${JSON.stringify({ apiVersion: "v1", kind: "List", items: [{ apiVersion: "v1", kind: "X", metadata: { name: "a" }, spec: x }] }, null, 4)}\n`;
    const before = { b: 1, list: [1, { y: true }], none: {} };
    const after = { b: "one", list: [1, { y: true }, "z"], none: { k: ["v"] }, more: { deep: [1, {}] } };
    assert.equal(
      edited(json(before), () => after),
      json(after),
    );
    assert.deepEqual(JSON.parse(edited(json(before), () => after)).items[0].spec, after);
  });

  it("keeps JSON on one line", () => {
    const text = '{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"spec":{"a":1,"b":[]}}';
    assert.equal(
      edited(text, set({ a: "x", b: [1], c: null })),
      text.replace('"a":1,"b":[]', '"a":"x","b":[1], "c": null'),
    );
  });

  it("keeps what a typed list says for its items out of the item", () => {
    const text = "apiVersion: v1\nkind: XList\nitems:\n- metadata:\n    name: a\n  spec:\n    x: 1\n";
    assert.equal(edited(text, set({ x: 2 })), text.replace("x: 1", "x: 2"));
  });

  it("adds labels to an object whose labels are null", () => {
    const text = "apiVersion: v1\nkind: X\nmetadata:\n  name: a\n  labels: null # none\n";
    const { manifest, placed } = open(text, "a");
    const wanted = { ...placed.object, metadata: { ...placed.object.metadata, labels: { l: "1" } } };
    const rewritten = rewriteObject(text, manifest, placed, wanted);
    assert.equal(
      isProblem(rewritten) ? "" : rewritten.text,
      text.replace("labels: null # none", 'labels: # none\n    l: "1"'),
    );
  });

  it("refuses a change that an anchor carries further, and one that nothing in the text can show", () => {
    const shared = `${HEAD}spec:\n  a: &x [1]\n  c: *x\n`;
    assert.throws(() => edited(shared, set({ a: [2] })), /reach further/);
    const elsewhere = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: X, metadata: {name: a}, spec: &s {x: 1}}\n- {apiVersion: v1, kind: X, metadata: {name: b}, spec: *s}\n`;
    assert.throws(() => edited(elsewhere, set({ x: 2 })), /reach further/);
    assert.equal(edited(elsewhere, set({ x: 2 }), "b"), elsewhere.replace("spec: *s", 'spec: {"x": 2}'));
  });
});

describe("withoutObject", () => {
  const doc = (name: string): string => HEAD.replace("a\n", `${name}\n`);

  it("removes a document with its marker and comments", () => {
    const text = `# file\n${doc("a")}---\n# about b\n${doc("b")}--- # c\n${doc("c")}`;
    assert.equal(removed(text, "b"), `# file\n${doc("a")}--- # c\n${doc("c")}`);
    assert.equal(removed(text, "a"), `---\n# about b\n${doc("b")}--- # c\n${doc("c")}`);
    assert.equal(removed(text, "c"), `# file\n${doc("a")}---\n# about b\n${doc("b")}`);
  });

  const item = (name: string): string => `- apiVersion: v1\n  kind: X # ${name}\n  metadata:\n    name: ${name}\n`;
  const list = (...items: readonly string[]): string => `apiVersion: v1\nitems:\n${items.join("")}kind: List\n`;

  it("removes the lines of an item of a list", () => {
    assert.equal(removed(list(item("a"), "# two\n", item("b"), item("c")), "b"), list(item("a"), "# two\n", item("c")));
    assert.equal(removed(list(item("a"), item("b")), "a"), list(item("b")));
    assert.equal(removed(list(item("a"), item("b")), "b"), list(item("a")));
  });

  it("removes the document of a list that loses its only item", () => {
    assert.equal(removed(`${doc("a")}---\n${list(item("b"))}`, "b"), doc("a"));
  });

  it("leaves a list that stands in a list without items", () => {
    const text =
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: X\n    metadata:\n      name: a\n";
    const nested = `${text}${item("b")}`;
    assert.equal(
      removed(nested, "a"),
      `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: []\n${item("b")}`,
    );
  });

  it("removes an item of a JSON list", () => {
    const object = (name: string): unknown => ({ apiVersion: "v1", kind: "X", metadata: { name } });
    const json = (...names: readonly string[]): string =>
      JSON.stringify({ kind: "List", apiVersion: "v1", items: names.map(object) }, null, 2);
    assert.equal(removed(json("a", "b", "c"), "b"), json("a", "c"));
    assert.equal(removed(json("a", "b", "c"), "a"), json("b", "c"));
    assert.equal(removed(json("a", "b", "c"), "c"), json("a", "b"));
  });

  it("refuses to remove an anchor that others use", () => {
    const text =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: X, metadata: {name: a}, spec: &s {x: 1}}\n- {apiVersion: v1, kind: X, metadata: {name: b}, spec: *s}\n";
    assert.throws(() => removed(text, "a"), /no anchor/);
  });
});
