import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ apiVersion: string, plural: string }} Resource
 * @typedef {Readonly<Record<string, { form: Resource | null }>>} Rooms  `ROOMS` of the compiled provider/kinds
 */

const RULE = /(apiGroups: \["([^"]+)"\]\n\s+resources: )\[[^\]]*\](\n\s+verbs: \[([^\]]*)\])/g;

/**
 * The roles of deploy/ with the kinds that there are: a rule that only lists is about kinds that are read, every other one
 * about those that are written.
 *
 * @param {string} repository
 * @param {Rooms} rooms
 * @param {readonly Resource[]} read  what a snapshot reads
 * @returns {[path: string, text: string][]}
 */
export function roles(repository, rooms, read) {
  const forms = Object.values(rooms).flatMap(({ form }) => (form === null ? [] : [form]));
  /** @param {readonly Resource[]} resources @param {string} group */
  const inGroup = (resources, group) => [
    ...new Set(resources.filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`)).map(({ plural }) => plural)),
  ];
  const files = readdirSync(join(repository, "deploy")).filter((file) => file.startsWith("cluster-role-"));
  return files.map((file) => {
    const path = join("deploy", file);
    const text = readFileSync(join(repository, path), "utf8").replace(
      RULE,
      (rule, head, group, tail, /** @type {string} */ verbs) => {
        const written = inGroup(forms, group);
        if (written.length === 0) return rule;
        const plurals = verbs === '"list"' ? inGroup(read, group).filter((one) => !written.includes(one)) : written;
        return `${head}[${plurals.map((one) => JSON.stringify(one)).join(", ")}]${tail}`;
      },
    );
    return [path, text];
  });
}
