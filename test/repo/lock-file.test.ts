import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { minVersion, subset } from "semver";
import { repositoryFolder } from "../support/toolchain";

type Ranges = Readonly<Record<string, string>>;

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
  readonly integrity?: string;
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
}

const LOCKED = (readJson("package-lock.json") as { packages: Readonly<Record<string, LockedPackage>> }).packages;
const MANIFEST = readJson("package.json") as LockedPackage;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(repositoryFolder, path), "utf8"));
}

/** Whether a package that lies at `from` finds a dependency: in its own folder, or in that of a package around it. */
function isFound(from: string, dependency: string): boolean {
  const parts = from.split(/(?:^|\/)node_modules\//);
  return parts.some((_, index) => {
    const around = parts.slice(1, parts.length - index);
    return ["", ...around, dependency].join("/node_modules/").slice(1) in LOCKED;
  });
}

describe("package-lock.json", () => {
  it("has an entry for every dependency of every package, those of other platforms included", () => {
    const missing = Object.entries(LOCKED).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => !isFound(path, name))
        .map((name) => `${path} needs ${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it("says of every package which content it has", () => {
    const unsure = Object.entries(LOCKED).filter(([path, { integrity }]) => path !== "" && integrity === undefined);
    assert.deepEqual(unsure, []);
  });

  it("is for the dependencies in package.json, which npm ci insists on", () => {
    const { dependencies, devDependencies, optionalDependencies } = LOCKED[""] ?? {};
    assert.deepEqual(
      [dependencies, devDependencies, optionalDependencies],
      [MANIFEST.dependencies, MANIFEST.devDependencies, MANIFEST.optionalDependencies],
    );
  });

  it("has no addresses of registries", () => {
    assert.doesNotMatch(readFileSync(join(repositoryFolder, "package-lock.json"), "utf8"), /"resolved"/);
  });
});

describe("engines.node in package.json", () => {
  const declared = MANIFEST.engines?.node ?? "*";
  const asked = Object.entries(LOCKED).flatMap(([path, { dev, engines }]) =>
    path !== "" && !dev && engines?.node !== undefined ? [{ path, node: engines.node }] : [],
  );

  it("promises no Node that a locked dependency refuses", () => {
    assert.deepEqual(
      asked.filter(({ node }) => !subset(declared, node)),
      [],
    );
  });

  it("refuses no Node that all of them take", () => {
    const least = asked.map(({ node }) => minVersion(node)?.version);
    assert.ok(least.includes(minVersion(declared)?.version));
  });
});

describe("npm start and npm test", () => {
  it("install what is locked and leave the lock file alone", () => {
    const text = readFileSync(join(repositoryFolder, "scripts", "toolchain", "project.mjs"), "utf8");
    assert.match(text, /runForeground\("npm", \["ci",/);
    assert.doesNotMatch(text, /"install"/);
  });
});
