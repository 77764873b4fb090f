import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compare, GROUPS, type Row } from "../support/comparison/compare";
import { placeOf } from "../support/comparison/place";
import { printComparison } from "../support/comparison/table";
import { needCluster, startTestCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";

describe("what Kube-OVN makes of a mistake that is refused here", () => {
  let rows: readonly Row[] = [];

  before(async function () {
    await needCluster.call(this);
    // One of its own: some mistakes are felt by everybody.
    const cluster = await startTestCluster(`by-hand-${process.pid}`);
    try {
      rows = await compare(cluster, () => undefined);
    } finally {
      await cluster.stop();
    }
  });

  for (const protocol of ["IPv4", "IPv6"] as const) {
    for (const [, mistakes] of GROUPS) {
      for (const { what, expect } of mistakes(placeOf(protocol))) {
        it(`${what}, ${protocol}: ${expect}`, () => {
          const row = rows.find(({ protocol: its, mistake }) => its === protocol && mistake.what === what);
          assert.equal(row?.theirs.code, expect, JSON.stringify(row?.theirs));
        });
      }
    }
  }

  it("is what the document says, with the sentences of the preview", () => {
    const document = readFileSync(join(repositoryFolder, "docs", "reference", "by-hand.md"), "utf8");
    const [, tables] = /<!-- begin comparison -->\n\n([\s\S]*?)\n\n<!-- end comparison -->/.exec(document) ?? [];
    assert.equal(tables, printComparison(rows));
  });
});
