import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadToolchain } from "../../support/toolchain";

const ROOT_ENTRY = { name: "project", version: "1.0.0" };
const LOCKED = {
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-other-platforms": { version: "1.0.0", integrity: "sha512-b", optional: true },
};
const INSTALLED = { "node_modules/a": LOCKED["node_modules/a"] };

describe("needsInstall", () => {
  const module = loadToolchain<{ needsInstall(folder: string): boolean }>("project.mjs");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "project-"));
    writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "": ROOT_ENTRY, ...LOCKED } }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const install = (packages: object) => {
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
  };

  it("is true without node_modules", async () => {
    assert.equal((await module).needsInstall(folder), true);
  });

  it("is true when an installation was broken off before npm wrote its own lock file", async () => {
    mkdirSync(join(folder, "node_modules"));
    assert.equal((await module).needsInstall(folder), true);
  });

  it("is false when everything is there but what is optional, whatever the files' times are", async () => {
    install(INSTALLED);
    assert.equal((await module).needsInstall(folder), false);
  });

  const others: Record<string, object> = {
    "a package is missing": {},
    "a package has another version": { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } },
    "a package has other content": { "node_modules/a": { version: "1.0.0", integrity: "sha512-c" } },
    "a package is there that is locked no longer": { ...INSTALLED, "node_modules/b": { version: "1.0.0" } },
    "an optional package has another version": {
      ...INSTALLED,
      "node_modules/for-other-platforms": { version: "0.9.0", integrity: "sha512-b" },
    },
  };
  for (const [title, installed] of Object.entries(others)) {
    it(`is true when ${title}`, async () => {
      install(installed);
      assert.equal((await module).needsInstall(folder), true);
    });
  }
});

describe("lacksOutputs", () => {
  const module = loadToolchain<{ lacksOutputs(folder: string): boolean }>("project.mjs");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "project-"));
    write("tsconfig.json", JSON.stringify({ files: [], references: [{ path: "provider/plan" }] }));
    for (const file of ["index.ts", "terms/kinds.ts", "types.d.ts", "README.md"]) write(`provider/plan/${file}`);
    for (const file of ["index.js", "terms/kinds.js"]) write(`dist/provider/plan/${file}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text = ""): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it("is false when each source has its compiled file", async () => {
    assert.equal((await module).lacksOutputs(folder), false);
  });

  it("is true when one is missing, in whatever folder", async () => {
    rmSync(join(folder, "dist", "provider", "plan", "terms", "kinds.js"));
    assert.equal((await module).lacksOutputs(folder), true);
  });
});
