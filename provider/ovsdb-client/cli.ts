#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { generateTypes } from "./generate-types";
import { parseJson } from "./json-text";
import { readSchema } from "./schema";

const [file, importFrom] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("usage: ovsdb-client-types SCHEMA_FILE [MODULE]\nprints the types of an .ovsschema file\n");
  process.exitCode = 2;
} else {
  const parsed = parseJson(readFileSync(file));
  if ("fault" in parsed) {
    process.stderr.write(`${file}: ${parsed.fault}\n`);
    process.exitCode = 1;
  } else {
    process.stdout.write(generateTypes(readSchema(parsed.value), importFrom));
  }
}
