import { cpSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "../../support/toolchain";
import { withPlugin } from "./installation";
import { createProject, type Project } from "./project";

/** A project with the plugin on the cluster of the quick start. */
export async function onQuickstart(program: string): Promise<Project> {
  const created = await createProject({
    files: { "Pulumi.yaml": withPlugin(), "index.js": program },
    config: { "kubeovn:manifests": "manifests", "kubeovn:prune": "true" },
  });
  cpSync(join(repositoryFolder, "examples", "quickstart", "cluster"), join(created.folder, "manifests"), {
    recursive: true,
  });
  return created;
}

/**
 * A program's head that stands in for classes generated from the package schema: `kubeovn.<Kind>`, `kubeovn.Provider`, with
 * the aliases of the schema.
 */
export const PLUGIN_CLASSES = `const pulumi = require("@pulumi/pulumi");
const { dirname, join } = require("path");
const folder = dirname(require.resolve("pulumi-kubeovn/package.json"));
const schema = JSON.parse(require("fs").readFileSync(join(folder, "schemas", "pulumi-schema.json"), "utf8"));
const classOf = (token, { properties, aliases }) => class extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const outputs = Object.fromEntries(Object.keys(properties).map((property) => [property, undefined]));
    super(token, name, { ...outputs, ...args }, pulumi.mergeOptions({ aliases }, opts));
  }
};
const kubeovn = Object.fromEntries(
  Object.entries(schema.resources)
    .filter(([token]) => token.startsWith("kubeovn:index:"))
    .map(([token, resource]) => [token.split(":").at(-1), classOf(token, resource)]),
);
kubeovn.Provider = class extends pulumi.ProviderResource {
  constructor(name, args) {
    super("kubeovn", name, args);
  }
};
`;
