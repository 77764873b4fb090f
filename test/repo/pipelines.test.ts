import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { isFault, parseAddress } from "../../provider/ipam";
import { pathOf } from "../../provider/stores/manifests/store";
import { ipObject, poolObject, subnetObject } from "../support/objects";
import { repositoryFolder } from "../support/toolchain";

function read(path: string): string {
  return readFileSync(join(repositoryFolder, "examples", "pipelines", path), "utf8");
}

function fileOfAddress(): string {
  const address = parseAddress("10.0.0.5");
  if (isFault(address)) throw new Error();
  return `manifests/${pathOf(ipObject("db", "prod", "a", "10.0.0.5"), { subnet: "a", addresses: [address] })}`;
}

const FILES = {
  subnet: `manifests/${pathOf(subnetObject("a", "10.0.0.0/24"), undefined)}`,
  pool: `manifests/${pathOf(poolObject("p", "a", []), undefined)}`,
  address: fileOfAddress(),
};

describe("examples of what applies the manifests", () => {
  it("for Argo CD include every file that is written, and not the export that is only read", () => {
    const { include, exclude } = parse(read("argo-cd/application.yaml")).spec.source.directory;
    assert.deepEqual([include, exclude], ["{manifests/**,workloads/**}", "manifests/cluster/**"]);
    for (const file of Object.values(FILES)) assert.match(file, /^manifests\/(?!cluster\/)/);
  });

  it("for Flux take Subnets before pools before addresses before workloads", () => {
    const all = parseAllDocuments(read("flux/kustomizations.yaml")).map((document) => document.toJS());
    const order = all.map(({ metadata, spec }) => [
      metadata.name,
      spec.path,
      spec.dependsOn?.map((one: { name: string }) => one.name),
    ]);
    assert.deepEqual(order, [
      ["subnets", "./manifests/subnets", undefined],
      ["pools", "./manifests/ippools", ["subnets"]],
      ["addresses", "./manifests/addresses", ["pools"]],
      ["workloads", "./workloads", ["addresses"]],
    ]);
    const folders = [FILES.subnet, FILES.pool, FILES.address].map((file) => file.split("/").slice(0, 2).join("/"));
    assert.deepEqual(folders, ["manifests/subnets", "manifests/ippools", "manifests/addresses"]);
  });

  it("for the Pulumi operator name no directory that a fresh workspace would not have", () => {
    const { kind, spec } = parse(read("pulumi-operator/stack.yaml"));
    assert.equal(kind, "Stack");
    assert.deepEqual(Object.keys(spec.config), ["kubeovn:requireCluster"]);
  });
});
