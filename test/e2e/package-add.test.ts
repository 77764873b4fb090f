import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeIn } from "../support/documents";
import { clusterOf } from "./support/examples";
import { withPlugin } from "./support/installation";
import { createBareProject, LANGUAGES, type Language, MAIN_FILES, needLanguage } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { pluginInputsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

/** The same program in each language. */
const PYTHON = `from pulumi_kubeovn import Vip
Vip("web", subnet="ovn-default")
`;
const GO = `package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"pulumi-kubeovn/sdks/go/kubeovn"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := kubeovn.NewVip(ctx, "web", &kubeovn.VipArgs{Subnet: pulumi.String("ovn-default")})
		return err
	})
}
`;
const YAML = `resources:
  web:
    type: kubeovn:Vip
    properties: { subnet: ovn-default }
`;
const NODE = `const { Vip } = require("pulumi-kubeovn");
new Vip("web", { subnet: "ovn-default" });
`;

const PROJECTS: Readonly<Record<Language, () => Promise<Project>>> = {
  python: () => createBareProject("python", { [MAIN_FILES.python]: PYTHON }),
  go: () => createBareProject("go", { [MAIN_FILES.go]: GO }),
  yaml: () => createBareProject("yaml", {}, YAML),
};

describe("`pulumi package add` of the plugin", () => {
  before(needPulumi);

  const ADD = codeIn("docs/how-to/other-languages.md", "Set up", "pulumi package add").trim();
  const onCluster = (project: Project): Project => {
    cpSync(clusterOf("quickstart"), join(project.folder, "manifests"), { recursive: true });
    return project;
  };
  const plannedIn = async (project: Project): Promise<unknown> => {
    const [inputs] = Object.values(pluginInputsIn(await project.previewJson()));
    return inputs?.v4ip;
  };
  let inTypeScript: Promise<unknown> | undefined;
  const plannedInTypeScript = (): Promise<unknown> => {
    const config = { "kubeovn:manifests": "manifests", "kubeovn:plugin": "true" };
    const files = { [MAIN_FILES.node]: NODE, "Pulumi.yaml": withPlugin() };
    inTypeScript ??= createProject({ files, config }).then(onCluster).then(plannedIn);
    return inTypeScript;
  };

  for (const language of LANGUAGES)
    it(`has a program in ${language} use what it has added`, async function () {
      await needLanguage(this, language);
      const project = onCluster(await PROJECTS[language]());
      succeeded(await project.shell(ADD));
      assert.match(readFileSync(join(project.folder, "Pulumi.yaml"), "utf8"), /^packages:\n +kubeovn: kubeovn@/m);
      assert.equal(await plannedIn(project), await plannedInTypeScript());
    });
});
