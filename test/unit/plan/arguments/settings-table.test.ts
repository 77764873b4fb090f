import assert from "node:assert/strict";
import {
  misspelledVariables,
  newerRelease,
  SETTINGS,
  unknownArguments,
  unknownSettings,
  unnamedPlace,
} from "../../../../provider/plan";

describe("settings", () => {
  it("are all known by their own names", () => {
    const all = Object.entries(SETTINGS);
    assert.equal(unknownSettings(all.map(([key]) => `kubeovn:${key}`)), undefined);
    assert.equal(unknownArguments(all.flatMap(([key, { isArgument }]) => (isArgument ? [key] : []))), undefined);
    assert.equal(misspelledVariables([...all.flatMap(([, { env }]) => env ?? []), "KUBEOVN_DECISIONS"]), undefined);
  });

  it("of other namespaces are none of ours", () => {
    assert.equal(unknownSettings(["aws:region", "shop:manifest", "kubeovnx:manifest"]), undefined);
  });

  for (const [given, meant] of [
    ["manifest", "manifests"],
    ["kubeConfig", "kubeconfig"],
    ["requirecluster", "requireCluster"],
    ["ovnNorthBound", "ovnNorthbound"],
    ["Prune", "prune"],
  ] as const) {
    it(`that are misspelled are refused with what may be meant: ${given}`, () => {
      const said = new RegExp(`kubeovn:${given} \\(did you mean "${meant}"\\?\\)`);
      assert.match(unknownSettings([`kubeovn:${given}`, "kubeovn:kubeOvnVersion", "kubeovn:version"]) ?? "", said);
      assert.match(unknownArguments([given]) ?? "", new RegExp(`argument of Provider ${given} \\(did you mean`));
    });
  }

  it("that nobody knows are refused with what there is", () => {
    assert.match(
      unknownSettings(["kubeovn:explicit"]) ?? "",
      /^there is no setting kubeovn:explicit; known are "manifests", /,
    );
    assert.match(unknownArguments(["owner"]) ?? "", /^there is no argument of Provider owner/);
  });

  it("from the environment are refused where they look like a slip, and not where Kubernetes has made the variable", () => {
    assert.match(
      misspelledVariables(["KUBEOVN_MANIFEST"]) ?? "",
      /KUBEOVN_MANIFEST \(did you mean "KUBEOVN_MANIFESTS"\?\)/,
    );
    assert.match(misspelledVariables(["KUBEOVN_DECISION"]) ?? "", /"KUBEOVN_DECISIONS"/);
    assert.equal(
      misspelledVariables(["KUBEOVN_SERVICE_HOST", "KUBEOVN_PORT_443_TCP", "KUBEOVN_PORT", "PATH"]),
      undefined,
    );
  });
});

describe("newerRelease", () => {
  it("says which rules are used for a release that is newer than every known one", () => {
    assert.match(
      newerRelease([1, 99]) ?? "",
      /^Kube-OVN 1\.99 is newer than 1\.\d+, the newest known release, whose rules are used \(newer-release\)$/,
    );
    assert.match(newerRelease([2, 0, 3]) ?? "", /2\.0\.3/);
    assert.equal(newerRelease([1, 13, 99]), undefined);
    assert.equal(newerRelease([1, 17, 5]), undefined);
  });

  it("are said to be missing of a provider that names no place where the stack does", () => {
    const stack = (key: string): string | undefined => ({ manifests: "live" })[key];
    const said = unnamedPlace(["kubeOvnVersion"], stack, {}) ?? "";
    assert.match(said, /^it names neither manifests nor a cluster, and kubeovn:manifests .*require\("manifests"\)/);
    for (const key of ["manifests", "kubeconfig", "context"])
      assert.equal(unnamedPlace([key], stack, { KUBECONFIG: "k" }), undefined);
    assert.equal(unnamedPlace([], stack, { KUBEOVN_MANIFESTS: "m" }), undefined);
    assert.equal(
      unnamedPlace([], () => undefined, {}),
      undefined,
    );
    assert.match(unnamedPlace([], (key) => ({ context: "edge" })[key as string], {}) ?? "", /kubeovn:context/);
  });
});
