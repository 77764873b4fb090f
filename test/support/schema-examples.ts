import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "./toolchain";

interface Described {
  readonly description: string;
}

const { resources, functions } = JSON.parse(
  readFileSync(join(repositoryFolder, "schemas", "pulumi-schema.json"), "utf8"),
) as Readonly<Record<"resources" | "functions", Readonly<Record<string, Described>>>>;

/** A program of the package schema: how a resource or function is used, in one language. */
export interface SchemaExample {
  /** Of the resource or function, such as `kubeovn:index:Vip`. */
  readonly token: string;
  /** As its code is marked: `typescript`, `python`, `go` or `yaml`. */
  readonly language: string;
  readonly program: string;
}

/** All programs of the package schema, by what is described. */
export const SCHEMA_EXAMPLES: Readonly<Record<"resources" | "functions", readonly SchemaExample[]>> = {
  resources: examplesIn(resources),
  functions: examplesIn(functions),
};

function examplesIn(described: Readonly<Record<string, Described>>): readonly SchemaExample[] {
  return Object.entries(described).flatMap(([token, { description }]) =>
    [...description.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", program = ""]) => ({
      token,
      language,
      program,
    })),
  );
}
