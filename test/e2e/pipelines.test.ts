import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { withoutCode } from "../support/markdown";
import { repositoryFolder } from "../support/toolchain";
import { type CommentsApi, startCommentsApi } from "./support/comments-api";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const PIPELINES = join(repositoryFolder, "examples", "pipelines");
const REPORTS = join(PIPELINES, "gitlab-ci", "reports");
const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");
const PROGRAM = `const kubeovn = require("pulumi-kubeovn");
new kubeovn.PlannedRange("planned", { subnet: "ovn-default", range: "10.16.200.0..10.16.200.3" });
new kubeovn.Vip("a", { subnet: "ovn-default" });
`;
const MORE = `new kubeovn.Vip("b", { subnet: "ovn-default" });\n`;
/** With these the planned range of four is full. */
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

const path = (project: Project): string => [join(project.folder, "bin"), process.env.PATH].join(delimiter);

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions?: unknown;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: object;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Partial<Record<"preview" | "update" | "report", Job>>>;
}

/** Everything in a job that names a token or a secret. */
function secretsIn(job: Job | undefined): readonly string[] {
  return JSON.stringify(job).match(/(?:github\.token|secrets\.\w+)/g) ?? [];
}

/** Where the default branch is checked out, beside the pull request's own checkout. */
interface Hosted {
  readonly trusted: string;
  /** Left behind by the command that the attack wants to have run. */
  readonly ran: string;
  /** The files of the pull request's job into a folder of the trusted checkout, as artifacts go. */
  handOver(folder: string): void;
  /** What a hostile pull request hands over instead. */
  attack(folder: string): void;
}

function createHosted(project: Project): Hosted {
  const trusted = mkdtempSync(join(project.folder, "..", "trusted-"));
  for (const file of ["Pulumi.yaml", "manifests"]) {
    cpSync(join(project.folder, file), join(trusted, file), { recursive: true });
  }
  symlinkSync(join(project.folder, "node_modules"), join(trusted, "node_modules"));
  mkdirSync(join(trusted, ".github"));
  copyFileSync(join(PIPELINES, "github-actions", "comment.mjs"), join(trusted, ".github", "comment.mjs"));
  const ran = join(trusted, "ran");
  return {
    trusted,
    ran,
    handOver(folder) {
      mkdirSync(join(trusted, folder), { recursive: true });
      for (const file of ["preview.json", "decisions.jsonl"]) {
        copyFileSync(join(project.folder, file), join(trusted, folder, file));
      }
    },
    attack(folder) {
      mkdirSync(join(trusted, folder), { recursive: true });
      const write = (file: string, content: object): void =>
        writeFileSync(join(trusted, folder, file), JSON.stringify(content));
      write("kubeconfig", EVIL_KUBECONFIG(ran));
      write("preview.json", hostilePreview(`${folder}/kubeconfig`));
      write("decisions.jsonl", { owner: HOSTILE_TEXT, picks: [{ address: HOSTILE_TEXT, why: HOSTILE_TEXT }] });
    },
  };
}

const HOSTILE_TEXT =
  "@admin https://evil.example/x #12 ::error::x <img src=https://evil.example>\n::error::owned\u202e";

/** A kubeconfig of which each use leaves a file behind. */
const EVIL_KUBECONFIG = (ran: string): object => ({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "x",
  contexts: [{ name: "x", context: { cluster: "x", user: "x" } }],
  clusters: [{ name: "x", cluster: { server: "https://127.0.0.1:1" } }],
  users: [
    {
      name: "x",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "touch",
          args: [ran],
          interactiveMode: "Never",
        },
      },
    },
  ],
});

/** A preview that wants a kubeconfig of its own obeyed, directories outside of the project read, and people called. */
function hostilePreview(kubeconfig: string): object {
  const step = (name: string, store: string): object => ({
    op: "create",
    urn: `urn:pulumi:dev::project::pulumi-nodejs:dynamic/kubeovn:Vip::${name}`,
    newState: {
      inputs: { name, subnet: HOSTILE_TEXT, type: "", v4ip: "10.16.0.9", v6ip: null, owner: HOSTILE_TEXT, store },
    },
  });
  return {
    config: {
      "kubeovn:kubeconfig": kubeconfig,
      "kubeovn:context": "x",
      "kubeovn:explicit": "true",
      "kubeovn:prune": "true",
    },
    steps: [
      { op: "same", urn: "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev" },
      step(HOSTILE_TEXT, "cluster:0000"),
      step("etc", "manifests:../../../../../../etc"),
    ],
    diagnostics: [
      {
        severity: "error",
        urn: "urn:pulumi:dev::project::pulumi-nodejs:dynamic/kubeovn:Vip::x",
        message: HOSTILE_TEXT,
      },
      { severity: "info", message: `kubeovn: ${HOSTILE_TEXT}` },
    ],
  };
}

/** Objects of a cluster that someone has named and annotated to reach whoever reads about them. */
const HOSTILE_OBJECTS = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "kubeovn.io/v1",
      kind: "Vip",
      metadata: { name: "evil", annotations: { "pulumi-kubeovn/owner": HOSTILE_TEXT } },
      spec: { subnet: "ovn-default", v4ip: "10.16.200.1", namespace: HOSTILE_TEXT, selector: [HOSTILE_TEXT] },
    },
    {
      apiVersion: "kubeovn.io/v1",
      kind: "IP",
      metadata: { name: "evil.ns", labels: { "ovn.kubernetes.io/ip_reserved": "true" } },
      spec: { subnet: "ovn-default", podName: HOSTILE_TEXT, namespace: HOSTILE_TEXT, v4IpAddress: "10.16.200.2" },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "evil",
        namespace: "default",
        annotations: {
          "ovn.kubernetes.io/allocated": "true",
          "ovn.kubernetes.io/ip_address": HOSTILE_TEXT,
          "ovn.kubernetes.io/logical_switch": HOSTILE_TEXT,
          "ovn.kubernetes.io/ip_pool": HOSTILE_TEXT,
        },
      },
      spec: {},
    },
    {
      apiVersion: "kubeovn.io/v1",
      kind: "IPPool",
      metadata: { name: "evil" },
      spec: { subnet: "ovn-default", ips: [HOSTILE_TEXT], namespaces: [HOSTILE_TEXT] },
    },
  ],
};

/** Files of a pull request that are to take time, memory, or what lies elsewhere. */
const HOSTILE_MANIFESTS: Readonly<Record<string, string>> = {
  "bomb.yaml": `a: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `k${i}: &a${i + 1} [*a${i}, *a${i}]`).join("\n")}\n`,
  "deep.yaml": `a: ${"[".repeat(100_000)}\n`,
  "merge.yaml": `a: &a {x: y}\n<<: [${"*a, ".repeat(100_000)}*a]\n`,
  "names.yaml": `apiVersion: kubeovn.io/v1\nkind: Vip\nmetadata: {name: ${JSON.stringify(HOSTILE_TEXT)}}\nspec: {subnet: 1}\n`,
};

/** Where the pipelines publish the map of a run. */
const MAPS = {
  github: "https://github.example/team/addresses/actions/runs/1/artifacts/2",
  gitlab: "https://gitlab.example/team/reports/-/jobs/9",
};
const GITHUB_LINK = `[Map of this plan](<${MAPS.github}>)`;
const GITLAB_LINK = `[Map of this plan](<${MAPS.gitlab}/artifacts/browse/maps/>)`;

/** Pages name what a pull request says, and neither load nor run it. */
function assertInertMaps({ trusted }: Hosted): void {
  const pages = [...filesIn(join(trusted, "maps"))];
  assert.ok(pages.some(([file]) => file === "index.html"));
  for (const [file, page] of pages) {
    assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/, file);
    assert.doesNotMatch(page, /<img/, file);
  }
}

/** Outside of code there is nobody who is called, and nothing that is linked but the map, or loaded; no line is a command. */
function assertInert(comment: string, log = ""): void {
  const prose = withoutCode(comment.replace(GITHUB_LINK, "").replace(GITLAB_LINK, ""));
  assert.doesNotMatch(prose, /@admin|https?:|#12|<img|\u202e/);
  for (const text of [comment, log]) assert.doesNotMatch(text, /^\s*::error|##\[|\u202e/m);
}

function assertSafe({ ran }: Hosted, comment: string): void {
  assert.equal(existsSync(ran), false);
  assert.doesNotMatch(comment, /Map of this plan/);
  assert.match(comment, /the directory is not below the project/);
  assertInert(comment);
}

describe("the pipeline of GitHub Actions", () => {
  const read = (file: string): Workflow => parse(readFileSync(join(PIPELINES, "github-actions", file), "utf8"));
  const { preview, update } = read("addresses.yml").jobs;
  const { report } = read("report.yml").jobs;
  let project: Project;
  let hosted: Hosted;
  let api: CommentsApi;
  /** What the jobs have printed. */
  let log = "";
  before(async function () {
    await needPulumi.call(this);
    project = await createRepository();
    hosted = createHosted(project);
    const list = "/repos/team/addresses/issues/7/comments";
    const one = "/repos/team/addresses/issues/comments/";
    api = await startCommentsApi({
      list,
      one,
      update: "PATCH",
      secret: ["authorization", "Bearer token"],
      takes: "/repos/team/addresses/statuses/abc",
      answers: {
        "/repos/team/addresses/pulls?state=open&head=mallory%3Afeature%2Faddresses": [
          { number: 6, head: { sha: "old" } },
          { number: 7, head: { sha: "abc" } },
        ],
      },
    });
  });
  after(() => api?.close());

  const GIVEN: Readonly<Record<string, string>> = {
    "${{ github.token }}": "token",
    "${{ github.event.workflow_run.head_repository.owner.login }}:${{ github.event.workflow_run.head_branch }}":
      "mallory:feature/addresses",
    "${{ github.event.workflow_run.head_sha }}": "abc",
  };

  /** What the upload of an artifact puts out: nothing where there is no file. */
  function uploaded({ id, uses, with: options }: Step, at: string): readonly (readonly [string, string])[] {
    if (id === undefined || !uses?.startsWith("actions/upload-artifact@")) return [];
    const hasFiles = existsSync(join(at, String(options?.path)));
    assert.ok(hasFiles || options?.["if-no-files-found"] === "ignore");
    return [[`\${{ steps.${id}.outputs.artifact-url }}`, hasFiles ? MAPS.github : ""]];
  }

  /** Every step with a script, in the environment that the runner gives it; how the job ended. */
  async function run(job: Job | undefined, at: string): Promise<number> {
    const files = {
      GITHUB_ENV: join(project.folder, ".state", "env"),
      GITHUB_STEP_SUMMARY: join(project.folder, "summary.md"),
    };
    writeFileSync(files.GITHUB_ENV, "");
    const outputs = new Map<string, string>();
    for (const step of job?.steps ?? []) {
      const { run: script, env = {} } = step;
      for (const [output, value] of uploaded(step, at)) outputs.set(output, value);
      if (script === undefined) continue;
      const earlier = readFileSync(files.GITHUB_ENV, "utf8").split("\n").filter(Boolean);
      const given = Object.entries(env).map(([key, value]) => [key, outputs.get(value) ?? GIVEN[value] ?? value]);
      const result = await project.shell(`cd "${at}"\n${script}`, {
        ...files,
        PATH: path(project),
        GITHUB_API_URL: api.url,
        GITHUB_REPOSITORY: "team/addresses",
        GITHUB_SHA: "0123456789",
        GITHUB_REF_NAME: "main",
        ...Object.fromEntries(earlier.map((line) => line.split("="))),
        ...Object.fromEntries(given),
      });
      log += result.stdout + result.stderr;
      if (result.code !== 0) return result.code ?? -1;
    }
    return 0;
  }

  /** On a runner of its own, where nothing is left of an earlier run. */
  function runReport(): Promise<number> {
    rmSync(join(hosted.trusted, "maps"), { recursive: true, force: true });
    return run(report, hosted.trusted);
  }

  /** The pull request's own job, and what the default branch makes of its files. */
  async function runBoth(): Promise<readonly [preview: number, report: number]> {
    const first = await run(preview, project.folder);
    hosted.handOver("untrusted");
    return [first, await runReport()];
  }

  it("gives the program of a pull request nothing that may write", () => {
    const addresses = read("addresses.yml");
    assert.deepEqual(addresses.permissions, { contents: "read" });
    assert.equal(preview?.permissions, undefined);
    assert.deepEqual(secretsIn(preview), []);
    const checkout = preview?.steps.find(({ uses }) => uses?.startsWith("actions/checkout"));
    assert.deepEqual(checkout?.with, { "persist-credentials": false });
  });

  it("takes nothing but files into the job that may write", () => {
    assert.deepEqual(Object.keys(read("report.yml").on), ["workflow_run"]);
    assert.deepEqual(
      report?.steps.filter(({ uses }) => uses?.startsWith("actions/checkout")).map((step) => step.with),
      [{ "persist-credentials": false }],
    );
    // What the pull request chooses, such as the name of its branch, is never pasted into a script.
    for (const { run: script } of report?.steps ?? []) assert.doesNotMatch(script ?? "", /\$\{\{/);
  });

  it("comments on a pull request with the report, and keeps one comment up to date", async () => {
    assert.deepEqual(await runBoth(), [0, 0]);
    assert.equal(api.comments.length, 131);
    const comment = api.comments[130]?.body ?? "";
    assert.match(comment, /^<!-- pulumi-kubeovn plan project\/dev -->\n### Addresses of project\/dev: 1 new\n/);
    assert.ok(comment.includes(`\n${GITHUB_LINK}\n`), comment);
    assert.match(readFileSync(join(hosted.trusted, "maps", "Subnet-ovn-default.html"), "utf8"), /new in this plan/);
    project.write("index.js", PROGRAM + MORE);
    assert.deepEqual(await runBoth(), [0, 0]);
    assert.equal(api.comments.length, 131);
    assert.match(api.comments[130]?.body ?? "", /### Addresses of project\/dev: 2 new\n/);
    assert.deepEqual(api.requests.slice(-2), [
      "PATCH /repos/team/addresses/issues/comments/131",
      'POST /repos/team/addresses/statuses/abc {"context":"addresses","state":"success"}',
    ]);
    assert.equal((await project.shell("git status --porcelain -- manifests")).stdout, "");
  });

  it("fails the check with what someone has to look at, and still comments", async () => {
    project.write("index.js", PROGRAM + MORE + MOST);
    assert.deepEqual(await runBoth(), [0, 0]);
    assert.match(
      api.comments[130]?.body ?? "",
      /- ❗ planned range of Subnet "ovn-default" \(IPv4\) would be 100 % full, and 90 % is the limit/,
    );
    assert.match(api.requests.at(-1) ?? "", /"state":"failure"/);
  });

  it("comments with the reasons of a refusal", async () => {
    project.write("index.js", `${PROGRAM}new kubeovn.Vip("bad", { subnet: "ovn-default", v4ip: "10.16.0.1O" });\n`);
    const [first, second] = await runBoth();
    assert.notEqual(first, 0);
    assert.equal(second, 0);
    assert.match(api.comments[130]?.body ?? "", /10\.16\.0\.1O/);
    assert.ok(api.comments[130]?.body.includes(GITHUB_LINK));
    assert.match(api.requests.at(-1) ?? "", /"state":"failure"/);
  });

  it("is safe with a hostile pull request", async () => {
    project.write("index.js", "");
    await run(preview, project.folder);
    hosted.attack("untrusted");
    assert.equal(await runReport(), 0);
    assertSafe(hosted, api.comments[130]?.body ?? "");
  });

  it("is safe with hostile names in the cluster", async () => {
    project.write("index.js", `${PROGRAM}new kubeovn.Vip("asks", { subnet: "ovn-default", v4ip: "10.16.200.1" });\n`);
    const files = [project.folder, hosted.trusted].map((folder) => join(folder, "manifests", "hostile.json"));
    for (const file of files) writeFileSync(file, JSON.stringify(HOSTILE_OBJECTS));
    log = "";
    const [first, second] = await runBoth();
    assert.notEqual(first, 0);
    assert.equal(second, 0);
    const comment = api.comments[130]?.body ?? "";
    assert.match(comment, /10\.16\.200\.1/);
    assertInert(comment, log);
    assertInertMaps(hosted);
    project.write("index.js", PROGRAM + MORE);
    log = "";
    assert.deepEqual(await runBoth(), [0, 0]);
    assertInert(api.comments[130]?.body ?? "", log);
    for (const file of files) rmSync(file);
  });

  for (const [file, text] of Object.entries(HOSTILE_MANIFESTS)) {
    it(`is safe with a hostile manifest, ${file}`, async () => {
      project.write("index.js", PROGRAM + MORE);
      project.write(join("manifests", file), text);
      log = "";
      const [, second] = await runBoth();
      assert.equal(second, 0);
      assertInert(api.comments[130]?.body ?? "", log);
      rmSync(join(project.folder, "manifests", file));
    });
  }

  it("does what was planned when it is merged, and commits the manifests", async () => {
    project.write("index.js", PROGRAM + MORE);
    assert.equal(await run(update, project.folder), 0);
    const written = [...filesIn(join(project.folder, "manifests")).keys()].filter((file) =>
      file.startsWith("addresses/"),
    );
    assert.equal(written.length, 2);
    const pushed = await project.shell("git --git-dir remote.git show --stat --format=%s main");
    assert.match(pushed.stdout, /^Addresses of 0123456789\n/);
    for (const file of written) assert.ok(pushed.stdout.includes(file.split("/").at(-1) ?? ""), pushed.stdout);
    const before = await project.shell("git rev-parse main");
    assert.equal(await run(update, project.folder), 0);
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

  it("is safe with hostile names in the cluster", async () => {
    const file = join(project.folder, "manifests", "hostile.json");
    writeFileSync(file, JSON.stringify(HOSTILE_OBJECTS));
    const { code, summary } = await run();
    rmSync(file);
    assert.equal(code, 3);
    assertInert(summary);
  });

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
  type Jobs = Readonly<
    Record<string, { readonly script: readonly string[]; readonly variables?: object; readonly artifacts?: object }>
  >;
  const read = (file: string): Jobs & { readonly default: { readonly before_script?: readonly string[] } } =>
    parse(readFileSync(join(PIPELINES, "gitlab-ci", file), "utf8"));
  const pipeline = read(".gitlab-ci.yml");
  const reports = read("reports/.gitlab-ci.yml");
  let project: Project;
  let hosted: Hosted;
  let api: CommentsApi;
  before(async function () {
    await needPulumi.call(this);
    project = await createRepository();
    hosted = createHosted(project);
    for (const file of ["fetch.mjs", "comment.mjs"]) copyFileSync(join(REPORTS, file), join(hosted.trusted, file));
    const list = "/projects/3/merge_requests/7/notes";
    const handed = (file: string) => () => readFileSync(join(hosted.trusted, "handed", file), "utf8");
    api = await startCommentsApi({
      list,
      one: `${list}/`,
      update: "PUT",
      secret: ["private-token", "token"],
      answers: {
        "/user": { id: 1 },
        "/projects/3/merge_requests/7": { head_pipeline: { id: 70 } },
        "/projects/3/pipelines/70/jobs?per_page=100": [
          { id: 700, name: "report" },
          { id: 701, name: "preview" },
        ],
        "/projects/3/jobs/701/artifacts/preview.json": handed("preview.json"),
        "/projects/3/jobs/701/artifacts/decisions.jsonl": handed("decisions.jsonl"),
      },
    });
  });
  after(() => api?.close());

  /** All lines of a job in one shell, as the runner does. */
  async function run(job: "preview" | "update" | "audit"): Promise<number | null> {
    const lines = [...(pipeline.default.before_script ?? []), ...(pipeline[job]?.script ?? [])];
    const result = await project.shell(lines.join("\n"), {
      PATH: path(project),
      CI_COMMIT_SHA: "0123456789",
      CI_COMMIT_BRANCH: "main",
      PUSH_URL: "remote.git",
      // The directory of manifests stands in for the cluster of the audit.
      ...(job === "audit" ? { KUBEOVN_MANIFESTS: "manifests" } : {}),
    });
    return result.code;
  }

  async function runReport(mergeRequest = "7"): Promise<number | null> {
    rmSync(join(hosted.trusted, "maps"), { recursive: true, force: true });
    const result = await project.shell([`cd "${hosted.trusted}"`, ...(reports.report?.script ?? [])].join("\n"), {
      PATH: path(project),
      CI_API_V4_URL: api.url,
      CI_JOB_URL: MAPS.gitlab,
      ADDRESSES_PROJECT: "3",
      ADDRESSES_URL: join(project.folder, "remote.git"),
      REPORT_TOKEN: "token",
      MERGE_REQUEST: mergeRequest,
    });
    rmSync(join(hosted.trusted, "addresses"), { recursive: true, force: true });
    return result.code;
  }

  async function runBoth(): Promise<readonly [preview: number | null, report: number | null]> {
    const first = await run("preview");
    hosted.handOver("handed");
    return [first, await runReport()];
  }

  it("gives the program of a merge request no token", () => {
    assert.doesNotMatch(JSON.stringify([pipeline.preview, pipeline.report]), /TOKEN/);
  });

  it("writes the report as one note that is kept up to date", async () => {
    assert.deepEqual(await runBoth(), [0, 0]);
    project.write("index.js", PROGRAM + MORE);
    assert.deepEqual(await runBoth(), [0, 0]);
    assert.equal(api.comments.length, 131);
    assert.match(api.comments[130]?.body ?? "", /### Addresses of project\/dev: 2 new\n/);
    assert.ok(api.comments[130]?.body.includes(`\n${GITLAB_LINK}\n`));
    assert.deepEqual(reports.report?.artifacts, { when: "always", paths: ["maps"] });
    assertInertMaps(hosted);
    assert.equal(api.requests.at(-1), "PUT /projects/3/merge_requests/7/notes/131");
    project.write("index.js", PROGRAM + MORE + MOST);
    assert.deepEqual(await runBoth(), [0, 3]);
  });

  it("is safe with a hostile merge request", async () => {
    hosted.attack("handed");
    assert.equal(await runReport(), 3);
    assertSafe(hosted, api.comments[130]?.body ?? "");
    const asked = api.requests.length;
    assert.notEqual(await runReport("7/../../8"), 0);
    assert.equal(api.requests.length, asked);
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
