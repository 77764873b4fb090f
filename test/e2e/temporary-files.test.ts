import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ON_CLUSTER } from "./support/cluster";
import { killTree, type RunningCommand } from "./support/commands";
import { needPulumi } from "./support/need-pulumi";
import { refused, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const SECRET = "10.16.99.77";

/** A program with a secret address; `more` stands behind it. */
const program = (more: string): string => `const kubeovn = require("pulumi-kubeovn");
const pulumi = require("@pulumi/pulumi");
new kubeovn.Vip("hidden", { subnet: "ovn-default", v4ip: pulumi.secret("${SECRET}") });
${more}
`;

describe("the temporary folder", () => {
  let project: Project;
  let scratch: string;
  before(async function () {
    await needPulumi.call(this);
    scratch = mkdtempSync(join(tmpdir(), "temporary-files-"));
    project = await createProject({ ...ON_CLUSTER, env: { TMPDIR: scratch } });
  });
  afterEach(() => {
    for (const name of ours()) rmSync(join(scratch, name), { recursive: true });
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  function ours(): readonly string[] {
    return readdirSync(scratch).filter((name) => name.startsWith("pulumi-kubeovn-"));
  }

  /** Files in it, and that none of them says anything. */
  function unreadable(): readonly string[] {
    const all = ours().flatMap((name) =>
      readdirSync(join(scratch, name), { recursive: true, encoding: "utf8" }).map((file) => join(scratch, name, file)),
    );
    const files = all.filter((file) => statSync(file).isFile());
    for (const file of files) assert.doesNotMatch(readFileSync(file, "latin1"), /10\.16\.|hidden|subnet/, file);
    return files;
  }

  /** Starts a command whose program never ends, and waits until it has declared something. */
  async function startAndWait(start: () => RunningCommand): Promise<RunningCommand> {
    project.write("index.js", program("setInterval(() => {}, 1000);"));
    const running = start();
    while (unreadable().length === 0) await sleep(20);
    return running;
  }

  async function previewAgain(): Promise<void> {
    project.write("index.js", program(""));
    succeeded(await project.preview());
  }

  it("has nothing left of a preview that succeeds", async () => {
    await previewAgain();
    assert.deepEqual(ours(), []);
  });

  it("has nothing left of a preview that is refused", async () => {
    project.write("index.js", program('new kubeovn.Vip("bad", { subnet: "ovn-default", v4ip: "10.16.0.1O" });'));
    refused(await project.preview());
    assert.deepEqual(ours(), []);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`has nothing left where ${signal} ends pulumi`, async () => {
      const { child, result } = await startAndWait(() => project.start("preview"));
      child.kill(signal);
      await result;
      assert.deepEqual(ours(), []);
    });

    it(`has nothing left where ${signal} ends pulumi-kubeovn plan`, async () => {
      const main = join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js");
      const { child, result } = await startAndWait(() => project.startNode(main, "plan"));
      child.kill(signal);
      await result;
      assert.deepEqual(ours(), []);
    });
  }

  it("has nothing readable left where everything is killed, and nothing at all after the next run", async () => {
    const { child, result } = await startAndWait(() => project.start("preview"));
    killTree(child);
    await result;
    assert.equal(unreadable().length, 1);
    await previewAgain();
    assert.deepEqual(ours(), []);
  });
});
