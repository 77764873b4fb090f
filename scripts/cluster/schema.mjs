const STRING_MAP = { type: { key: "string", value: "string", min: 0, max: "unlimited" } };
const STRING = { type: "string" };
const INTEGER = { type: "integer" };
const DATAPATH_GROUP = { type: { key: { type: "uuid", refTable: "Logical_DP_Group" }, min: 0, max: 1 } };

/**
 * Columns that the models of Kube-OVN 1.13 know and OVN 23.03 of Debian 12 lacks, by database, table and column.
 *
 * The controller refuses a database without them; ovn-northd does not mind columns it does not know.
 *
 * @source kube-ovn v1.13.0 pkg/ovsdb/ovnnb and ovnsb; OVN 24.03 ovn-nb.ovsschema and ovn-sb.ovsschema
 */
const ADDITIONS = {
  OVN_Northbound: {
    DNS: { options: STRING_MAP },
    Logical_Router_Port: { status: STRING_MAP },
    ACL: { tier: { type: { key: { type: "integer", minInteger: 0, maxInteger: 3 } } } },
    Logical_Router_Policy: {
      bfd_sessions: { type: { key: { type: "uuid", refTable: "BFD", refType: "weak" }, min: 0, max: "unlimited" } },
    },
  },
  OVN_Southbound: {
    DNS: { options: STRING_MAP },
    IGMP_Group: { chassis_name: STRING },
    Service_Monitor: { chassis_name: STRING },
    BFD: { chassis_name: STRING },
    FDB: { timestamp: INTEGER },
    Load_Balancer: { lr_datapath_group: DATAPATH_GROUP, ls_datapath_group: DATAPATH_GROUP },
  },
};

/**
 * @typedef {object} Schema  RFC 7047, section 3.2
 * @property {string} name
 * @property {string} [cksum]
 * @property {Record<string, { columns: Record<string, unknown> }>} tables
 */

/**
 * A schema of OVN with the columns that Kube-OVN 1.13 asks for; those it has already stay as they are.
 *
 * @param {Schema} schema  OVN_Northbound or OVN_Southbound; anything else comes back unchanged
 * @returns {Schema} without `cksum`, which no longer fits
 */
export function schemaForKubeOvn({ cksum: _, ...schema }) {
  const additions = Object.entries(ADDITIONS).find(([name]) => name === schema.name)?.[1] ?? {};
  const tables = { ...schema.tables };
  for (const [name, columns] of Object.entries(additions)) {
    const table = tables[name];
    if (table) tables[name] = { ...table, columns: { ...columns, ...table.columns } };
  }
  return { ...schema, tables };
}
