import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryFolder } from "../../support/toolchain";

const MOCKS = `
const pulumi = require("@pulumi/pulumi");
const seen = [];
pulumi.runtime.setMocks({
  call: () => ({}),
  newResource: ({ name, inputs }) => {
    if (inputs.__declaration) seen.push({ name, ...inputs.__declaration });
    return { id: name, state: inputs };
  },
});
`;

/** What a program printed as JSON, in a process of its own whose temporary files go to a folder that is looked at afterward. */
function runProgram(folder: string, program: string): { output: unknown; left: string[] } {
  const scratch = path.join(folder, "tmp");
  mkdirSync(scratch, { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", MOCKS + program], {
    cwd: folder,
    env: { ...process.env, TMPDIR: scratch },
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return { output: JSON.parse(stdout), left: readdirSync(scratch) };
}

describe("a program that uses the classes", () => {
  let folder: string;

  /** Puts a copy of the compiled classes somewhere, as a package manager would. */
  function installCopy(place: string): string {
    const copy = path.join(folder, place, "pulumi-kubeovn", "dist");
    for (const part of [
      "sdk",
      "provider/ipam",
      "provider/plan",
      "provider/objects",
      "provider/kinds",
      "provider/scratch",
    ]) {
      cpSync(path.join(repositoryFolder, "dist", part), path.join(copy, part), { recursive: true });
    }
    return path.join(copy, "sdk");
  }

  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sdk-process-")));
    mkdirSync(path.join(folder, "node_modules", "@pulumi"), { recursive: true });
    const pulumi = path.join("node_modules", "@pulumi", "pulumi");
    symlinkSync(realpathSync(path.join(repositoryFolder, pulumi)), path.join(folder, pulumi));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("has one batch for two copies of the package, ends under Pulumi's mocks, and leaves no file behind", () => {
    const copies = [installCopy("node_modules"), installCopy("node_modules/component/node_modules")];
    const { output, left } = runProgram(
      folder,
      `const [one, two] = ${JSON.stringify(copies)}.map((file) => require(file));
       const subnet = new one.Subnet("s4", { cidrBlock: "10.80.0.0/24" });
       const ours = new one.Vip("ours", { subnet: "s4" });
       const theirs = new two.Vip("theirs", { subnet });
       require("@pulumi/pulumi").all([ours.id, theirs.id]).apply(() => {
         const { declarations } = require(${JSON.stringify(path.join(repositoryFolder, "dist/provider/dynamic/batches.js"))}).readBatchFile(seen[0].file, seen[0].key);
         console.log(JSON.stringify({
           isTwo: one.Vip !== two.Vip,
           files: new Set(seen.map(({ file }) => file)).size,
           declarations: declarations.map(({ name, args }) => [name, args.subnet ?? args.cidrBlock]),
         }));
       });`,
    );
    assert.deepEqual(output, {
      isTwo: true,
      files: 1,
      declarations: [
        ["s4", "10.80.0.0/24"],
        ["ours", "s4"],
        ["theirs", "s4"],
      ],
    });
    assert.deepEqual(left, []);
  });

  it("leaves no file behind when it fails", () => {
    const sdk = installCopy("node_modules");
    const { left, output } = runProgram(
      folder,
      `const { Vip } = require(${JSON.stringify(sdk)});
       process.on("uncaughtException", () => { console.log(JSON.stringify(seen.length)); process.exit(0); });
       new Vip("web", { subnet: "s4" }).id.apply(() => { throw new Error("no"); });`,
    );
    assert.equal(output, 1);
    assert.deepEqual(left, []);
  });
});
