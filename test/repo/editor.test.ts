import assert from "node:assert/strict";
import path from "node:path";
import ts from "typescript";
import { ROOMS } from "../../provider/kinds";
import type { ShapeField } from "../../provider/plan/arguments/field";

const ROOT = path.resolve(__dirname, "../../..");
const FILE = path.join(ROOT, "examples", "editor", "index.ts");

/** An argument of which there are only some values, wherever it stands, with the cursor of a person who has begun to write one. */
interface Choice {
  readonly where: string;
  /** A statement with one empty text in it. */
  readonly statement: string;
  readonly values: readonly string[];
}

/** Those in a field, and in the objects that stand in it. */
function choicesIn(where: string, field: ShapeField, write: (value: string) => string): readonly Choice[] {
  const { oneOf, shape, each } = field;
  const own = oneOf === undefined ? [] : [{ where, statement: write('""'), values: [...oneOf].sort() }];
  const inside = Object.entries(shape ?? each ?? {}).flatMap(([name, inner]) =>
    choicesIn(`${where}.${name}`, inner, (value) => {
      const object = each === undefined ? `{ ${name}: ${value} }` : `{ some: { ${name}: ${value} } }`;
      return write(field.type === "objects" ? `[${object}]` : object);
    }),
  );
  return [...own, ...inside];
}

const CHOICES = Object.entries(ROOMS).flatMap(([kind, { fields }]) =>
  Object.entries(fields).flatMap(([name, field]) =>
    choicesIn(`${kind}.${name}`, field, (value) => `new kubeovn.${kind}("x", { ${name}: ${value} });`),
  ),
);

const PROGRAM = `import * as kubeovn from "../../sdk";
new kubeovn.Subnet("lab", { cidrBlock: "10.80.0.0/24" });
new kubeovn.ReservedIP("db", { subnet: "lab", workload: { kind: "", name: "db" } });
${CHOICES.map(({ statement }) => statement).join("\n")}
`;

/** An editor with one program open. */
function openEditor(): ts.LanguageService {
  return ts.createLanguageService({
    getCompilationSettings: () => ({
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      skipLibCheck: true,
      types: [],
    }),
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const text = name === FILE ? PROGRAM : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === FILE || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
}

describe("an editor", () => {
  let editor: ts.LanguageService;

  before(() => {
    editor = openEditor();
  });

  after(() => editor.dispose());

  /** What it shows when the mouse is over a word of the program. */
  function hover(word: string): string {
    const info = editor.getQuickInfoAtPosition(FILE, PROGRAM.indexOf(word));
    return ts.displayPartsToString(info?.displayParts);
  }

  /** What it offers between the first empty quotes of a part of the program. */
  function offers(part: string): readonly string[] {
    const quote = PROGRAM.indexOf('""', PROGRAM.indexOf(part)) + 1;
    return (editor.getCompletionsAtPosition(FILE, quote, {})?.entries ?? []).map(({ name }) => name).sort();
  }

  it("shows an argument as an Input of what it is", () => {
    assert.equal(hover("cidrBlock"), "(property) SubnetArgs.cidrBlock: Input<string>");
  });

  it("shows an object as an interface, and its comment", () => {
    assert.match(hover("workload"), /ReservedIPArgs\.workload: Input<(kubeovn\.)?WorkloadArgs>$/);
    const info = editor.getQuickInfoAtPosition(FILE, PROGRAM.indexOf("workload"));
    assert.equal(ts.displayPartsToString(info?.documentation), "Who will use the address. A change replaces.");
  });

  it("offers the kinds of workloads", () => {
    assert.deepEqual(offers("workload:"), ["Pod", "StatefulSet", "VirtualMachine"]);
  });

  it("knows of arguments with only some values, in objects too", () => {
    assert.ok(CHOICES.length > 15, CHOICES.map(({ where }) => where).join());
    assert.ok(CHOICES.some(({ where }) => where === "Subnet.acls.action"));
  });

  for (const { where, statement, values } of CHOICES) {
    it(`offers the values that the check of ${where} takes`, () => assert.deepEqual(offers(statement), values));
  }
});
