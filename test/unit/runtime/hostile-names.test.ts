import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KINDS, LONGEST_LINE, MISSING } from "../../../provider/plan";
import { LIFECYCLES } from "../../../provider/runtime/lifecycles";
import { openSession } from "../../../provider/runtime/session";
import { checkedAlone } from "../../support/checked";
import { AROUND, hostileCases } from "../../support/hostile-names";

describe("a text that no object can carry", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "names-"));
    mkdirSync(path.join(directory, "manifests"));
    writeFileSync(
      path.join(directory, "manifests", "cluster.json"),
      JSON.stringify({ apiVersion: "v1", kind: "List", items: AROUND }),
    );
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  for (const kind of KINDS) {
    it(`is refused in the preview, or written: ${kind}`, async () => {
      const config: Readonly<Record<string, string>> = {
        "kubeovn:explicit": "true",
        "kubeovn:manifests": path.join(directory, "manifests"),
      };
      const { id, create, read, delete: remove } = LIFECYCLES[kind];
      for (const one of hostileCases().filter((other) => other.kind === kind)) {
        const session = openSession(
          (key) => config[key],
          () => undefined,
          {},
        );
        const { inputs, failures } = await checkedAlone(session, one, directory);
        for (const { reason } of failures) {
          assert.ok(reason.length <= LONGEST_LINE + 50, one.title);
          assert.doesNotMatch(reason, /\.js:\d+/, one.title);
        }
        if (failures.length === 0) {
          const outs = await create(session, inputs);
          const found = await read(session, id(inputs), outs);
          assert.equal(found?.outs[MISSING], undefined, one.title);
          await remove(session, id(inputs), outs);
        }
        await session.close();
      }
    });
  }
});
