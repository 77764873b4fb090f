import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type History, playHistories } from "../support/delivery/histories";
import { printHistories } from "../support/delivery/history-table";
import { needCluster, sharedCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";

describe("what a directory says and a cluster gets, with kubectl between them", () => {
  let histories: readonly History[] = [];

  before(async function () {
    await needCluster.call(this);
    histories = await playHistories(await sharedCluster());
  });

  it("is in the cluster what has to be there, at every step", () => {
    for (const { title, rows } of histories)
      for (const { happens, cluster, wanted } of rows) assert.equal(cluster, wanted, `${title}: ${happens}`);
  });

  it("gives an address to a second owner only when nothing of the first is there any more", () => {
    for (const { title, rows } of histories)
      for (const [i, { commit, happens }] of rows.entries()) {
        if (i === 0 || !commit.startsWith("adds")) continue;
        assert.equal(rows[i - 1]?.cluster, "nothing", `${title}: ${happens}`);
      }
  });

  it("names the IP that is in the way when it refuses", () => {
    const refusals = histories.flatMap(({ rows }) => rows.flatMap(({ refusal }) => refusal ?? []));
    assert.equal(refusals.length, 12);
    for (const refusal of refusals) assert.match(refusal, /IP "db\.default"/);
  });

  it("is what the document says", () => {
    const document = readFileSync(join(repositoryFolder, "docs", "explanation", "manifests.md"), "utf8");
    const [, tables] = /<!-- begin histories -->\n\n([\s\S]*?)\n\n<!-- end histories -->/.exec(document) ?? [];
    assert.equal(tables, printHistories(histories));
  });
});
