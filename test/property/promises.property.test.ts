import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { Engine, type Outcome } from "../support/engine/engine";
import { pathOf } from "../support/program";
import { inputsOf, propertyFolder, propertyOptions } from "../support/property";
import { CLUSTER, OWN, reservations } from "../support/random-program";

/** Addresses and MACs by resource. */
function answers(outcome: Outcome): Map<string, unknown> {
  const fields = ["v4ip", "v6ip", "v4IpAddress", "v6IpAddress", "macAddress", "reservations"];
  return new Map(
    [...outcome.inputs]
      .filter(([at]) => !at.startsWith("Subnet"))
      .map(([at, inputs]) => [
        at,
        Object.fromEntries(fields.filter((field) => field in inputs).map((field) => [field, inputs[field]])),
      ]),
  );
}

function addressesOf(outcome: Outcome): string[] {
  return [...outcome.inputs.values()].flatMap((inputs) => {
    const members = (inputs.reservations ?? [inputs]) as Record<string, string | undefined>[];
    return members.flatMap((member) =>
      [member.v4ip, member.v6ip, member.v4IpAddress, member.v6IpAddress].filter((text) => typeof text === "string"),
    );
  });
}

function filesOf(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(directory, file), readFileSync(file, "utf8")]),
  );
}

/** Late declarations may be refused when they meet nothing free; such programs say nothing about the promises. */
function isClean(outcome: Outcome): boolean {
  return outcome.failures.size === 0;
}

async function inDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = propertyFolder("promises");
  try {
    writeFileSync(path.join(directory, "cluster.yaml"), CLUSTER);
    await test(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe("the promises, on random programs", () => {
  it("shows in every preview what up creates, whatever the order, with any part created already", async () => {
    await fc.assert(
      fc.asyncProperty(
        reservations,
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        fc.nat(15),
        async (list, seeds, stopAfter) => {
          await inDirectory(async (directory) => {
            const program = [OWN, ...list];
            const engine = new Engine(directory);
            const before = filesOf(directory);
            const first = await engine.preview(program, { order: seeds[0] ?? 0 });
            fc.pre(isClean(first));
            const expected = answers(first);
            assert.deepEqual(
              answers(await engine.preview(program, { order: seeds[1] ?? 0 })),
              expected,
              "another order",
            );
            assert.deepEqual(filesOf(directory), before, "a preview writes nothing");
            const all = addressesOf(first);
            assert.equal(new Set(all).size, all.length, "distinct");

            await engine.up(program, {
              order: seeds[2] ?? 0,
              interruption: { at: stopAfter, how: "killed after" },
            });
            assert.deepEqual(
              answers(await engine.preview(program, { order: seeds[0] ?? 0 })),
              expected,
              "half created",
            );
            const up = await engine.up(program, { order: seeds[1] ?? 0 });
            assert.deepEqual(answers(up), expected, "up");

            const files = filesOf(directory);
            const second = await engine.up(program, { order: seeds[2] ?? 0 });
            assert.deepEqual(new Set(second.operations.values()), new Set(["same"]), "quiet");
            assert.deepEqual(await engine.refresh(), [], "no drift");
            assert.deepEqual(filesOf(directory), files, "byte-identical");
          });
        },
      ),
      propertyOptions({ runs: inputsOf(100) }),
    );
  });

  it("keeps every address when siblings come and go, the state is lost, or the program is renamed", async () => {
    await fc.assert(
      fc.asyncProperty(reservations, reservations, fc.nat(), async (list, others, seed) => {
        await inDirectory(async (directory) => {
          const options = { config: { "kubeovn:prune": "true" } };
          const engine = new Engine(directory, options);
          const up = await engine.up([OWN, ...list]);
          fc.pre(isClean(up));
          const expected = answers(up);

          const added = others.filter((other) => !list.some((mine) => mine.name === other.name));
          const withOthers = await engine.preview([OWN, ...added, ...list], { order: seed });
          for (const [at, answer] of expected) {
            // A preview ends with the first refusal.
            if (withOthers.failures.size === 0 || withOthers.operations.has(at))
              assert.deepEqual(answers(withOthers).get(at), answer, `${at} beside new siblings`);
          }

          const fewer = list.filter((_, i) => i % 2 === 0);
          const afterRemoval = await engine.up([OWN, ...fewer], { order: seed });
          for (const resource of fewer)
            assert.deepEqual(answers(afterRemoval).get(pathOf(resource)), expected.get(pathOf(resource)));

          const rebuilt = new Engine(directory, options);
          const files = filesOf(directory);
          const again = await rebuilt.up([OWN, ...fewer], { order: seed + 1 });
          for (const resource of fewer)
            assert.deepEqual(answers(again).get(pathOf(resource)), expected.get(pathOf(resource)), "state lost");
          assert.deepEqual(filesOf(directory), files, "the manifests alone keep it");

          await rebuilt.destroy();
          assert.deepEqual([...filesOf(directory).keys()], ["cluster.yaml"], "destroy leaves only what was there");
        });
      }),
      propertyOptions({ runs: inputsOf(100) }),
    );
  });

  it("returns to the addresses of the state when the objects are lost", async () => {
    await fc.assert(
      fc.asyncProperty(reservations, fc.nat(), async (list, seed) => {
        await inDirectory(async (directory) => {
          const backup = propertyFolder("promises-empty");
          try {
            cpSync(directory, backup, { recursive: true });
            const engine = new Engine(directory);
            const program = [OWN, ...list];
            const up = await engine.up(program);
            fc.pre(isClean(up));
            const expected = answers(up);
            rmSync(directory, { recursive: true });
            cpSync(backup, directory, { recursive: true });
            await engine.refresh();
            const again = await engine.up(program, { order: seed });
            for (const [at, answer] of expected)
              if (!again.failures.has(at)) assert.deepEqual(answers(again).get(at) ?? answer, answer, at);
          } finally {
            rmSync(backup, { recursive: true, force: true });
          }
        });
      }),
      propertyOptions({ runs: inputsOf(60) }),
    );
  });
});
