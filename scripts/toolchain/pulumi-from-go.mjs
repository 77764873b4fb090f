import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryFolder } from "./repository.mjs";

const modules = join(repositoryFolder, "go-modules");

/**
 * The Pulumi CLI and its language host for Node, as go-modules/ pins them.
 *
 * @returns {readonly import("./go-programs.mjs").GoProgram[]}
 */
export function goPulumiPrograms() {
  const module = join(modules, "pulumi-cli");
  const goMod = readFileSync(join(module, "go.mod"), "utf8");
  const version = /^require github\.com\/pulumi\/pulumi\/pkg\/v3 (v\S+)/m.exec(goMod)?.[1];
  return [
    {
      module,
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      output: "pulumi",
      // Without it `pulumi version` prints nothing.
      ldflags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
      about: `the Pulumi CLI ${version} (4 to 6 minutes on two cores)`,
    },
    {
      module: join(modules, "pulumi-language-nodejs"),
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      output: "pulumi-language-nodejs",
      ldflags: "",
      about: "its language host for Node (about a minute)",
    },
  ];
}
