import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInProcess } from "../../support/command-line";
import { subnetObject } from "../../support/objects";
import { previewOutput, STORE, savedPlan, vipInputs } from "../../support/pulumi-output";

const CLUSTER = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: a}
spec: {cidrBlock: "10.0.0.0/28,fd00::/64", gateway: "10.0.0.1,fd00::1", excludeIps: [10.0.0.1, "fd00::1"]}
---
apiVersion: kubeovn.io/v1
kind: Vip
metadata: {name: "<web>"}
spec: {subnet: a, v4ip: 10.0.0.5}
---
apiVersion: kubeovn.io/v1
kind: IPPool
metadata: {name: p}
spec: {subnet: a, ips: [10.0.0.8..10.0.0.9]}
`;

describe("pulumi-kubeovn map", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "map-command-"));
    mkdirSync(join(folder, "manifests"));
    writeFileSync(join(folder, "manifests", "cluster.yaml"), CLUSTER);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function map(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runInProcess(["map", ...args], {
      cwd: folder,
      env: { KUBEOVN_MANIFESTS: "manifests" },
    });
    assert.deepEqual([code, stderr], [0, ""]);
    return stdout;
  }

  const titles = (text: string): string[] =>
    [...text.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) => String(title));

  it("goes to a file on a terminal, says to which, and overwrites none", async () => {
    const draw = () =>
      runInProcess(["map", "a"], { cwd: folder, env: { KUBEOVN_MANIFESTS: "manifests" }, isTerminal: true });
    assert.deepEqual(await draw(), { code: 0, stdout: "", stderr: "wrote a.html\n" });
    assert.match(readFileSync(join(folder, "a.html"), "utf8"), /^<!doctype html>/i);
    const again = await draw();
    assert.deepEqual(
      [again.code, again.stderr],
      [1, "pulumi-kubeovn: a.html exists already; name a file with --output\n"],
    );
  });

  it("draws a cell for each address, with its holder", async () => {
    const svg = await map("a", "--format", "svg", "--family", "4");
    assert.match(
      svg,
      /^<svg [^>]*aria-label="Subnet a\. 10\.0\.0\.0\/28: 9 % held, 1 Vip, 1 gateway, 2 free in a pool, 10 free, 2 not assignable/,
    );
    assert.equal(titles(svg).length, 16);
    assert.deepEqual(titles(svg).slice(0, 6), [
      "10.0.0.0: not assignable",
      "10.0.0.1: gateway",
      "10.0.0.2: free",
      "10.0.0.3: free",
      "10.0.0.4: free",
      "10.0.0.5: Vip &quot;&lt;web&gt;&quot;",
    ]);
  });

  it("draws both families of a subnet that has two", async () => {
    const svg = await map("--format", "svg");
    assert.match(svg, /10\.0\.0\.0\/28: /);
    assert.match(svg, /fd00::\/64: /);
  });

  it("says of a Subnet in which Kube-OVN gives nothing why, as list and free do", async () => {
    const twin = `---\napiVersion: kubeovn.io/v1\nkind: Subnet\nmetadata: {name: twin}
spec: {cidrBlock: "10.0.0.0/27,fd00::/63", gateway: "10.0.0.17,fd00:0:0:1::1"}\n`;
    writeFileSync(join(folder, "manifests", "twin.yaml"), twin);
    const why = /Kube-OVN refuses Subnet "twin": "10\.0\.0\.0\/27" overlaps "10\.0\.0\.0\/28" of Subnet "a"/;
    const said = async (...args: string[]): Promise<string> =>
      (await runInProcess(args, { cwd: folder, env: { KUBEOVN_MANIFESTS: "manifests" } })).stdout;
    assert.match((await map("twin")).replaceAll("&quot;", '"'), why);
    const image = (await map("twin", "--format", "svg", "--family", "4")).replaceAll("&quot;", '"');
    assert.match(image, /Kube-OVN refuses Subnet "twin"/);
    for (const [, line = ""] of image.matchAll(/<text [^>]*>([^<]*)</g)) assert.ok(line.length <= 80, line);
    assert.match(await said("list"), why);
    assert.match(await said("free", "twin", "--family", "6"), why);
    assert.doesNotMatch(await map("a"), why);
  });

  it("draws a pool alone", async () => {
    const svg = await map("a", "--pool", "p", "--format", "svg");
    assert.deepEqual(titles(svg), ["10.0.0.8: free", "10.0.0.9: free"]);
  });

  it("draws in what a plan takes, from a preview or a saved plan", async () => {
    const steps = [{ op: "create", kind: "Vip", name: "new", now: vipInputs("new", "a", "10.0.0.6") }] as const;
    for (const text of [previewOutput(steps), savedPlan(steps)]) {
      writeFileSync(join(folder, "plan.json"), text);
      const svg = await map("a", "--plan", "plan.json", "--format", "svg", "--family", "4");
      assert.equal(
        titles(svg)[6],
        "10.0.0.6: new in this plan: Vip &quot;new&quot; (owner organization/shop/dev/Vip/new)",
      );
    }
  });

  it("writes a page that loads nothing, to a file", async () => {
    assert.equal(await map("a", "-o", "map.html"), "");
    const page = readFileSync(join(folder, "map.html"), "utf8");
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.doesNotMatch(page, /(src|href)=|@import|url\(/);
    assert.ok(!page.includes("<web>"));
  });

  it("draws the same every time", async () => {
    const withoutTime = (page: string): string => page.replace(/<p class="origin">.*<\/p>/, "");
    assert.equal(withoutTime(await map("a")), withoutTime(await map("a")));
  });

  it("says where the page comes from, by which release's rules, and when", async () => {
    const [, origin] = /<p class="origin">(.*)<\/p>/.exec(await map("a")) ?? [];
    assert.match(origin ?? "", /^directory manifests · Kube-OVN \d+\.\d+ · \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  });

  it("draws all subnets, with an index in which the fullest stands first", async () => {
    const full = CLUSTER.replace("name: a}", "name: index}")
      .replace("10.0.0.0/28,fd00::/64", "10.1.0.0/30")
      .replace("10.0.0.1,fd00::1", "10.1.0.1")
      .split("---")[0];
    const vip = `apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: last}\nspec: {subnet: index, v4ip: 10.1.0.2}\n`;
    writeFileSync(join(folder, "manifests", "full.yaml"), `${full}---\n${vip}`);
    const { code, stderr } = await runInProcess(["map", "--all", "-o", "maps"], {
      cwd: folder,
      env: { KUBEOVN_MANIFESTS: "manifests" },
    });
    assert.deepEqual([code, stderr], [0, `wrote 3 pages; open ${join("maps", "index.html")}\n`]);
    const index = readFileSync(join(folder, "maps", "index.html"), "utf8");
    const links = [...index.matchAll(/<a href="(.*?)">(.*?)<\/a>/g)].map(([, file, name]) => [file, name]);
    assert.deepEqual(links, [
      ["Subnet-index.html", "index"],
      ["Subnet-a.html", "a"],
    ]);
    for (const [file] of links) assert.match(readFileSync(join(folder, "maps", String(file)), "utf8"), /^<!doctype/);
    assert.match(index, /10\.1\.0\.0\/30 · 100 % held/);
  });

  it("keeps every page in the folder, whatever a plan calls its subnets", async () => {
    const steps = ["x/../../outside", "x_/../../outside"].map((name) => {
      const now = { name, cidrBlock: "10.5.0.0/24", gateway: "10.5.0.1", excludeIps: ["10.5.0.1"], store: STORE };
      return { op: "create", kind: "Subnet", name, now } as const;
    });
    writeFileSync(join(folder, "plan.json"), previewOutput(steps));
    const { code, stderr } = await runInProcess(["map", "--all", "--plan", "plan.json", "-o", "maps"], {
      cwd: folder,
      env: { KUBEOVN_MANIFESTS: "manifests" },
    });
    assert.deepEqual([code, stderr], [0, `wrote 4 pages; open ${join("maps", "index.html")}\n`]);
    assert.deepEqual(readdirSync(folder).sort(), ["manifests", "maps", "plan.json"]);
    assert.deepEqual(readdirSync(join(folder, "maps")).sort(), [
      "Subnet-a.html",
      "Subnet-x_2f_.._2f_.._2f_outside.html",
      "Subnet-x_5f__2f_.._2f_.._2f_outside.html",
      "index.html",
    ]);
  });

  it("names no file so that it steers a terminal, is an option, or is too long", async () => {
    const names = ["..", "-rf", "a\u202e\u009b31m\n::error::x", "A b", "a b", "n".repeat(300), `${"n".repeat(300)}2`];
    const items = names.map((name, i) => subnetObject(name, `10.${i}.0.0/28`, { gateway: `10.${i}.0.1` }));
    mkdirSync(join(folder, "odd"));
    writeFileSync(join(folder, "odd", "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items }));
    const all = await runInProcess(["map", "--all", "--manifests", "odd", "-o", "maps"], { cwd: folder });
    assert.equal(all.code, 0, all.stderr);
    const files = readdirSync(join(folder, "maps")).filter((file) => file !== "index.html");
    assert.equal(files.length, names.length);
    for (const file of files) assert.match(file, /^Subnet-[a-z0-9._-]{1,220}\.html$/);
    for (const name of names.filter((one) => !one.startsWith("-"))) {
      const one = await runInProcess(["map", name, "--manifests", "odd"], { cwd: folder, isTerminal: true });
      assert.match(one.stderr, /^wrote [a-z0-9_][a-z0-9._-]{1,220}\.html\n$/);
    }
  });

  for (const [family, cidr, first] of [
    [4, "10.7.0.0/16", "10.7.0.10"],
    [6, "fd00:7::/64", "fd00:7::10"],
  ] as const) {
    it(`blames the field of Spiderpool's that is wrong, IPv${family}`, async () => {
      const object = (kind: string, name: string, spec: object): string =>
        JSON.stringify({ apiVersion: "spiderpool.spidernet.io/v2beta1", kind, metadata: { name }, spec });
      const objects = [
        object("SpiderSubnet", "text", { subnet: cidr, ips: [`${first}-x`] }),
        object("SpiderSubnet", "none", { subnet: cidr, ips: [] }),
        object("SpiderIPPool", "cut", { subnet: cidr.replace(/\/\d+$/, "/777"), ips: [first] }),
      ];
      writeFileSync(join(folder, "manifests", "spider.yaml"), objects.join("\n---\n"));
      const says = async (path: string): Promise<string> => {
        const { code, stderr } = await runInProcess(["map", path], {
          cwd: folder,
          env: { KUBEOVN_MANIFESTS: "manifests" },
        });
        assert.equal(code, 1);
        return stderr;
      };
      assert.match(
        await says("SpiderSubnet/text"),
        new RegExp(`SpiderSubnet "text" has no address to draw: "${first}-x" is not an address or a range`),
      );
      assert.match(await says("SpiderSubnet/none"), /SpiderSubnet "none" has no address to draw: its ips are empty/);
      assert.match(await says("SpiderIPPool/cut"), /SpiderIPPool "cut" has no address to draw: .*\/777/);
    });
  }

  for (const [what, args, text] of [
    ["all subnets without a folder", ["--all"], "--all writes a page for each subnet; name a folder with --output"],
    ["all subnets and one", ["a", "--all", "-o", "maps"], "--all draws every subnet; name none"],
    ["all subnets as images", ["--all", "-o", "maps", "--format", "svg"], "--all writes pages; omit --format svg"],
    ["an unknown subnet", ["b"], 'there is no Subnet "b"; there are a'],
    ["an unknown pool", ["a", "--pool", "q"], 'Subnet "a" has no IPPool "q"'],
    ["a directory that is not there", ["a", "--manifests", "none"], "there is no directory none"],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { code, stderr } = await runInProcess(["map", ...args], {
        cwd: folder,
        env: { KUBEOVN_MANIFESTS: "manifests" },
      });
      assert.deepEqual([code, stderr], [1, `pulumi-kubeovn: ${text}\n`]);
    });
  }
});
