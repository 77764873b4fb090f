import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Engine } from "../../support/engine/engine";
import type { Resource } from "../../support/program";
import { CLUSTER, OWN, reservations } from "../../support/random-program";

const SAMPLES = 200;
const SMALLEST = 6;

/** Random programs that the plan accepts, the same ones every time unless FC_SEED is set. */
export async function randomPrograms(count: number): Promise<readonly (readonly Resource[])[]> {
  const seed = Number(process.env.FC_SEED ?? 20261121);
  const programs: (readonly Resource[])[] = [];
  for (const list of fc.sample(reservations, { seed, numRuns: SAMPLES })) {
    if (programs.length === count) break;
    const program = [OWN, ...list];
    if (list.length >= SMALLEST && (await isAccepted(program))) programs.push(program);
  }
  return programs;
}

/** Late declarations may find their place taken; such a program says nothing about the engine. */
async function isAccepted(program: readonly Resource[]): Promise<boolean> {
  const directory = mkdtempSync(path.join(tmpdir(), "random-"));
  try {
    writeFileSync(path.join(directory, "cluster.yaml"), CLUSTER);
    return (await new Engine(directory).preview(program)).failures.size === 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The program as a person would write it: later batches come after an await. */
export function programText(program: readonly Resource[]): string {
  const last = Math.max(0, ...program.map(({ batch }) => batch ?? 0));
  const turns = Array.from({ length: last + 1 }, (_, turn) =>
    program
      .filter(({ batch }) => (batch ?? 0) === turn)
      .map(({ kind, name, args }) => `  new kubeovn.${kind}(${JSON.stringify(name)}, ${JSON.stringify(args)});\n`)
      .join(""),
  );
  const pause = "  await new Promise((resolve) => setTimeout(resolve, 20));\n";
  return `const kubeovn = require("pulumi-kubeovn");\nmodule.exports = async () => {\n${turns.join(pause)}};\n`;
}
