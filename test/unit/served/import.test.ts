import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOMS } from "../../../provider/kinds";
import { KINDS, servedToken } from "../../../provider/plan";
import { copyImported, IMPORTED } from "../../support/imported";
import { type Served, startServed } from "../../support/served";

describe("an import", () => {
  let folder: string;
  let manifests: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "import-"));
    manifests = path.join(folder, "manifests");
    copyImported(manifests);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** One run of the engine. */
  async function run<T>(action: (served: Served) => Promise<T>): Promise<T> {
    const served = await startServed({ config: { manifests } });
    try {
      return await action(served);
    } finally {
      served.stop();
    }
  }

  for (const kind of KINDS) {
    const urn = `urn:pulumi:dev::shop::${servedToken(kind)}::it`;
    const id = IMPORTED[kind];
    if (id === undefined) {
      const instead = "adopt" in ROOMS[kind].fields ? 'declare it with "adopt: true" instead' : "declare it instead";
      it(`of a ${kind} is refused: ${instead}`, async () => {
        const refused = await run((served) => served.read(urn, "db").then(() => assert.fail(), String));
        assert.ok(refused.endsWith(instead), refused);
      });
      continue;
    }
    it(`of a ${kind} is arguments that its check takes, and up to date after one update`, async () => {
      const { inputs, outs } = await run((served) => served.read(urn, id));
      // The engine checks what it is going to write down.
      const first = await run((served) => served.check(urn, inputs, inputs));
      assert.deepEqual(first.failures, []);
      const { taken, checked } = await run(async (served) => {
        const checked = await served.check(urn, inputs, inputs);
        return { checked, taken: await served.update(urn, id, outs, checked.inputs) };
      });
      assert.match(String(taken.owner), /^organization\/shop\/dev\//);
      await run(async (served) => {
        const again = await served.check(urn, inputs, checked.inputs);
        assert.deepEqual(again.failures, []);
        const difference = await served.diff(urn, taken, again.inputs);
        assert.deepEqual(difference.getDiffsList(), []);
      });
    });
  }
});
