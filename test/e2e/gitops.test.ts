import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { installKubernetesPlugin, needKubernetesPlugin } from "../support/kubernetes-plugin";
import { repositoryFolder } from "../support/toolchain";
import { install } from "./support/installation";
import { needPulumi } from "./support/need-pulumi";
import { filesIn, operationsIn, succeeded } from "./support/outcome";
import { createProject, type Project } from "./support/project";

const EXAMPLES = join(repositoryFolder, "examples");
const WAVE = "argocd.argoproj.io/sync-wave";

interface Rendered {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

const nameOf = ({ kind, metadata: { name, namespace } }: Rendered): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/** Whether a path is of a pattern as Argo CD and Flux read them; only `**`, `{a,b}` and plain text are used here. */
function matches(pattern: string, path: string): boolean {
  const alternatives = /^\{(.*)\}$/.exec(pattern)?.[1]?.split(",") ?? [pattern];
  return alternatives.some((one) => path.startsWith(one.replace(/\*\*$/, "")));
}

describe("addresses and workloads in one repository", () => {
  let project: Project;
  /** What the program has written, by its path in the repository. */
  let written: ReadonlyMap<string, Rendered>;

  const repository = (): ReadonlyMap<string, string> => {
    const of = (folder: string): readonly (readonly [string, string])[] =>
      [...filesIn(join(project.folder, folder))].map(([path, text]) => [`${folder}/${path}`, text]);
    return new Map([...of("manifests"), ...of("workloads")]);
  };

  before(async function () {
    await needPulumi.call(this);
    await needKubernetesPlugin.call(this);
    await installKubernetesPlugin(install().home);
    project = await createProject({ example: "gitops" });
    cpSync(join(EXAMPLES, "quickstart", "cluster"), join(project.folder, "manifests", "cluster"), { recursive: true });
    const exported = [...filesIn(join(project.folder, "manifests")).keys()].map((path) => `manifests/${path}`);
    succeeded(await project.up());
    written = new Map(
      [...repository()].filter(([path]) => !exported.includes(path)).map(([path, text]) => [path, parse(text)]),
    );
  });

  it("are files side by side, the workloads as the Kubernetes plugin names them", () => {
    const paths = [...written.keys()].sort();
    const addresses = paths.filter((path) => path.startsWith("manifests/addresses/"));
    assert.equal(addresses.length, 4);
    for (const path of addresses) assert.match(path, /^manifests\/addresses\/shop\/10\.91\.0\.2\d\d\.yaml$/);
    assert.deepEqual(
      paths.filter((path) => !addresses.includes(path)),
      [
        "manifests/ippools/shop-batch.yaml",
        "manifests/subnets/shop.yaml",
        "workloads/1-manifest/apps_v1-deployment-shop-jobs.yaml",
        "workloads/1-manifest/apps_v1-statefulset-shop-queue.yaml",
        "workloads/1-manifest/kubevirt.io_v1-virtualmachine-shop-db.yaml",
      ],
    );
  });

  it("agree on the addresses", () => {
    const vm = [...written.values()].find(({ kind }) => kind === "VirtualMachine");
    const ip = [...written.values()].find(({ metadata }) => metadata.name === "db.shop");
    const { template } = (vm ?? assert.fail("no VM")).spec as {
      template: { metadata: { annotations: Record<string, string> } };
    };
    assert.equal(template.metadata.annotations["ovn.kubernetes.io/ip_address"], ip?.spec.v4IpAddress);
    assert.equal(template.metadata.annotations["ovn.kubernetes.io/mac_address"], ip?.spec.macAddress);
  });

  it("are all applied by Argo CD, in waves that put a Subnet before pool, addresses and workloads, and nothing else is", () => {
    const { spec } = parse(readFileSync(join(EXAMPLES, "pipelines", "argo-cd", "application.yaml"), "utf8"));
    const { include, exclude } = spec.source.directory as { include: string; exclude: string };
    const isApplied = (path: string): boolean => matches(include, path) && !matches(exclude, path);
    const applied = [...repository().keys(), "Pulumi.yaml", "package.json"].filter(isApplied);
    assert.deepEqual(applied.sort(), [...written.keys()].sort());

    const waves = new Map<number, string[]>();
    for (const object of written.values()) {
      const wave = Number(object.metadata.annotations?.[WAVE] ?? 0);
      waves.set(wave, [...(waves.get(wave) ?? []), nameOf(object)].sort());
    }
    assert.deepEqual(
      [...waves].sort(([a], [b]) => a - b),
      [
        [-30, ["Subnet shop"]],
        [-20, ["IPPool shop-batch"]],
        [-10, ["IP db.shop", "IP queue-0.shop", "IP queue-1.shop", "Vip shop-front"]],
        [0, ["Deployment shop/jobs", "StatefulSet shop/queue", "VirtualMachine shop/db"]],
      ],
    );
  });

  it("are each applied by one Kustomization of Flux, which depends on those before it", () => {
    const text = readFileSync(join(EXAMPLES, "pipelines", "flux", "kustomizations.yaml"), "utf8");
    const all = parseAllDocuments(text).map((document) => document.toJS());
    const before = new Map<string, readonly string[]>(
      all.map(({ metadata, spec }) => [
        metadata.name,
        (spec.dependsOn ?? []).map((one: { readonly name: string }) => one.name),
      ]),
    );
    const earlier = (name: string): readonly string[] =>
      (before.get(name) ?? []).flatMap((one) => [one, ...earlier(one)]);
    const steps = [...written].map(([path, object]) => {
      const owners = all.filter(({ spec }) => `./${path}`.startsWith(`${spec.path}/`));
      assert.equal(owners.length, 1, path);
      return [object.kind, earlier(owners[0].metadata.name).length] as const;
    });
    assert.deepEqual(Object.fromEntries(steps), {
      Subnet: 0,
      IPPool: 1,
      IP: 2,
      Vip: 2,
      Deployment: 3,
      StatefulSet: 3,
      VirtualMachine: 3,
    });
  });

  it("leave no file when they go, but for an address, which is given up; an unchanged program rewrites none", async () => {
    assert.deepEqual([...operationsIn(await project.previewJson())], []);
    const program = readFileSync(join(project.folder, "index.ts"), "utf8");
    project.write("index.ts", program.replace(/new k8s.*;\n/, "").replace(`specOf("queue", 2)`, `specOf("queue", 1)`));
    succeeded(await project.up());
    const gone = [...written.keys()].filter((path) => !repository().has(path));
    assert.equal(gone.length, 1);
    const given = [...repository()].filter(([, text]) => text.includes("pulumi-kubeovn/left-by"));
    assert.equal(given.length, 1);
    assert.match(given.join(), /manifests\/addresses\/shop\/10\.91\.0\.2\d\d\.yaml/);
    assert.doesNotMatch(given.join(), /Prune=false|prune: disabled/);
    assert.match(gone.join(), /workloads\/1-manifest\/apps_v1-deployment-shop-jobs\.yaml/);
  });
});
