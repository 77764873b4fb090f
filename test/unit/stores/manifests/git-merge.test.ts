import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../../support/engine/engine";
import type { Resource } from "../../../support/program";

const SUBNETS = `apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: spread}
spec: {cidrBlock: 10.16.0.0/16, gateway: 10.16.0.1, excludeIps: [10.16.0.1]}
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: low, annotations: {pulumi-kubeovn/strategy: lowest}}
spec: {cidrBlock: 10.17.0.0/24, gateway: 10.17.0.1, excludeIps: [10.17.0.1]}
---
apiVersion: kubeovn.io/v1
kind: Subnet
metadata: {name: six, annotations: {pulumi-kubeovn/strategy: lowest}}
spec: {cidrBlock: "fd00::/112", gateway: "fd00::1", excludeIps: ["fd00::1"]}
`;

function vip(name: string, subnet: string): Resource {
  return { kind: "Vip", name, args: { subnet } };
}

describe("manifests of two branches in git", () => {
  let folder: string;
  let manifests: string;
  const git = (...args: string[]): string =>
    execFileSync(
      "git",
      ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.hooksPath=/dev/null", ...args],
      {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
      },
    );
  /** What a program's update writes, in a workspace that knows nothing but the files. */
  const up = async (program: readonly Resource[]): Promise<Engine> => {
    const engine = new Engine(manifests);
    const { failures } = await engine.up(program);
    assert.deepEqual([...failures], []);
    return engine;
  };
  const branch = async (name: string, program: readonly Resource[]): Promise<void> => {
    git("switch", "-q", "-c", name, "main");
    await up(program);
    git("add", "-A");
    git("commit", "-q", "-m", name);
  };
  /** Merges, and answers which files conflict, with the kind of conflict. */
  const merge = (name: string): string[] => {
    try {
      git("merge", "-q", "--no-edit", name);
      return [];
    } catch {
      return git("status", "--porcelain")
        .split("\n")
        .filter((line) => /^(AA|UU|DU|UD|AU|UA) /.test(line));
    }
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "git-merge-"));
    manifests = join(folder, "manifests");
    mkdirSync(manifests);
    writeFileSync(join(manifests, "subnets.yaml"), SUBNETS);
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-q", "-m", "subnets");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("that plan different addresses merge, and the merged program changes nothing", async () => {
    await branch("a", [vip("a", "spread"), vip("b", "spread")]);
    await branch("c", [vip("c", "spread"), vip("d", "spread")]);
    git("switch", "-q", "main");
    assert.deepEqual([merge("a"), merge("c")], [[], []]);
    const merged = [vip("a", "spread"), vip("b", "spread"), vip("c", "spread"), vip("d", "spread")];
    const before = git("ls-files");
    await up(merged);
    assert.equal(git("status", "--porcelain"), "");
    assert.equal(before.match(/addresses\/spread\//g)?.length, 4);
  });

  for (const { subnet, file, field, kept, moved } of [
    { subnet: "low", file: "10.17.0.2.yaml", field: "v4ip", kept: "10.17.0.2", moved: "10.17.0.3" },
    { subnet: "six", file: "fd00--2.yaml", field: "v6ip", kept: "fd00::2", moved: "fd00::3" },
  ]) {
    it(`that plan the same address in ${subnet} add the same file, and the next preview moves the one that gave way`, async () => {
      await branch("a", [vip("a", subnet)]);
      await branch("b", [vip("b", subnet)]);
      git("switch", "-q", "main");
      assert.deepEqual(merge("a"), []);
      assert.deepEqual(merge("b"), [`AA manifests/addresses/${subnet}/${file}`]);
      // The one that was merged first stays; whoever resolves it says so by taking that side.
      git("checkout", "--ours", join("manifests", "addresses", subnet, file));
      git("add", "-A");
      git("commit", "-q", "--no-edit");

      const program = [vip("a", subnet), vip("b", subnet)];
      const shown = (await new Engine(manifests).preview(program)).inputs;
      assert.deepEqual([shown.get("Vip::a")?.[field], shown.get("Vip::b")?.[field]], [kept, moved]);
      await up(program);
      assert.equal(
        git("status", "--porcelain", "-uall"),
        `?? manifests/addresses/${subnet}/${moved.replaceAll(":", "-")}.yaml\n`,
      );
      assert.match(readFileSync(join(manifests, "addresses", subnet, file), "utf8"), /\n {2}name: a\n/);
    });
  }

  it("of which one gives up what the other keeps merge", async () => {
    git("switch", "-q", "main");
    const engine = await up([vip("a", "low"), vip("b", "low")]);
    git("add", "-A");
    git("commit", "-q", "-m", "both");
    git("switch", "-q", "-c", "less", "main");
    await engine.up([vip("a", "low")]);
    git("add", "-A");
    git("commit", "-q", "-m", "less");
    await branch("more", [vip("a", "low"), vip("b", "low"), vip("c", "low")]);
    git("switch", "-q", "main");
    assert.deepEqual([merge("less"), merge("more")], [[], []]);
    assert.deepEqual(git("ls-files", "manifests/addresses").trim().split("\n"), [
      "manifests/addresses/low/10.17.0.2.yaml",
      "manifests/addresses/low/10.17.0.3.yaml",
      "manifests/addresses/low/10.17.0.4.yaml",
    ]);
    assert.match(
      readFileSync(join(manifests, "addresses/low/10.17.0.3.yaml"), "utf8"),
      /pulumi-kubeovn\/left-by: .*Vip\/b/,
    );
  });
});
