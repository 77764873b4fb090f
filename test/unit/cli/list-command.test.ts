import assert from "node:assert/strict";
import { runInProcess } from "../../support/command-line";

const env = { KUBEOVN_MANIFESTS: "examples/quickstart/cluster" };

async function read(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(args, { env });
  assert.equal(code, 0, stderr);
  return stdout;
}

describe("pulumi-kubeovn list", () => {
  it("has a row for every subnet, family and pool", async () => {
    const rows = (await read("list")).split("\n");
    assert.match(rows[0] ?? "", /^of +range +size +used +reserved +excluded +free +utilization$/);
    assert.deepEqual(
      rows.slice(1, -1).map((row) => row.split("  ")[0]),
      [
        'Subnet "join" (IPv4)',
        'Subnet "ovn-default" (IPv4)',
        'Subnet "team-a" (IPv4)',
        'IPPool "team-a-db" (IPv4)',
        'Subnet "team-a" (IPv6)',
      ],
    );
  });

  it("counts what it lists and what is free", async () => {
    const { regions } = JSON.parse(await read("list", "--json", "--family", "4"));
    for (const region of regions.filter(({ kind }: { kind: string }) => kind === "subnet")) {
      const { addresses } = JSON.parse(await read("list", region.name, "--family", "4", "--json"));
      assert.equal(addresses.length, Number(region.used) + Number(region.reserved), region.name);
      const { free } = JSON.parse(await read("free", region.name, "--family", "4", "--json"));
      const ranges: { state: string; size: string }[] = free;
      const size = ranges.filter(({ state }) => state !== "pool").reduce((sum, one) => sum + Number(one.size), 0);
      assert.equal(size, Number(region.free), region.name);
    }
  });

  it("names who has an address", async () => {
    assert.match(await read("list", "ovn-default"), /^10\.16\.0\.20 +pod +Pod team-a\/api-5b68676dbf-5dnks$/m);
  });

  it("refuses a pool without its subnet, and a subnet that there is not", async () => {
    const pool = await runInProcess(["list", "--pool", "team-a-db"], { env });
    assert.deepEqual([pool.code, pool.stderr], [1, "pulumi-kubeovn: --pool is of one subnet; name that, too\n"]);
    const missing = await runInProcess(["list", "nope"], { env });
    assert.match(missing.stderr, /^pulumi-kubeovn: there is no Subnet "nope"; there are join, ovn-default, team-a\n$/);
  });
});

describe("pulumi-kubeovn free", () => {
  it("lists ranges, those of pools with their name", async () => {
    const rows = (await read("free", "team-a", "--family", "4")).split("\n").map((row) => row.split(/ {2,}/));
    assert.deepEqual(rows[0], ["addresses", "size"]);
    assert.ok(
      rows.some(([range, , label]) => range === "10.66.0.100..10.66.0.119" && label === 'free in IPPool "team-a-db"'),
    );
  });

  it("shows a pool by itself as free for those who name it", async () => {
    const { free } = JSON.parse(await read("free", "team-a", "--pool", "team-a-db", "--json"));
    const only = { range: "10.66.0.100..10.66.0.119", size: "20", state: "free", label: "free" };
    assert.deepEqual(free, [only]);
  });
});
