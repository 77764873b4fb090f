import { type BaseType, type ColumnType, shapeOf } from "./column-type";
import type { DatabaseSchema, TableSchema } from "./schema";

/**
 * TypeScript text with one type, named like the database, that holds the tables of a schema: the type parameter of
 * `connect`.
 *
 * @param importFrom the module that exports `Integer` and `Uuid`; default "ovsdb-client"
 */
export function generateTypes(schema: DatabaseSchema, importFrom = "ovsdb-client"): string {
  const tables = [...schema.tables]
    .map(([name, table]) => `  readonly ${name}: {\n${printColumns(table)}  };\n`)
    .join("");
  const imports = ["Integer", "Uuid"].filter((name) => new RegExp(`\\b${name}\\b`).test(tables));
  return [
    `// The tables of ${schema.name} ${schema.version}, generated from its schema.\n`,
    ...(imports.length === 0 ? [] : [`import type { ${imports.join(", ")} } from ${JSON.stringify(importFrom)};\n`]),
    `\nexport type ${schema.name} = {\n${tables}};\n`,
  ].join("");
}

function printColumns(table: TableSchema): string {
  return [...table.columns]
    .filter(([name]) => !name.startsWith("_"))
    .map(([name, { type }]) => `${printNote(type)}    readonly ${name}: ${printType(type)};\n`)
    .join("");
}

/** What the TypeScript type cannot say. */
function printNote({ key, value, max }: ColumnType): string {
  const said = [key, ...(value === undefined ? [] : [value])].flatMap(notesOf);
  const notes = [...said, ...(max > 1 && max !== Infinity ? [`at most ${max}`] : [])];
  return notes.length === 0 ? "" : `    /** ${notes.join("; ")} */\n`;
}

function notesOf({ minimum, maximum, minLength, maxLength, table, isWeak = false }: BaseType): readonly string[] {
  return [
    ...(minimum === undefined && maximum === undefined ? [] : [`${minimum ?? ""}..${maximum ?? ""}`]),
    ...(minLength === undefined && maxLength === undefined ? [] : [`${minLength ?? 0}..${maxLength ?? ""} characters`]),
    ...(table === undefined ? [] : [`${isWeak ? "weak reference" : "reference"} to ${table}`]),
  ];
}

function printType(type: ColumnType): string {
  const atom = printAtom(type.key);
  switch (shapeOf(type)) {
    case "map":
      return `ReadonlyMap<${atom}, ${printAtom(type.value as BaseType)}>`;
    case "set":
      return `readonly ${atom.includes("|") ? `(${atom})` : atom}[]`;
    case "optional":
      return `${atom} | null`;
    case "atom":
      return atom;
  }
}

function printAtom({ kind, choices }: BaseType): string {
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  switch (kind) {
    case "integer":
      return "Integer";
    case "real":
      return "number";
    case "uuid":
      return "Uuid";
    case "boolean":
    case "string":
      return kind;
  }
}
