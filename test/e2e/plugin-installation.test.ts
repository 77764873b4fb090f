import assert from "node:assert/strict";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { codeIn } from "../support/documents";
import { ask, struct } from "../support/served";
import { repositoryFolder } from "../support/toolchain";
import { commandFolder, install, PLUGIN } from "./support/installation";
import { createLanguageProject, missingFor, pluginIn } from "./support/languages";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, refused, succeeded } from "./support/outcome";
import { type PluginForms, pluginForms, startPlugin } from "./support/plugin-forms";
import type { Preview, Project } from "./support/project";

const CLUSTER = join(repositoryFolder, "examples", "quickstart", "cluster");
const SCHEMA = readFileSync(join(repositoryFolder, "schemas", "pulumi-schema.json"), "utf8");
const { version } = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")) as { version: string };

/** Where the document has the files of a release. */
const SERVER = "https://example.com/pulumi-kubeovn/v0.1.0";
const PROGRAM = `resources:
  web:
    type: kubeovn:Vip
    properties: { subnet: ovn-default }
`;

const PAIR = `resources:
  lb:
    type: kubeovn:KeepalivedPair
    properties:
      subnet: ovn-default
      members: [{ kind: Pod, name: lb-a }, { kind: Pod, name: lb-b }]
      labels: { app: lb }
outputs:
  address: \${lb.v4ip}
  second: \${lb.annotations[1]}
`;
const SET = `resources:
  db:
    type: kubeovn:FixedIPStatefulSet
    properties:
      subnet: ovn-default
      spec:
        serviceName: db
        replicas: 2
        selector: { matchLabels: { app: db } }
        template:
          metadata: { labels: { app: db } }
          spec: { containers: [{ name: main, image: nginx }] }
`;

/** Types of resources that a package schema has. */
const tokensOf = (schema: string): readonly string[] => Object.keys(JSON.parse(schema).resources).sort();

/** A cluster that does not answer. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: none
contexts: [{ name: none, context: { cluster: none, user: none } }]
clusters: [{ name: none, cluster: { server: "https://127.0.0.1:9" } }]
users: [{ name: none, user: { token: none } }]
`;

const documented = (heading: string, text: string): string =>
  codeIn("docs/how-to/install-the-plugin.md", heading, text);

describe("the plugin, installed for a program in YAML", () => {
  let forms: PluginForms;
  let server: Server;
  /** Where the server has the files of the release. */
  let address: string;
  /** The address that the plugin of the packed package plans. */
  let expected: string;

  before(async function () {
    await needPulumi.call(this);
    const made = pluginForms();
    const missing = made === undefined ? "npm run plugin makes what is installed" : await missingFor("yaml");
    if (made === undefined || missing !== undefined) {
      if (this.test?.parent) this.test.parent.title += ` [${missing}]`;
      return this.skip();
    }
    forms = made;
    server = createServer(({ url = "" }, response) => {
      const file = join(forms.release, basename(url));
      // Without its length the CLI takes no archive.
      if (existsSync(file)) response.setHeader("content-length", statSync(file).size).end(readFileSync(file));
      else response.writeHead(404).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expected = await planned(await projectWith(pluginIn(commandFolder())));
    assert.match(expected, /^10\.16\./);
  });
  after(() => server?.close());

  /** A project whose CLI has installed no plugin yet. */
  const projectWith = async (plugin: string, body = PROGRAM): Promise<Project> => {
    const env = { PULUMI_HOME: mkdtempSync(join(install().folder, "home-")) };
    const project = await createLanguageProject("yaml", {}, { body, plugin, env });
    cpSync(CLUSTER, join(project.folder, "manifests"), { recursive: true });
    return project;
  };
  const planned = async (project: Project, preview = "pulumi preview"): Promise<string> => {
    const { stdout } = succeeded(await project.shell(`${preview.trim()} --json --non-interactive`));
    const { steps } = JSON.parse(stdout) as Preview;
    const vip = steps.find(({ newState }) => newState?.type === "kubeovn:index:Vip");
    return String(vip?.newState?.inputs?.v4ip);
  };
  const here = (text: string): string => text.replaceAll("linux-amd64", forms.platform).replaceAll(SERVER, address);

  it("from the archive of a release, where there is no Node", async () => {
    const project = await projectWith("");
    cpSync(forms.release, project.folder, { recursive: true });
    succeeded(await project.shell(here(documented("From a release", "--file"))));
    project.write("no-node/node", "#!/bin/sh\nexit 1\n");
    chmodSync(join(project.folder, "no-node", "node"), 0o755);
    assert.equal(await planned(project, 'PATH="$PWD/no-node:$PATH" pulumi preview'), expected);
    succeeded(await project.pulumi("plugin", "rm", "resource", "kubeovn", version, "--yes"));
    assert.deepEqual(JSON.parse(succeeded(await project.pulumi("plugin", "ls", "--json")).stdout), []);
  });

  it("from a server, if the content has the checksum that is said", async () => {
    const project = await projectWith("");
    const command = here(documented("From a server", "--server")).trim();
    const [sum = ""] = readFileSync(join(forms.release, `${forms.archive}.sha256`), "utf8").split(" ");
    const other = [...sum].reverse().join("");
    assert.match(refused(await project.shell(`${command} --checksum ${other}`)), /invalid checksum/);
    succeeded(await project.shell(`${command} --checksum ${sum}`));
    assert.equal(await planned(project), expected);
  });

  it("by the first preview of a program that names the server", async () => {
    const project = await projectWith("", here(documented("From a server", "pluginDownloadURL")));
    assert.equal(await planned(project), expected);
  });

  it("in a folder that the project names: of npm, with one file for Node, with an executable", async () => {
    const npm = await projectWith(documented("From npm", "providers:"));
    symlinkSync(join(install().folder, "node_modules"), join(npm.folder, "node_modules"));
    assert.equal(await planned(npm), expected);
    assert.equal(await planned(await projectWith(pluginIn(forms.node))), expected);
    assert.equal(await planned(await projectWith(pluginIn(forms.executable))), expected);
  });

  it("with the schema of the package in each form", async () => {
    const project = await projectWith("");
    for (const folder of [commandFolder(), forms.node, forms.executable]) {
      const { stdout } = succeeded(await project.pulumi("package", "get-schema", join(folder, PLUGIN)));
      assert.deepEqual(tokensOf(stdout), tokensOf(SCHEMA));
    }
  });

  it("which makes components, those with objects of Kubernetes if it is from npm", async () => {
    const pair = async (path: string): Promise<string> => {
      const project = await projectWith(pluginIn(path), PAIR);
      succeeded(await project.up());
      return JSON.stringify([await project.outputs(), [...filesIn(join(project.folder, "manifests"))]]);
    };
    const fromNpm = await pair(commandFolder());
    assert.match(fromNpm, /lb-lb-b/);
    // Where @pulumi/kubernetes is beside the file, too.
    const beside = join(install().folder, "beside-packages");
    cpSync(forms.node, beside, { recursive: true });
    for (const path of [forms.node, beside, forms.executable]) {
      assert.equal(await pair(path), fromNpm);
      const missing = /FixedIPStatefulSet needs the package @pulumi\/kubernetes, which only the plugin from npm finds/;
      const said = refused(await (await projectWith(pluginIn(path), SET)).preview());
      assert.match(said, missing);
      assert.doesNotMatch(said, /\n\s+at /);
    }
  });

  it("as a command on PATH", async () => {
    const project = await projectWith("");
    commandFolder();
    symlinkSync(join(install().folder, "node_modules"), join(project.folder, "node_modules"));
    assert.equal(await planned(project, documented("From npm", "PATH=")), expected);
  });

  it("as a package", async () => {
    const folder = "../pulumi-kubeovn/dist/plugin/node";
    const project = await projectWith(documented("From a clone", "packages:").replace(folder, forms.node));
    assert.equal(await planned(project), expected);
  });

  it("for `pulumi package add`", async () => {
    const project = await projectWith(pluginIn(forms.node));
    const { stderr } = succeeded(await project.pulumi("package", "add", join(forms.node, PLUGIN)));
    assert.match(stderr, /Added package Kube-OVN/);
    assert.equal(await planned(project), expected);
  });
});

describe("a form of the plugin, elsewhere", () => {
  let folder: string;
  before(function () {
    const forms = pluginForms();
    if (forms === undefined) {
      if (this.test?.parent) this.test.parent.title += " [npm run plugin makes it]";
      return this.skip();
    }
    // Where nothing is found in folders above it.
    folder = mkdtempSync(join(tmpdir(), "plugin-elsewhere-"));
    for (const form of ["node", "executable"] as const) cpSync(forms[form], join(folder, form), { recursive: true });
    writeFileSync(join(folder, "kubeconfig"), KUBECONFIG);
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const RUN_PLUGIN = require.resolve("@pulumi/pulumi/cmd/run-plugin");
  const STARTS: readonly { readonly name: string; readonly command: () => readonly [string, ...string[]] }[] = [
    { name: "one file, started by Node", command: () => [process.execPath, join(folder, "node", PLUGIN)] },
    {
      name: "its folder, started by Pulumi's SDK for Node, as the CLI's language host does it",
      command: () => [process.execPath, RUN_PLUGIN, join(folder, "node")],
    },
    { name: "the executable", command: () => [join(folder, "executable", PLUGIN)] },
  ];
  for (const { name, command } of STARTS) {
    it(`has all that it needs in it: ${name}`, async () => {
      const { port, said, stop } = await startPlugin(...command());
      try {
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
        const info = await ask<Empty, PluginInfo>(client.getPluginInfo.bind(client), new Empty());
        assert.equal(info.getVersion(), version);
        const schema = await ask<rpc.GetSchemaRequest, rpc.GetSchemaResponse>(
          client.getSchema.bind(client),
          new rpc.GetSchemaRequest(),
        );
        assert.deepEqual(tokensOf(schema.getSchema()), tokensOf(SCHEMA));
        const settings = struct({ kubeconfig: join(folder, "kubeconfig") });
        await ask<rpc.ConfigureRequest, rpc.ConfigureResponse>(
          client.configure.bind(client),
          new rpc.ConfigureRequest().setArgs(settings).setName("default"),
        );
        const checked = await ask<rpc.CheckRequest, rpc.CheckResponse>(
          client.check.bind(client),
          new rpc.CheckRequest()
            .setUrn("urn:pulumi:dev::shop::kubeovn:index:Vip::web")
            .setOlds(struct({}))
            .setNews(struct({ subnet: "ovn-default" })),
        );
        const [reason = ""] = checked.getFailuresList().map((failure) => failure.getReason());
        assert.match(reason, /^cluster https:\/\/127\.0\.0\.1:9 .*cannot be reached/);
        assert.equal(said(), "");
      } finally {
        stop();
      }
    });
  }
});
