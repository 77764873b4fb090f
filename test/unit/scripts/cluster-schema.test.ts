import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

interface Schema {
  readonly name: string;
  readonly cksum?: string;
  readonly tables: Readonly<Record<string, { readonly columns: Readonly<Record<string, unknown>> }>>;
}
const schema = loadToolchain<{ schemaForKubeOvn(schema: Schema): Schema }>("../cluster/schema.mjs");
const STRING_MAP = { type: { key: "string", value: "string", min: 0, max: "unlimited" } };

describe("schemaForKubeOvn", () => {
  it("adds a column to a northbound table and drops the checksum, which no longer fits", async () => {
    const { schemaForKubeOvn } = await schema;
    const plain = { name: "OVN_Northbound", cksum: "1 2", tables: { DNS: { columns: { records: STRING_MAP } } } };
    assert.deepEqual(schemaForKubeOvn(plain), {
      name: "OVN_Northbound",
      tables: { DNS: { columns: { options: STRING_MAP, records: STRING_MAP } } },
    });
  });

  it("adds a column to a southbound table", async () => {
    const { schemaForKubeOvn } = await schema;
    const plain = { name: "OVN_Southbound", tables: { FDB: { columns: {} } } };
    assert.deepEqual(schemaForKubeOvn(plain), {
      name: "OVN_Southbound",
      tables: { FDB: { columns: { timestamp: { type: "integer" } } } },
    });
  });

  it("keeps a column that a newer OVN has already, and what else a table says", async () => {
    const { schemaForKubeOvn } = await schema;
    const table = { isRoot: true, columns: { tier: { type: { key: "integer", min: 0 } } } };
    const plain = { name: "OVN_Northbound", tables: { ACL: table } };
    assert.deepEqual(schemaForKubeOvn(plain).tables.ACL, table);
  });

  it("adds nothing to other databases and no tables", async () => {
    const { schemaForKubeOvn } = await schema;
    const other = { name: "Open_vSwitch", tables: { DNS: { columns: {} } } };
    assert.deepEqual(schemaForKubeOvn(other), other);
    assert.deepEqual(schemaForKubeOvn({ name: "OVN_Southbound", tables: {} }).tables, {});
  });

  it("leaves the given schema as it was", async () => {
    const { schemaForKubeOvn } = await schema;
    const plain = { name: "OVN_Northbound", cksum: "1 2", tables: { DNS: { columns: {} } } };
    schemaForKubeOvn(plain);
    assert.deepEqual(plain, { name: "OVN_Northbound", cksum: "1 2", tables: { DNS: { columns: {} } } });
  });
});
