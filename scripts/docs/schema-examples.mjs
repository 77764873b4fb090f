import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCaptured } from "../toolchain/processes.mjs";
import { fence } from "./blocks.mjs";

/** @typedef {{ types: Readonly<Record<string, { type: string, enum?: unknown }>>, language: object }} Schema  of the package */

/** Where examples of the package schema are, each in a file with the name of its resource or function. */
export const EXAMPLES = join("sdks", "examples");

/**
 * What the description of a resource or function has beside its sentence. Generators take the shortcodes away, and code in
 * other languages than their own with them.
 *
 * @param {string} repository
 * @param {string} token  as in the schema, such as `kubeovn:spiderpool:IPPool`
 * @throws {Error} without an example
 */
export function exampleOf(repository, token) {
  const name = token.replace("kubeovn:", "").replace("index:", "").replace(":", ".");
  const file = join(repository, EXAMPLES, `${name}.md`);
  if (!existsSync(file)) throw new Error(`${token} has no example: there is no ${join(EXAMPLES, `${name}.md`)}`);
  const text = readFileSync(file, "utf8")
    .replace(/^<!-- begin .* -->\n\n/gm, "")
    .replace(/^\n<!-- end .* -->\n/gm, "");
  const lines = ["{{% examples %}}", "## Example Usage", "{{% example %}}", "", text.trimEnd(), ""];
  return [...lines, "{{% /example %}}", "{{% /examples %}}"].join("\n");
}

/**
 * The programs in YAML of examples in other languages, by Pulumi's own converters.
 *
 * @param {string} repository
 * @param {readonly string[]} names  of generated parts: `example Vip typescript`
 * @param {object} by
 * @param {string} by.generator      path of gensdk
 * @param {Schema} by.schema
 * @param {readonly string[]} by.components  classes that are imported from a folder of their own in TypeScript
 * @returns {Promise<[name: string, text: string][]>}
 * @throws {Error} with what a converter says
 */
export async function convertedExamples(repository, names, { generator, schema, components }) {
  const folder = mkdtempSync(join(tmpdir(), "kubeovn-examples-"));
  try {
    const schemas = { own: join(folder, "own.json"), typescript: join(folder, "typescript.json") };
    writeFileSync(schemas.own, JSON.stringify(schema));
    writeFileSync(schemas.typescript, JSON.stringify(asInTypeScript(schema)));
    /** @type {[string, string][]} */
    const texts = [];
    for (const part of names) {
      const [, name = "", language = ""] = part.split(" ");
      const program = join(folder, `${name}.yaml`);
      writeFileSync(program, programIn(readFileSync(join(repository, EXAMPLES, `${name}.md`), "utf8")));
      const isOurs = language === "typescript";
      const from = isOurs ? schemas.typescript : schemas.own;
      const run = await runCaptured(generator, [from, "convert", language, program]);
      if (run.code !== 0) throw new Error(`${part}: ${run.stderr}`);
      const text = isOurs ? importedInTypeScript(run.stdout, components.includes(name)) : run.stdout;
      texts.push([part, fence(language, text)]);
    }
    return texts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program in YAML of an example. @param {string} text */
function programIn(text) {
  const [, program] = /^```yaml\n([\s\S]*?)^```$/m.exec(text) ?? [];
  if (program === undefined) throw new Error(`no program in YAML is in this example:\n${text}`);
  return program;
}

/**
 * The schema of the classes for TypeScript, which are not generated: values of a list are texts there.
 *
 * @param {Schema} schema
 */
function asInTypeScript(schema) {
  const nodejs = { packageName: "pulumi-kubeovn" };
  const text = JSON.stringify({ ...schema, language: { ...schema.language, nodejs } }, (_, value) => {
    const listed = schema.types[value?.$ref?.replace("#/types/", "")];
    return listed?.enum === undefined ? value : { type: listed.type };
  });
  return JSON.parse(text);
}

/** @param {string} text @param {boolean} isComponent */
function importedInTypeScript(text, isComponent) {
  const used = text.replace(/^import \* as pulumi from .*\n/, (line) => (/\bpulumi\./.test(text) ? line : ""));
  return isComponent ? used.replace('from "pulumi-kubeovn"', 'from "pulumi-kubeovn/components"') : used;
}
