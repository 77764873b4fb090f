import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";

const COMPONENTS = path.resolve(__dirname, "../../../sdk/components");

/** What a script prints in a process that cannot find @pulumi/kubernetes. */
function printedWithout(script: string): string {
  const hide = `
    const Module = require("node:module");
    const resolve = Module._resolveFilename;
    Module._resolveFilename = (name, ...rest) => {
      if (name.startsWith("@pulumi/kubernetes")) throw Object.assign(new Error("hidden"), { code: "MODULE_NOT_FOUND" });
      return resolve.call(Module, name, ...rest);
    };`;
  return execFileSync(process.execPath, ["-e", hide + script], { encoding: "utf8" }).trim();
}

describe("the components without @pulumi/kubernetes", () => {
  it("are there, and those without a workload are made", () => {
    const load = `const { KeepalivedPair } = require(${JSON.stringify(COMPONENTS)}); console.log(typeof KeepalivedPair);`;
    assert.equal(printedWithout(load), "function");
  });

  it("say what to install when a workload is to be made", () => {
    for (const component of ["FixedIPStatefulSet", "FixedIPVirtualMachine"]) {
      const make = `
        const pulumi = require("@pulumi/pulumi");
        const components = require(${JSON.stringify(COMPONENTS)});
        const mocks = { call: () => ({}), newResource: ({ name, inputs }) => ({ id: name, state: inputs }) };
        pulumi.runtime.setMocks(mocks).then(() => {
          try { new components.${component}("db", { subnet: "s", spec: {} }); } catch ({ message }) { console.log(message); }
        });`;
      assert.equal(
        printedWithout(make),
        `${component} makes its workload with the package @pulumi/kubernetes, which is not installed; npm install @pulumi/kubernetes`,
      );
    }
  });
});
