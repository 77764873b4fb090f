import assert from "node:assert/strict";
import { printAddress } from "../../../../provider/ipam";
import { snapshotOf } from "../../../../provider/objects/kubeovn/facts";
import { holderName } from "../../../../provider/plan";
import { type Manifest, parseManifest } from "../../../../provider/stores/manifests/parse";

function parsed(text: string): Manifest {
  const manifest = parseManifest(text);
  const [blemish] = manifest.blemishes;
  if (blemish !== undefined) throw new Error(blemish.reason);
  return manifest;
}

function refused(text: string): { line: number; reason: string } {
  const [blemish] = parseManifest(text).blemishes;
  if (blemish === undefined) throw new Error("it is a manifest");
  return blemish;
}

const names = (text: string): readonly string[] => parsed(text).objects.map(({ object }) => object.metadata.name);
const lines = (text: string): readonly number[] => parsed(text).objects.map(({ line }) => line);

const IP = "apiVersion: kubeovn.io/v1\nkind: IP\nmetadata:\n  name: a\n";

describe("parseManifest", () => {
  it("finds the objects of several documents with their lines", () => {
    const text = `# head\n${IP}---\n# comment\n\n${IP.replace("a\n", "b\n")}`;
    assert.deepEqual(names(text), ["a", "b"]);
    assert.deepEqual(lines(text), [2, 9]);
  });

  it("flattens kind: List, indented or not, and lists in lists", () => {
    const item = (name: string): string => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}}`;
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${item("a")}\n- apiVersion: v1\n  kind: List\n  items:\n    - ${item("b")}\n    - ${item("c")}\n`;
    assert.deepEqual(names(text), ["a", "b", "c"]);
    assert.deepEqual(lines(text), [4, 8, 9]);
  });

  it("flattens a typed list and gives its items the kind that they omit", () => {
    const text = "apiVersion: v1\nkind: PodList\nitems:\n- metadata:\n    name: a\n- metadata:\n    name: b\n";
    assert.deepEqual(
      parsed(text).objects.map(({ object, line }) => [object.apiVersion, object.kind, object.metadata.name, line]),
      [
        ["v1", "Pod", "a", 4],
        ["v1", "Pod", "b", 6],
      ],
    );
  });

  it("finds nothing in a List without items, and one object in a kind that only ends like a list", () => {
    assert.deepEqual(names("apiVersion: v1\nkind: List\nitems:\n"), []);
    assert.deepEqual(names("apiVersion: acme.io/v1\nkind: AllowList\nmetadata:\n  name: a\n"), ["a"]);
  });

  it("reads JSON with tabs, and says on which line each item stands", () => {
    const text =
      '{\n\t"apiVersion": "v1",\n\t"kind": "List",\n\t"items": [\n\t\t{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}},\n\t\t{\n\t\t\t"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}\n\t\t}\n\t]\n}\n';
    assert.deepEqual(names(text), ["a", "b"]);
    assert.deepEqual(lines(text), [5, 6]);
  });

  it("passes over what is no object of the API", () => {
    const values = "replicaCount: 3\nimage:\n  tag: latest\n";
    const kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a.yaml\n";
    const generated = "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-\n";
    assert.deepEqual(
      names(`${values}---\n${kustomization}---\n${generated}---\n---\n# nothing\n---\njust text\n---\n- 1\n`),
      [],
    );
  });

  it("reads what is made under generated names where it may ask for an address, each by itself", () => {
    const job = (address: string): string =>
      `apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: web-, namespace: shop}\nspec: {template: {metadata: {annotations: {ovn.kubernetes.io/ip_address: "${address}"}}}}\n`;
    for (const [one, other] of [
      ["10.16.0.5", "10.16.0.6"],
      ["fd00:16::5", "fd00:16::6"],
    ] as const) {
      const found = names(`${job(one)}---\n${job(other)}`);
      assert.equal(new Set(found).size, 2);
      for (const name of found) assert.match(name, /^web-\*[0-9a-f]{6}$/);
      const { objects } = parsed(job(one));
      const asked = snapshotOf(objects.map(({ object }) => object)).demands;
      assert.deepEqual(
        asked.map(({ claimant, addresses }) => `${holderName(claimant).slice(0, 14)} ${addresses.map(printAddress)}`),
        [`Job shop/web-* ${one}`],
      );
    }
  });

  it("reads scalars as kubectl does, whatever way it takes", () => {
    const spec =
      "spec:\n  on: yes\n  mac: 00:11:22:33:44:55\n  count: 18446744073709551614\n  float: 1.8446744073709552e+19\n  octal: 0644\n  text: 'yes'\n";
    const expected = {
      true: true,
      mac: "00:11:22:33:44:55",
      count: 18446744073709551614n,
      float: 1.8446744073709552e19,
      octal: 420,
      text: "yes",
    };
    assert.deepEqual(parsed(IP + spec).objects[0]?.object.spec, expected);
    assert.deepEqual(parsed(`${IP}${spec}flow: {a: b}\n`).objects[0]?.object.spec, expected);
  });

  it("keeps the big integers of JSON exact", () => {
    const text = '{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"n":18446744073709551614,"m":9007199254740991}';
    assert.deepEqual(
      [parsed(text).objects[0]?.object.n, parsed(text).objects[0]?.object.m],
      [18446744073709551614n, 9007199254740991],
    );
  });

  it("tells apart keys that look alike and mean something else", () => {
    const text = `${IP}spec: {n: 1, "n": 2}\n`;
    assert.deepEqual(parsed(text).objects[0]?.object.spec, { false: 1, n: 2 });
  });

  it("resolves aliases and merge keys", () => {
    const text = `${IP}base: &base {a: 1, b: 2}\ncopy: *base\nmerged:\n  <<: *base\n  b: 3\nmany:\n  <<: [*base, {c: 4}]\n`;
    const object = parsed(text).objects[0]?.object;
    assert.deepEqual(
      [object?.copy, object?.merged, object?.many],
      [
        { a: 1, b: 2 },
        { b: 3, a: 1 },
        { a: 1, b: 2, c: 4 },
      ],
    );
  });

  it("takes core tags at their word and leaves other tags without effect", () => {
    const object = parsed(`${IP}a: !!str 5\nb: !!int "5"\nc: !vault x\n`).objects[0]?.object;
    assert.deepEqual([object?.a, object?.b, object?.c], ["5", 5, "x"]);
  });

  it("omits labels, annotations and a namespace that are empty", () => {
    const text =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace:\n  labels: null\n  annotations: ~\n  creationTimestamp: null\n";
    assert.deepEqual(parsed(text).objects[0]?.object.metadata, { name: "a", creationTimestamp: null });
  });

  it("gives a member called __proto__ no power", () => {
    for (const text of [`${IP}__proto__:\n  polluted: true\n`, `${IP}"__proto__": {polluted: true}\n`]) {
      const object = parsed(text).objects[0]?.object ?? {};
      assert.equal(Object.getPrototypeOf(object), Object.prototype);
      assert.equal("polluted" in object, false);
      assert.equal("polluted" in {}, false);
    }
    const json = parsed('{"apiVersion":"v1","kind":"X","metadata":{"name":"a"},"__proto__":{"polluted":true}}');
    assert.equal("polluted" in (json.objects[0]?.object ?? {}), false);
  });

  it("reads a text with a byte order mark and with carriage returns", () => {
    assert.deepEqual(names(`\ufeff${IP}`), ["a"]);
    assert.deepEqual(names(`${IP}---\n${IP}`.replaceAll("\n", "\r\n")), ["a", "a"]);
  });

  describe("of a text that is no manifest", () => {
    const cases: readonly { name: string; text: string; line: number; reason: RegExp }[] = [
      { name: "a tab that indents", text: "a:\n\tb: 1\n", line: 2, reason: /a tab stands where blanks indent/ },
      { name: "an open bracket", text: `${IP}---\na: [1, 2\n`, line: 7, reason: /\]/ },
      { name: "a template", text: "a: {{ .Values.name }}\n", line: 1, reason: /template/ },
      { name: "an alias without an anchor", text: "a: 1\nb: *gone\n", line: 2, reason: /no anchor/ },
      { name: "an alias of what it is in", text: "a: &a\n  b: *a\n", line: 2, reason: /contains itself/ },
      { name: "an alias of the list it is in", text: "a: &a [*a]\n", line: 1, reason: /contains itself/ },
      { name: "a merge of no map", text: "a: &a 1\nb:\n  <<: *a\n", line: 3, reason: /merge/ },
      { name: "an object that nobody reads", text: `{a: 1}\n${IP}`, line: 2, reason: /---/ },
      {
        name: "an object without name",
        text: "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  labels: {}\n",
        line: 4,
        reason: /name of Vip is missing/,
      },
      {
        name: "a numeric name",
        text: "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata:\n  name: 12\n",
        line: 4,
        reason: /number 12/,
      },
      { name: "a numeric namespace", text: `${IP}  namespace: 12\n`, line: 5, reason: /namespace is the number 12/ },
      {
        name: "metadata that is no map",
        text: "apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: x\n",
        line: 3,
        reason: /metadata of Vip/,
      },
      {
        name: "a label that is no string",
        text: `${IP}  labels:\n    a: b\n    c: true\n`,
        line: 7,
        reason: /labels "c" is the boolean true/,
      },
      { name: "labels that are no map", text: `${IP}  labels: [a]\n`, line: 5, reason: /labels is not a map/ },
    ];
    for (const { name, text, line, reason } of cases) {
      it(`refuses ${name} and says where`, () => {
        const problem = refused(text);
        assert.match(problem.reason, reason);
        assert.equal(problem.line, line);
      });
    }

    it("refuses aliases that multiply", () => {
      const bomb = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]\n`).join("");
      assert.match(refused(`a0: &a0 [1,1,1,1,1,1,1,1,1]\n${bomb}`).reason, /far more than what is written/);
    });

    it("refuses nesting without end instead of failing", () => {
      const chain = Array.from({ length: 1_000 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join("");
      assert.match(refused("[".repeat(20_000)).reason, /nested too deeply/);
      assert.match(refused(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`).reason, /nested too deeply/);
      assert.match(refused(`${"- ".repeat(20_000)}a\n`).reason, /nested too deeply/);
      assert.match(refused(`a0: &a0 1\n${chain}`).reason, /aliases lead to aliases/);
    });

    it("says of each whether an address may hide there", () => {
      const { objects, blemishes } = parseManifest(
        `${IP}---\na: {{ .Values.a }}\n---\napiVersion: kubeovn.io/v1\nkind: [\n`,
      );
      assert.deepEqual(
        [objects.length, blemishes.map(({ line, isDoubt }) => [line, isDoubt])],
        [
          1,
          [
            [6, false],
            [10, true],
          ],
        ],
      );
    });

    it("passes over what is misshapen and decides nothing", () => {
      const { objects, blemishes } = parseManifest(
        "apiVersion: v1\nkind: Service\nmetadata: {name: 12, labels: {a: true}}\n",
      );
      assert.deepEqual([objects, blemishes], [[], []]);
    });
  });

  it("takes the last of a repeated key, and a null annotation for an empty one", () => {
    const object = parsed(`${IP}  annotations: {a: null}\nspec: {v: 1, v: 2}\nspec2: 1\nspec2: 2\n`).objects[0]?.object;
    assert.deepEqual([object?.metadata.annotations, object?.spec, object?.spec2], [{ a: "" }, { v: 2 }, 2]);
  });

  it("reads a stream of JSON objects", () => {
    const one = (name: string): string => `{"apiVersion":"v1","kind":"X","metadata":{"name":"${name}"}}`;
    assert.deepEqual(names(`${one("a")}${one("b")}\n${one("c")}\n`), ["a", "b", "c"]);
  });

  it("ends where kubectl does", () => {
    assert.deepEqual(names(`${IP}...\nfoo: [\n`), ["a"]);
  });
});
