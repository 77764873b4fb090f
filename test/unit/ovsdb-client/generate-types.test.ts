import assert from "node:assert/strict";
import { generateTypes, readSchema } from "../../../provider/ovsdb-client";

describe("generateTypes", () => {
  it("prints every kind of column", () => {
    const schema = readSchema({
      name: "D",
      version: "1.0.0",
      tables: {
        Port: {
          columns: {
            name: { type: "string" },
            tag: { type: { key: { type: "integer", minInteger: 0, maxInteger: 4095 }, min: 0 } },
            mode: { type: { key: { type: "string", enum: ["set", ["a", "b"]] }, min: 0, max: 2 } },
            options: { type: { key: "string", value: "real", min: 0, max: "unlimited" } },
            peers: { type: { key: { type: "uuid", refTable: "Port", refType: "weak" }, min: 0, max: "unlimited" } },
          },
        },
      },
    });
    assert.equal(
      generateTypes(schema),
      `// The tables of D 1.0.0, generated from its schema.
import type { Integer, Uuid } from "ovsdb-client";

export type D = {
  readonly Port: {
    readonly name: string;
    /** 0..4095 */
    readonly tag: Integer | null;
    /** at most 2 */
    readonly mode: readonly ("a" | "b")[];
    readonly options: ReadonlyMap<string, number>;
    /** weak reference to Port */
    readonly peers: readonly Uuid[];
  };
};
`,
    );
  });
});
