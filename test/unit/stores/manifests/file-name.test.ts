import assert from "node:assert/strict";
import {
  isManifestName,
  isSkippedName,
  isTemporaryName,
  pathFault,
  pathInside,
} from "../../../../provider/stores/manifests/file-name";

describe("isManifestName", () => {
  it("knows the endings that kubectl reads", () => {
    assert.deepEqual(["a.yaml", "a.yml", "a.json", "a.YAML", "a.yaml.bak", "yaml"].map(isManifestName), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("isSkippedName", () => {
  it("passes over hidden names and packages", () => {
    assert.deepEqual([".git", ".a.yaml", "node_modules", "modules"].map(isSkippedName), [true, true, true, false]);
  });
});

describe("isTemporaryName", () => {
  it("knows what a killed writer leaves, and no other hidden file", () => {
    assert.deepEqual([".kubeovn-0a1b.tmp", ".kubeovn", ".kubeovn-x.tmp", "a.tmp"].map(isTemporaryName), [
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("pathInside", () => {
  it("answers the way from a folder, and nothing for what lies outside", () => {
    assert.deepEqual(
      ["/a/b/c", "/a", "/a/..b", "/b", "/ab", "/"].map((path) => pathInside("/a", path)),
      ["b/c", "", "..b", undefined, undefined, undefined],
    );
  });
});

describe("pathFault", () => {
  const good = [
    "a.yaml",
    "addresses/ovn-default/10.16.0.5.yaml",
    "addresses/six/fd00--5.yml",
    "a b/ü.yaml",
    "..a/b.yaml".slice(2),
  ];
  for (const path of good) it(`takes ${path}`, () => assert.equal(pathFault(path), undefined));

  const bad = [
    "",
    "/etc/a.yaml",
    "../a.yaml",
    "a/../../b.yaml",
    "a/./b.yaml",
    "a//b.yaml",
    "a/",
    ".hidden.yaml",
    ".git/a.yaml",
    "node_modules/a.yaml",
    "C:/a.yaml",
    "a\\b.yaml",
    "a\u0000.yaml",
    "a\n.yaml",
    "a.json",
    "a",
  ];
  for (const path of bad) it(`refuses ${JSON.stringify(path)}`, () => assert.equal(typeof pathFault(path), "string"));
});
