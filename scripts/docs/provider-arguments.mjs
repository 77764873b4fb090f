/** Types of settings that have only some values. @type {Readonly<Record<string, string>>} */
const FEW_VALUES = { ovnPorts: "PortDuty", ovnWait: "PortWait" };

/**
 * The arguments of `Provider` as an interface, each with what the table of settings says of it.
 *
 * @param {Readonly<Record<string, { type: string, env?: string, isArgument: boolean, doc: string, default: string }>>} settings
 * @param {Readonly<Record<string, string>>} former  names that settings had before
 * @returns {string} TypeScript
 */
export function providerArguments(settings, former) {
  const members = Object.entries(settings)
    .filter(([, { isArgument }]) => isArgument)
    .map(([key, { type, env, doc, default: otherwise }]) => {
      const value = FEW_VALUES[key] ?? (type === "flag" ? "boolean" : "string");
      const text = doc.replace(/\[([^\]]*)\]\(([^)]*)\)/g, "$1 ($2)");
      const rest = [`Default: ${otherwise}.`, ...(env === undefined ? [] : [`Environment: \`${env}\`.`])];
      const lines = [`${text[0]?.toUpperCase()}${text.slice(1)}.`, "", ...rest].map(
        (line) => `   *${line && ` ${line}`}`,
      );
      return `  /**\n${lines.join("\n")}\n   */\n  ${key}?: pulumi.Input<${value}>;`;
    });
  for (const [name, now] of Object.entries(former)) {
    members.push(`  /** @deprecated it is called \`${now}\` now */\n  ${name}?: pulumi.Input<string>;`);
  }
  return `// Made by scripts/generate-docs.mjs from provider/plan/arguments/settings-table.ts; edit that.
import type * as pulumi from "@pulumi/pulumi";
import type { ${Object.values(FEW_VALUES).sort().join(", ")} } from "../provider/plan";

/** Where an explicit provider plans and writes: every setting but \`owner\`, under the name that it has in the stack's configuration. */
export interface ProviderArgs {
${members.join("\n")}
}
`;
}
