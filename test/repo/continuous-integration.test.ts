import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { minVersion } from "semver";
import { parse } from "yaml";
import { repositoryFolder } from "../support/toolchain";

interface Step {
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly "timeout-minutes": number; readonly steps: readonly Step[] }>>;
}

const read = (path: string): string => readFileSync(join(repositoryFolder, path), "utf8");
const MANIFEST = JSON.parse(read("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};
const [tests, release] = ["tests", "release"].map((name) => parse(read(`.github/workflows/${name}.yml`)) as Workflow);
const runs = (workflow: Workflow | undefined): readonly string[] =>
  Object.values(workflow?.jobs ?? {}).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

describe("the workflows", () => {
  it("run .ci/run, within its own limit", () => {
    const limit = Number(/^limit_minutes=(\d+)$/m.exec(read(".ci/run"))?.[1]);
    assert.ok(limit <= 80);
    assert.ok(runs(tests).includes(".ci/run"));
    assert.ok((tests?.jobs.all?.["timeout-minutes"] ?? 0) > limit);
  });

  it("name only scripts of package.json and files of the repository", () => {
    for (const line of [...runs(tests), ...runs(release)]) {
      const script = /^npm (?:run )?(\S+)/.exec(line)?.[1];
      if (script !== undefined && !["ci", "publish"].includes(script)) assert.ok(script in MANIFEST.scripts, line);
      if (line.startsWith(".")) assert.ok(existsSync(join(repositoryFolder, line)), line);
    }
  });

  it("start from the oldest Node that package.json declares", () => {
    const major = minVersion(MANIFEST.engines.node)?.major;
    const [quick] = /node: \[(\d+)/.exec(read(".github/workflows/tests.yml"))?.slice(1) ?? [];
    assert.equal(Number(quick), major);
  });

  it("put the plugin of every platform into the release", () => {
    const { plugin, release: last } = release?.jobs ?? {};
    assert.ok(plugin?.steps.some(({ run }) => run === "npm run plugin"));
    assert.ok(plugin?.steps.some((step) => step.with?.path === "dist/plugin/release/"));
    assert.ok(last?.steps.some(({ run }) => run?.startsWith("gh release create")));
  });

  it("publish with provenance", () => {
    assert.ok(runs(release).some((line) => line.startsWith("npm publish --provenance")));
  });

  it("say where a release comes from before anything is made of it", () => {
    const origin = "node scripts/origin.mjs";
    assert.ok(existsSync(join(repositoryFolder, origin.replace("node ", ""))));
    for (const what of ["npm publish --provenance", "npm run plugin"]) {
      const steps = Object.values(release?.jobs ?? {}).find((job) =>
        job.steps.some(({ run }) => run?.startsWith(what)),
      );
      const lines = steps?.steps.flatMap(({ run }) => run ?? []) ?? [];
      assert.ok(lines.includes(origin), what);
      assert.ok(lines.indexOf(origin) < lines.findIndex((line) => line.startsWith(what)), what);
    }
  });
});

describe(".ci/run", () => {
  it("runs all suites, and a skipped test fails there", () => {
    assert.match(read(".ci/run"), /^REQUIRE_ALL=1 .*npm run test:all/m);
    assert.match(MANIFEST.scripts["test:all"] ?? "", /scripts\/test\.mjs --all$/);
  });
});

describe("a test", () => {
  it("is cut off when it hangs, and never because its machine is slow", () => {
    const hangs = (JSON.parse(read(".mocharc.json")) as { readonly timeout: number }).timeout;
    assert.ok(hangs >= 600_000);
    const sources = readdirSync(join(repositoryFolder, "test"), { recursive: true, encoding: "utf8" });
    const limits = sources
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => {
        const text = read(join("test", path));
        return [...text.matchAll(/\.timeout\((\w+)\)/g)].map(([, limit = ""]) => {
          const value = new RegExp(`^const ${limit} = ([\\d_]+);`, "m").exec(text)?.[1] ?? limit;
          return { path, limit: Number(value.replaceAll("_", "")) };
        });
      });
    assert.ok(limits.length > 0);
    assert.deepEqual(
      limits.filter(({ limit }) => !(limit >= hangs)),
      [],
    );
    assert.doesNotMatch(read("scripts/test.mjs"), /--timeout/);
  });
});
