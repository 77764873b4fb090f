import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadToolchain, repositoryFolder } from "./toolchain";

/** What kubectl makes of a text: its values, or why it refuses. */
export interface KubectlAnswer {
  readonly values: readonly unknown[];
  readonly error?: string;
}

/** Kubernetes' own reader of manifests, in one process for many texts. */
export interface KubectlReader {
  read(text: string): Promise<KubectlAnswer>;
  /** Seconds of processor time that it has used, as Linux counts them: in hundredths. */
  cpuSeconds(): number;
  stop(): void;
}

interface GoPrograms {
  goProgramsFolder(name: string, programs: readonly object[]): Promise<string | undefined>;
  buildGoPrograms(folder: string, programs: readonly object[], log: (line: string) => void): Promise<string>;
}

const PROGRAM = {
  module: join(repositoryFolder, "go-modules", "manifest-reader"),
  package: ".",
  output: "manifest-reader",
  ldflags: "",
  about: "Kubernetes' reader of manifests (seconds, once it is downloaded)",
};

/** Undefined where there is no Go to build it with, and where a plain `npm test` would have to build it (scripts/test.mjs). */
export async function startKubectlReader(): Promise<KubectlReader | undefined> {
  const { goProgramsFolder, buildGoPrograms } = await loadToolchain<GoPrograms>("go-programs.mjs");
  const folder = await goProgramsFolder("manifest-reader", [PROGRAM]);
  if (folder === undefined || (process.env.QUICK_RUN !== undefined && !existsSync(folder))) return undefined;
  await buildGoPrograms(folder, [PROGRAM], (line) => process.stderr.write(`${line}\n`));
  const child = spawn(join(folder, PROGRAM.output), { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read(text) {
      child.stdin.write(`${JSON.stringify(text)}\n`);
      const { value } = await lines.next();
      return JSON.parse(value as string) as KubectlAnswer;
    },
    cpuSeconds() {
      const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8");
      const [user, system] = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .slice(11, 13);
      return (Number(user) + Number(system)) / 100;
    },
    stop: () => void child.stdin.end(),
  };
}
