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
    const { spec } = parse(read("argo-cd/application.yaml"));
    const patterns: string[] = spec.source.directory.include.slice(1, -1).split(",");
    const isIncluded = (file: string): boolean =>
      patterns.some((pattern) => file.startsWith(pattern.replace(/\*\*$/, "")));
    assert.deepEqual(
      Object.values(FILES).filter((file) => !isIncluded(file)),
      [],
    );
    assert.ok(!isIncluded("manifests/cluster/pods.yaml"));
  });

  it("for Flux take Subnets before addresses before workloads", () => {
    const all = parseAllDocuments(read("flux/kustomizations.yaml")).map((document) => document.toJS());
    const order = all.map(({ metadata, spec }) => [
      metadata.name,
      spec.path,
      spec.dependsOn?.map((one: { name: string }) => one.name),
    ]);
    assert.deepEqual(order, [
      ["subnets", "./manifests/subnets", undefined],
      ["addresses", "./manifests/addresses", ["subnets"]],
      ["workloads", "./workloads", ["addresses"]],
    ]);
    assert.ok(FILES.subnet.startsWith("manifests/subnets/") && FILES.address.startsWith("manifests/addresses/"));
  });

  it("for the Pulumi operator name no directory that a fresh workspace would not have", () => {
    const { kind, spec } = parse(read("pulumi-operator/stack.yaml"));
    assert.equal(kind, "Stack");
    assert.deepEqual(Object.keys(spec.config), ["kubeovn:requireCluster"]);
  });
});
