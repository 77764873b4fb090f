import type { Command } from "commander";
import { openStore } from "../../provider/connect/stores";
import { ROOMS } from "../../provider/kinds";
import type { Kind } from "../../provider/plan";
import {
  IMPORTED_KINDS,
  type Importable,
  type Imported,
  importableIn,
  importProgram,
  RESERVATION_KINDS,
} from "../../provider/report";
import type { Store } from "../../provider/stores/store";
import { addSourceOptions, readSource, type SourceOptions } from "../inputs/source";
import { CommandError, EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { writeOutput } from "../write-output";

interface ImportOptions extends SourceOptions {
  readonly output?: string;
  readonly kinds?: string;
}

/** Objects that are read at the same time. */
const AT_ONCE = 16;

const EXAMPLES = `
Examples:
  pulumi-kubeovn import -o index.ts                      from the cluster that kubectl talks to
  pulumi-kubeovn import --manifests manifests -o index.ts
  pulumi-kubeovn import --kinds Subnet,IPPool            networks and pools, without what is in them

The program has "adopt: true" on everything: its first preview changes no address, and what is destroyed later is given back, not
deleted. What cannot be taken over stands in it as a comment with the reason. Objects that a program owns already are omitted.`;

/** `import`: the program text for objects that exist. */
export function addImportCommand(program: Command, around: Surroundings, finish: (code: ExitCode) => void): void {
  const command = program
    .command("import")
    .summary("the program text for objects that exist")
    .description("Writes a program in TypeScript that takes over objects of a cluster or directory as they are.")
    .option("-o, --output <file>", "write it to a file")
    .option(
      "--kinds <kinds>",
      `of these kinds, separated by commas, or "all" of ${IMPORTED_KINDS.join(", ")}; default: ${RESERVATION_KINDS.join(", ")}`,
    );
  addSourceOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: ImportOptions) => {
      const kinds = readKinds(options.kinds);
      const store = openStore(readSource(options, around));
      const snapshot = await store.snapshot();
      const objects = await read(store, importableIn(snapshot, kinds));
      const { text: written, count, refused } = importProgram(snapshot, objects);
      writeOutput(written, options.output, around);
      const rest = refused === 0 ? "" : `, ${refused} omitted for the reasons that stand in the comments`;
      around.stderr.write(`${count} ${count === 1 ? "resource" : "resources"}${rest}\n`);
      finish(EXIT.ok);
    });
}

/** @throws CommandError for a kind that cannot be imported */
function readKinds(text: string | undefined): readonly Kind[] {
  if (text === undefined) return RESERVATION_KINDS;
  if (text === "all") return IMPORTED_KINDS;
  return text.split(",").map((item) => {
    const kind = IMPORTED_KINDS.find((one) => one === item.trim());
    if (kind === undefined)
      throw new CommandError(
        `there is no kind ${JSON.stringify(item)} to import; there are ${IMPORTED_KINDS.join(", ")}`,
      );
    return kind;
  });
}

/** Those of the objects that are still there. */
async function read(store: Store, wanted: readonly Importable[]): Promise<readonly Imported[]> {
  const found: Imported[] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const some = wanted.slice(i, i + AT_ONCE).map(async (one): Promise<readonly Imported[]> => {
      const { form } = ROOMS[one.kind];
      const object = form === null ? undefined : await store.get(form.key(one.id));
      return form === null || object === undefined ? [] : [{ ...one, found: form.read(object, {}) }];
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found;
}
