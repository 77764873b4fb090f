import assert from "node:assert/strict";
import { loadToolchain } from "../../support/toolchain";

interface TestOptions {
  readonly names: readonly string[];
  readonly everything: boolean;
  readonly profile: boolean;
  readonly mayRepeat: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  readonly ofMocha: readonly string[];
}
interface TestOptionsModule {
  readTestOptions(args: readonly string[]): TestOptions;
  unknownOptions(ofMocha: readonly string[]): readonly string[];
}
const options = loadToolchain<TestOptionsModule>("test-options.mjs");

describe("readTestOptions", () => {
  const NOTHING: TestOptions = {
    names: [],
    everything: false,
    profile: false,
    mayRepeat: false,
    verbose: false,
    help: false,
    ofMocha: [],
  };
  const cases: readonly { given: string; expected: Partial<TestOptions> }[] = [
    { given: "", expected: {} },
    { given: "--all", expected: { everything: true } },
    { given: "--profile", expected: { profile: true } },
    { given: "--second-attempt", expected: { mayRepeat: true } },
    { given: "--verbose", expected: { verbose: true } },
    { given: "--help", expected: { help: true } },
    { given: "-h", expected: { help: true } },
    { given: "unit property", expected: { names: ["unit", "property"] } },
    { given: "e2e unit e2e", expected: { names: ["e2e", "unit"] } },
    { given: "no-such-suite", expected: { names: ["no-such-suite"] } },
    { given: "--profile unit --verbose e2e", expected: { names: ["unit", "e2e"], profile: true, verbose: true } },
    { given: "unit --grep Ledger", expected: { names: ["unit"], ofMocha: ["--grep", "Ledger"] } },
    {
      given: "unit --grep Ledger --profile",
      expected: { names: ["unit"], ofMocha: ["--grep", "Ledger"], profile: true },
    },
    { given: "--grep unit", expected: { ofMocha: ["--grep", "unit"] } },
    { given: "-b", expected: { ofMocha: ["-b"] } },
    { given: "unit --profil", expected: { names: ["unit"], ofMocha: ["--profil"] } },
    { given: "unit -- --grep --profile", expected: { names: ["unit"], ofMocha: ["--grep", "--profile"] } },
    { given: "-- unit", expected: { ofMocha: ["unit"] } },
    { given: "--bail -- --help", expected: { ofMocha: ["--bail", "--help"] } },
  ];
  for (const { given, expected } of cases) {
    it(`reads "${given}"`, async () => {
      const { readTestOptions } = await options;
      assert.deepEqual(readTestOptions(given.split(" ").filter(Boolean)), { ...NOTHING, ...expected });
    });
  }
});

describe("unknownOptions", () => {
  it("names the options that nobody has", async () => {
    const { unknownOptions } = await options;
    assert.deepEqual(unknownOptions(["--profil", "--grep", "Ledger", "--job=3"]), ["--profil", "--job"]);
  });

  it("passes over options of mocha and Node, values and short options", async () => {
    const { unknownOptions } = await options;
    const given = ["--grep=a --b", "-x", "--no-color", "--timeout", "9", "--inspect-brk", "--", "- x", "--jobs", "-1"];
    assert.deepEqual(unknownOptions(given), []);
  });
});
