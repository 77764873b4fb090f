import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Engine } from "../../support/engine/engine";
import { type Heard, heard, SCENARIOS } from "../../support/engine/scenarios";
import { STRANGERS } from "../../support/identity/entities";
import { propertyFolder } from "../../support/property";
import { repositoryFolder } from "../../support/toolchain";

const FIXTURE = path.join(repositoryFolder, "test", "fixtures", "engine-calls.json");

describe("the model of Pulumi's engine", () => {
  const recorded = JSON.parse(readFileSync(FIXTURE, "utf8")) as Record<string, readonly Heard[]>;

  for (const [name, turns] of Object.entries(SCENARIOS)) {
    it(`makes the calls of the real one: ${name}`, async () => {
      const directory = propertyFolder("engine");
      try {
        writeFileSync(path.join(directory, "cluster.yaml"), STRANGERS);
        const engine = new Engine(directory);
        const runs: Heard[] = [];
        for (const { run, program = [], options } of turns) {
          const outcome =
            run === "up"
              ? await engine.up(program, options)
              : await (run === "refresh" ? engine.tryRefresh() : engine.destroy());
          assert.deepEqual([...outcome.failures, ...outcome.errors], []);
          runs.push(heard(outcome.calls));
        }
        assert.deepEqual(runs, recorded[name]);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }
});
