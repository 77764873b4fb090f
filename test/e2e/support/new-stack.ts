import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A stack without resources, as the CLI has written it. */
interface EmptyStack {
  readonly project: string;
  readonly checkpoint: string;
  /** Of the backend, which tells the form of its files. */
  readonly meta: string;
  /** The line of the stack's configuration that tells how its secrets are encrypted. */
  readonly salt: string;
}

let first: EmptyStack | undefined;

/**
 * Gives a project its stack. The first of this process is made by the CLI; the others are copies of its files under the names of their projects,
 * as `pulumi stack init` derives a key from the passphrase each time, and is started for it.
 *
 * @param folder  the project's
 * @param state   folder of the backend; nothing is in it yet
 * @param name    the stack's, the same in all projects
 * @param init    has the CLI make it
 */
export async function newStack(
  folder: string,
  state: string,
  name: string,
  init: () => Promise<unknown>,
): Promise<void> {
  const project = /^name: *(\S+)$/m.exec(readFileSync(join(folder, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
  const checkpoint = join(state, ".pulumi", "stacks", project, `${name}.json`);
  const meta = join(state, ".pulumi", "meta.yaml");
  const configuration = join(folder, `Pulumi.${name}.yaml`);
  const own = existsSync(configuration) ? readFileSync(configuration, "utf8") : "";
  const hasSalt = own.includes("encryptionsalt:");
  if (first === undefined || (hasSalt && !own.includes(first.salt))) {
    await init();
    const [salt = ""] = /^encryptionsalt: .*\n/m.exec(readFileSync(configuration, "utf8")) ?? [];
    first ??= { project, checkpoint: readFileSync(checkpoint, "utf8"), meta: readFileSync(meta, "utf8"), salt };
    return;
  }
  mkdirSync(dirname(checkpoint), { recursive: true });
  writeFileSync(
    checkpoint,
    first.checkpoint.replace(`"organization/${first.project}/${name}"`, `"organization/${project}/${name}"`),
  );
  writeFileSync(meta, first.meta);
  if (!hasSalt) writeFileSync(configuration, first.salt + own);
}
