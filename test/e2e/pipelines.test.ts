import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { repositoryFolder } from "../support/toolchain";
import { type CommentsApi, startCommentsApi } from "./support/comments-api";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const PIPELINES = join(repositoryFolder, "examples", "pipelines");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");
const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.3" });
new kubeovn.Vip("a", { subnet: "ovn-default" });
`;
const MORE = `new kubeovn.Vip("b", { subnet: "ovn-default" });\n`;
/** With these the band of four is full. */
const MOST = `new kubeovn.Vip("c", { subnet: "ovn-default" });\nnew kubeovn.Vip("d", { subnet: "ovn-default" });\n`;

/** A repository with a remote, the program and the cluster's export committed, and the command where npm puts it. */
async function createRepository(): Promise<Project> {
  const project = await createProject({
    files: {
      "index.js": PROGRAM,
      ".gitignore": "node_modules\n.state\nPulumi.*.yaml\nremote.git\nbin\n*.md\nplan.json\n",
    },
    config: { "kubeovn:manifests": "manifests" },
  });
  cpSync(CLUSTER, join(project.folder, "manifests"), { recursive: true });
  const command = join(project.folder, "..", "node_modules", "pulumi-kubeovn", "dist", "cli", "main.js");
  chmodSync(command, 0o755);
  mkdirSync(join(project.folder, "node_modules", ".bin"), { recursive: true });
  symlinkSync(command, join(project.folder, "node_modules", ".bin", "pulumi-kubeovn"));
  // A stand-in for the registry: what "npm ci" would install is there.
  mkdirSync(join(project.folder, "bin"));
  writeFileSync(join(project.folder, "bin", "npm"), '#!/bin/sh\n[ "$1" = ci ]\n', { mode: 0o755 });
  const git = "git -c user.name=t -c user.email=t@example.com";
  succeeded(
    await project.shell(
      `git init -q -b main && git init -q --bare -b main remote.git && git remote add origin remote.git && git add -A && ${git} commit -q -m start && git push -q origin main`,
    ),
  );
  return project;
}

function copyExample(from: string, project: Project, to: string): void {
  const target = join(project.folder, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(PIPELINES, from), target);
}

const path = (project: Project): string => [join(project.folder, "bin"), process.env.PATH].join(delimiter);

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe("the pipeline of GitHub Actions", () => {
  const { jobs } = parse(readFileSync(join(PIPELINES, "github-actions", "addresses.yml"), "utf8")) as {
    jobs: Readonly<Record<"preview" | "update", { readonly steps: readonly Step[] }>>;
  };
  let project: Project;
  let api: CommentsApi;
  before(async function () {
    await needPulumi.call(this);
    project = await createRepository();
    copyExample("github-actions/comment.mjs", project, ".github/comment.mjs");
    const list = "/repos/team/addresses/issues/7/comments";
    const one = "/repos/team/addresses/issues/comments/";
    api = await startCommentsApi({ list, one, update: "PATCH", secret: ["authorization", "Bearer token"] });
  });
  after(() => api?.close());

  /** Every step with a script, in the environment that the runner gives it; how the job ended. */
  async function run(job: "preview" | "update"): Promise<number> {
    const files = {
      GITHUB_ENV: join(project.folder, ".state", "env"),
      GITHUB_STEP_SUMMARY: join(project.folder, "summary.md"),
    };
    writeFileSync(files.GITHUB_ENV, "");
    const hosted = { "${{ github.token }}": "token", "${{ github.event.pull_request.number }}": "7" };
    for (const { run: script, env = {} } of jobs[job].steps) {
      if (script === undefined) continue;
      const earlier = readFileSync(files.GITHUB_ENV, "utf8").split("\n").filter(Boolean);
      const given = Object.entries(env).map(([key, value]) => [key, hosted[value as keyof typeof hosted] ?? value]);
      const result = await project.shell(script, {
        ...files,
        PATH: path(project),
        GITHUB_API_URL: api.url,
        GITHUB_REPOSITORY: "team/addresses",
        GITHUB_SHA: "0123456789",
        GITHUB_REF_NAME: "main",
        ...Object.fromEntries(earlier.map((line) => line.split("="))),
        ...Object.fromEntries(given),
      });
      if (result.code !== 0) return result.code ?? -1;
    }
    return 0;
  }

  it("comments on a pull request with the report, and keeps one comment up to date", async () => {
    assert.equal(await run("preview"), 0);
    assert.equal(api.comments.length, 131);
    assert.match(
      api.comments[130]?.body ?? "",
      /^<!-- pulumi-kubeovn plan project\/dev -->\n### Addresses of project\/dev: 1 new\n/,
    );
    project.write("index.js", PROGRAM + MORE);
    assert.equal(await run("preview"), 0);
    assert.equal(api.comments.length, 131);
    assert.match(api.comments[130]?.body ?? "", /### Addresses of project\/dev: 2 new\n/);
    assert.equal(api.requests.at(-1), "PATCH /repos/team/addresses/issues/comments/131");
    assert.equal((await project.shell("git status --porcelain -- manifests")).stdout, "");
  });

  it("fails with what somebody has to look at, and still comments", async () => {
    project.write("index.js", PROGRAM + MORE + MOST);
    assert.equal(await run("preview"), 3);
    assert.match(
      api.comments[130]?.body ?? "",
      /- ❗ planned band of Subnet "ovn-default" \(IPv4\) would be 100 % full, and 90 % is the limit/,
    );
  });

  it("does what was planned when it is merged, and commits the manifests", async () => {
    project.write("index.js", PROGRAM + MORE);
    assert.equal(await run("update"), 0);
    const written = [...filesIn(join(project.folder, "manifests")).keys()].filter((file) =>
      file.startsWith("addresses/"),
    );
    assert.equal(written.length, 2);
    const pushed = await project.shell("git --git-dir remote.git show --stat --format=%s main");
    assert.match(pushed.stdout, /^Addresses of 0123456789\n/);
    for (const file of written) assert.ok(pushed.stdout.includes(file.split("/").at(-1) ?? ""), pushed.stdout);
    const before = await project.shell("git rev-parse main");
    assert.equal(await run("update"), 0);
    assert.equal((await project.shell("git rev-parse main")).stdout, before.stdout);
  });
});

describe("the nightly audit of GitHub Actions", () => {
  const { jobs } = parse(readFileSync(join(PIPELINES, "github-actions", "audit.yml"), "utf8")) as {
    jobs: { readonly audit: { readonly steps: readonly Step[] } };
  };
  let project: Project;
  before(async function () {
    await needPulumi.call(this);
    project = await createRepository();
  });

  /** The directory of manifests stands in for the cluster. */
  async function run(): Promise<{ readonly code: number; readonly summary: string }> {
    const summary = join(project.folder, "summary.md");
    writeFileSync(summary, "");
    for (const { run: script } of jobs.audit.steps) {
      if (script === undefined) continue;
      const result = await project.shell(script, {
        PATH: path(project),
        RUNNER_TEMP: project.folder,
        GITHUB_STEP_SUMMARY: summary,
        AUDIT_KUBECONFIG: "apiVersion: v1\nkind: Config\n",
        KUBEOVN_MANIFESTS: "manifests",
      });
      if (result.code !== 0) return { code: result.code ?? -1, summary: readFileSync(summary, "utf8") };
    }
    return { code: 0, summary: readFileSync(summary, "utf8") };
  }

  it("writes the risks into the summary of the run, and leaves no kubeconfig behind", async () => {
    const { code, summary } = await run();
    assert.equal(code, 0);
    assert.match(summary, /^<!-- pulumi-kubeovn audit -->\n### Reservations of Kube-OVN: 0 wrong, 6 at risk\n/);
    assert.equal(existsSync(join(project.folder, "kubeconfig")), false);
  });

  it("fails with what is wrong, which the summary names", async () => {
    const vip = { apiVersion: "kubeovn.io/v1", kind: "Vip", metadata: { name: "typo" } };
    project.write(
      "manifests/typo.json",
      JSON.stringify({ ...vip, spec: { subnet: "ovn-default", v4ip: "10.16.0.1O" } }),
    );
    const { code, summary } = await run();
    assert.equal(code, 3);
    assert.match(summary, /^- ❗ Vip `typo` in `ovn-default`: v4ip "10\.16\.0\.1O" is not an IP address/m);
  });
});

describe("the pipeline of GitLab CI", () => {
  const pipeline = parse(readFileSync(join(PIPELINES, "gitlab-ci", ".gitlab-ci.yml"), "utf8")) as Readonly<
    Record<string, { readonly script: readonly string[] }>
  > & { readonly default: { readonly before_script: readonly string[] } };
  let project: Project;
  let api: CommentsApi;
  before(async function () {
    await needPulumi.call(this);
    project = await createRepository();
    copyExample("gitlab-ci/comment.mjs", project, "ci/comment.mjs");
    const list = "/projects/3/merge_requests/7/notes";
    api = await startCommentsApi({ list, one: `${list}/`, update: "PUT", secret: ["private-token", "token"] });
  });
  after(() => api?.close());

  /** All lines of a job in one shell, as the runner does. */
  async function run(job: "preview" | "update" | "audit"): Promise<number | null> {
    const lines = [...pipeline.default.before_script, ...(pipeline[job]?.script ?? [])];
    const result = await project.shell(lines.join("\n"), {
      PATH: path(project),
      CI_API_V4_URL: api.url,
      CI_PROJECT_ID: "3",
      CI_MERGE_REQUEST_IID: "7",
      REPORT_TOKEN: "token",
      CI_COMMIT_SHA: "0123456789",
      CI_COMMIT_BRANCH: "main",
      PUSH_URL: "remote.git",
      // The directory of manifests stands in for the cluster of the audit.
      ...(job === "audit" ? { KUBEOVN_MANIFESTS: "manifests" } : {}),
    });
    return result.code;
  }

  it("writes the report as one note that is kept up to date", async () => {
    assert.equal(await run("preview"), 0);
    project.write("index.js", PROGRAM + MORE);
    assert.equal(await run("preview"), 0);
    assert.equal(api.comments.length, 131);
    assert.match(api.comments[130]?.body ?? "", /### Addresses of project\/dev: 2 new\n/);
    assert.equal(api.requests.at(-1), "PUT /projects/3/merge_requests/7/notes/131");
    project.write("index.js", PROGRAM + MORE + MOST);
    assert.equal(await run("preview"), 3);
  });

  it("does what was planned when it is merged, and commits the manifests", async () => {
    project.write("index.js", PROGRAM + MORE);
    assert.equal(await run("update"), 0);
    const pushed = await project.shell("git --git-dir remote.git show --stat --format=%s main");
    assert.match(pushed.stdout, /^Addresses of 0123456789\n[\s\S]*addresses\/ovn-default/);
    assert.equal(await run("update"), 0);
  });

  it("writes the nightly audit as an artifact", async () => {
    assert.equal(await run("audit"), 0);
    assert.match(readFileSync(join(project.folder, "audit.md"), "utf8"), /^<!-- pulumi-kubeovn audit -->\n/);
  });
});
