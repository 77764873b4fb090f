import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SENTENCES } from "../../provider/plan/refusals/messages";
import { RULE_SENTENCES } from "../../provider/plan/refusals/rule-sentences";
import { TEMPLATE_SENTENCES } from "../../provider/plan/templates/template-messages";
import { repositoryFolder } from "../support/toolchain";

const EXAMPLES = join(repositoryFolder, "examples");
const FILES_OF_AN_EXAMPLE = ["Pulumi.yaml", "README.md", "index.ts", "tsconfig.json"];

const exampleNames = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["quickstart", "pipelines"].includes(entry.name))
  .map((entry) => entry.name);

const documents = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "test/mutants.md",
  "examples/README.md",
  "examples/quickstart/README.md",
  ...readdirSync(join(repositoryFolder, "docs"), { encoding: "utf8", recursive: true })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...exampleNames.map((name) => `examples/${name}/README.md`),
];

function read(path: string): string {
  return readFileSync(join(repositoryFolder, path), "utf8");
}

describe("generate-docs", () => {
  it("has nothing to write", async () => {
    const script = join(repositoryFolder, "scripts", "generate-docs.mjs");
    await promisify(execFile)(process.execPath, [script, "--check"]);
  });

  it("leaves no part of a document empty", () => {
    const empty = documents.filter((path) => /<!-- begin (.+) -->\n\s*<!-- end \1 -->/.test(read(path)));
    assert.deepEqual(empty, []);
  });
});

describe("every code of a refusal", () => {
  const page = read("docs/reference/refused-in-the-preview.md");
  const codes = [...Object.keys(SENTENCES), ...Object.keys(RULE_SENTENCES), ...Object.keys(TEMPLATE_SENTENCES)];

  it("has an anchor, in the page of refusals or in the rule book", () => {
    const inRules = headings(read("docs/reference/rules.md"));
    assert.deepEqual(
      codes.filter((code) => !page.includes(`<a id="${code}"></a>`) && !inRules.includes(code)),
      [],
    );
  });

  it("is in the index of codes, with what to do", () => {
    const index = read("docs/reference/refusal-codes.md");
    const listed = [...index.matchAll(/^\| \[(\S+)\]\(refused-in-the-preview\.md#\1\) \| .+ \| .+ \|$/gm)].map(
      ([, code]) => code,
    );
    const anchored = [...page.matchAll(/<a id="(\S+)"><\/a>/g)].map(([, code]) => code);
    assert.deepEqual(listed, anchored.sort());
  });

  it("ends its sentence", () => {
    const sentences = [...page.matchAll(/^\| .* \| (.*) \|$/gm)].flatMap(([, says]) => String(says).split("<br>"));
    const ends = /^(the preview says|---)$|\((<a id="[a-z0-9-]+"><\/a>)?[a-z0-9-]+\)$/;
    assert.deepEqual(
      sentences.filter((text) => !ends.test(text)),
      [],
    );
  });
});

describe("README", () => {
  it("is read in a few minutes", () => {
    const words = read("README.md").split(/\s+/).length;
    assert.ok(words <= 700, `${words} words`);
  });
});

describe("documents", () => {
  it("link to files and headings that exist", () => {
    const broken = documents.flatMap((path) =>
      [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => String(target))
        .filter((target) => !/^https?:/.test(target) && !isReachable(path, target))
        .map((target) => `${path}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it("name no file or folder of the repository that is not there", () => {
    const folders = readdirSync(repositoryFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const isHere = (name: string): boolean =>
      folders.some((folder) => folder.name !== "dist" && name.startsWith(`${folder.name}/`));
    const named = documents.flatMap((path) =>
      [...read(path).matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(([, name = ""]) => [path, name] as const),
    );
    const paths = named.filter(([, name]) => isHere(name));
    assert.ok(paths.length > 100, paths.join());
    assert.deepEqual(
      paths.filter(([, name]) => !existsSync(join(repositoryFolder, name))),
      [],
    );
  });

  it("say nothing of the machine they were made on", () => {
    const found = documents.filter((path) => /\/(home|root|tmp|work|Users)\//.test(read(path)));
    assert.deepEqual(found, []);
  });
});

/** Folders of programs in other languages beside that in TypeScript, each with the program's file. */
const TWINS = { python: "__main__.py", go: "main.go", yaml: "Pulumi.yaml" };

describe("examples", () => {
  for (const name of ["quickstart", ...exampleNames])
    for (const [language, file] of Object.entries(TWINS).filter(([folder]) => existsSync(join(EXAMPLES, name, folder))))
      it(`${name} has the same name in ${language}, as owners of addresses have it, and its README leads there`, () => {
        assert.ok(read(`examples/${name}/${language}/Pulumi.yaml`).startsWith(`name: ${name}\n`));
        assert.ok(read(`examples/${name}/README.md`).includes(`(${language}/${file})`));
      });

  for (const name of exampleNames) {
    it(`${name} is complete, short and listed`, () => {
      const files = FILES_OF_AN_EXAMPLE.filter((file) => !existsSync(join(EXAMPLES, name, file)));
      assert.deepEqual(files, []);
      assert.ok(read(`examples/${name}/index.ts`).trimEnd().split("\n").length <= 40);
      const project = read(`examples/${name}/Pulumi.yaml`);
      assert.match(project, new RegExp(`^name: ${name}$`, "m"));
      // A folder there would make Pulumi run this package itself.
      assert.match(project, /^main: index\.ts$/m);
      assert.ok(read("examples/README.md").includes(`(${name}/README.md)`));
    });

    it(`${name} shows what a run printed, and no other output`, () => {
      const text = read(`examples/${name}/README.md`);
      assert.match(text, new RegExp(`^<!-- begin preview ${name} -->$`, "m"));
      const written = text.replace(/^<!-- begin (.+?) -->\n[\s\S]*?^<!-- end \1 -->$/gm, "");
      assert.doesNotMatch(written, /^\$ pulumi/m);
    });
  }
});

/** Whether a relative link leads to a file, and its fragment to a heading of it. */
function isReachable(from: string, target: string): boolean {
  const [path = "", fragment] = target.split("#");
  const file = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(repositoryFolder, file))) return false;
  return fragment === undefined || headings(read(file)).includes(fragment);
}

/** Anchors as GitHub makes them of headings, and those that are written. */
function headings(markdown: string): string[] {
  const made = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    String(title)
      .toLowerCase()
      .replace(/<[^>]*>/g, "")
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  const written = [...markdown.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => String(id));
  return [...made, ...written];
}
