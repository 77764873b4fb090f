import assert from "node:assert/strict";
import path from "node:path";
import ts from "typescript";

const ROOT = path.resolve(__dirname, "../../..");
const FILE = path.join(ROOT, "examples", "editor", "index.ts");
const PROGRAM = `import * as kubeovn from "../../sdk";
new kubeovn.Subnet("lab", { cidrBlock: "10.80.0.0/24", gatewayType: "", acls: [{ action: "" }] });
new kubeovn.ReservedIP("db", { subnet: "lab", workload: { kind: "", name: "db" } });
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

describe("an editor", function () {
  this.timeout(60_000);
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

  /** What it offers between the quotes after a word of the program. */
  function offers(word: string): readonly string[] {
    const quote = PROGRAM.indexOf('""', PROGRAM.indexOf(word)) + 1;
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

  it("offers the values of an argument that has only some", () => {
    assert.deepEqual(offers("gatewayType"), ["centralized", "distributed"]);
    assert.deepEqual(offers("kind"), ["Pod", "StatefulSet", "VirtualMachine"]);
    assert.deepEqual(offers("action"), ["allow", "allow-related", "allow-stateless", "drop", "reject"]);
  });
});
