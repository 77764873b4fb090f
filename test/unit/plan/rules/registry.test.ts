import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { RULES } from "../../../../provider/plan";

const ROOT = path.resolve(__dirname, "../../../../..");

describe("RULES", () => {
  const live = RULES.filter(({ levels }) => levels.live !== undefined).map(({ code }) => code);

  it("are the codes of the audit report's schema", () => {
    const schema = JSON.parse(readFileSync(path.join(ROOT, "schemas/audit-report.json"), "utf8"));
    assert.deepEqual(schema.properties.rows.items.properties.code.enum, live);
  });

  it("have a heading each in the documents", () => {
    const text = readFileSync(path.join(ROOT, "docs/reference/rules.md"), "utf8");
    const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, code]) => code);
    assert.deepEqual(
      headings,
      RULES.map(({ code }) => code),
    );
  });

  it("each have something to say of some object, and a source", () => {
    const mute = RULES.filter(({ levels, source, kinds }) => !Object.keys(levels).length || !source || !kinds.length);
    assert.deepEqual(mute, []);
  });
});
