import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openBatchFiles } from "../../../provider/dynamic/batches";
import { BATCH_FORMAT, DECLARATION_INPUT, type Declaration, hasUnknown, UNKNOWN } from "../../../provider/plan";
import { type CheckAnswer, checkResource } from "../../../provider/runtime/check";
import { openSession } from "../../../provider/runtime/session";
import { newSealKey, seal } from "../../../provider/scratch";
import { families } from "../../support/families";
import { declarationOf } from "../../support/plan";

const KEY = newSealKey();

for (const { protocol, cidrBlock, vipField } of families(93)) {
  describe(`what is not decided when its check comes, ${protocol}`, () => {
    let directory: string;
    beforeEach(() => {
      directory = mkdtempSync(path.join(tmpdir(), "undecided-"));
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    const subnet = declarationOf({ kind: "Subnet", name: "s", args: { cidrBlock, gateway: UNKNOWN } });
    const other = declarationOf({ kind: "Subnet", name: "t", args: { cidrBlock: UNKNOWN } });
    const vip = declarationOf({ kind: "Vip", name: "v", args: { subnet: "s" } });

    /** The answer about the last declaration; the others are not part of the update, and never checked. */
    async function answerTo(declarations: readonly Declaration[], dryRun: boolean): Promise<CheckAnswer> {
      const config: Readonly<Record<string, string>> = {
        "kubeovn:explicit": "true",
        "kubeovn:manifests": directory,
      };
      const session = openSession(
        (key) => config[key],
        () => undefined,
        { env: {} },
      );
      const file = path.join(mkdtempSync(path.join(directory, "batches-")), "0.sealed");
      const batch = { format: BATCH_FORMAT, ownerPrefix: "acme/shop/prod/", dryRun, declarations };
      writeFileSync(file, seal(JSON.stringify(batch), KEY));
      const place = { file, key: KEY, entry: declarations.length - 1 };
      const declared = openBatchFiles().declaredIn({ [DECLARATION_INPUT]: place });
      assert.ok(declared);
      const { kind, args } = declared.declaration;
      return checkResource(session, kind, {}, args, declared);
    }

    it("is unknown in a preview", async () => {
      const { inputs, failures } = await answerTo([subnet, vip], true);
      assert.deepEqual(failures, []);
      assert.equal(inputs[vipField], UNKNOWN);
    });

    it("is refused in an update, with what is not part of it", async () => {
      const { inputs, failures } = await answerTo([subnet, other, vip], false);
      assert.equal(hasUnknown(inputs), false, "of which the engine would tell instead");
      assert.deepEqual(failures, [
        {
          property: "v4ip",
          reason: `v4ip cannot be decided in this update: Subnet "s" is not part of it; update that too (--target), or omit this resource (not-decided)`,
        },
      ]);
    });

    it("is refused where an argument itself is open", async () => {
      const { failures } = await answerTo([{ ...vip, args: { subnet: UNKNOWN } }], false);
      assert.match(failures[0]?.reason ?? "", /: what it depends on is not part of it; .* \(not-decided\)$/);
    });
  });
}
