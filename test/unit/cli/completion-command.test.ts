import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { runInProcess } from "../../support/command-line";

/** What bash offers at the end of a line. */
async function offers(...words: string[]): Promise<readonly string[]> {
  const { stdout } = await runInProcess(["completion", "bash"]);
  const line = ["pulumi-kubeovn", ...words].map((word) => `'${word}'`).join(" ");
  const script = `${stdout}\nCOMP_WORDS=(${line}) COMP_CWORD=${words.length}\n_pulumi_kubeovn\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}

describe("pulumi-kubeovn completion", () => {
  it("has bash complete commands", async () => {
    assert.deepEqual(await offers("pl"), ["plan"]);
    assert.ok((await offers("")).includes("explain"));
  });

  it("has bash complete the options of a command, and no hidden ones", async () => {
    assert.deepEqual(await offers("plan", "--max"), ["--max-utilization"]);
    assert.deepEqual(await offers("map", "--fam"), ["--family"]);
    assert.deepEqual(await offers("nonsense", "--fam"), []);
  });

  it("has bash complete what an option or a command can be given, and files where that is anything", async () => {
    assert.deepEqual(await offers("map", "--format", ""), ["html", "svg"]);
    assert.deepEqual(await offers("audit", "--format", "j"), ["json"]);
    assert.deepEqual(await offers("map", "--output", ""), []);
    assert.deepEqual(await offers("completion", "z"), ["zsh"]);
    assert.ok((await offers("help", "")).includes("explain"));
  });

  it("has a line for fish for every command and option", async () => {
    const { stdout } = await runInProcess(["completion", "fish"]);
    assert.match(stdout, /^complete -c pulumi-kubeovn -n __fish_use_subcommand -a map -d '/m);
    assert.match(stdout, /__fish_seen_subcommand_from map' -l family -x -a '4 6' -d 'one of the two families/);
    assert.match(stdout, /__fish_seen_subcommand_from map' -l output -r -d '/);
    assert.match(stdout, /__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'/);
  });

  it("loads bash's completions in zsh", async () => {
    assert.match((await runInProcess(["completion", "zsh"])).stdout, /^autoload .*bashcompinit/);
  });

  it("knows no other shell", async () => {
    const { code, stderr } = await runInProcess(["completion", "tcsh"]);
    assert.equal(code, 2);
    assert.match(stderr, /^pulumi-kubeovn: .*bash, zsh, fish/);
  });
});

describe("--json", () => {
  it("is short for --format json", async () => {
    const env = { KUBEOVN_MANIFESTS: "examples/quickstart/cluster" };
    const [short, long] = await Promise.all([
      runInProcess(["audit", "--json"], { env }),
      runInProcess(["audit", "--format", "json"], { env }),
    ]);
    assert.deepEqual(short, long);
    assert.doesNotThrow(() => JSON.parse(short.stdout));
  });
});
