import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey, fillOnce } from "../toolchain/cache.mjs";
import { buildGoPrograms, goProgramsFolder, requiredVersion, SHARED_BUILD } from "../toolchain/go-programs.mjs";
import { runCaptured } from "../toolchain/processes.mjs";
import { repositoryFolder } from "../toolchain/repository.mjs";

const KUBE_OVN = "github.com/kubeovn/kube-ovn";
/** What the cluster gets from Kube-OVN's module besides programs. */
const DEFINITIONS = {
  "crds.yaml": join("charts", "kube-ovn", "templates", "kube-ovn-crd.yaml"),
  "webhook.yaml": join("yamls", "webhook.yaml"),
};

/**
 * @typedef {object} Programs
 * @property {string} testkube    etcd, kube-apiserver, kube-controller-manager, fake-kubelet or kubectl, by its first argument
 * @property {string} controller  kube-ovn-controller
 * @property {string} crds        file with Kube-OVN's CustomResourceDefinitions
 */

/**
 * The Go programs of the test cluster, from the user's cache or built into it, and the definitions that come with Kube-OVN.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<Programs>}
 * @throws {Error} where there is no Go, or with the end of the compiler's output
 */
export async function findPrograms(log) {
  const testkube = await builtFolder("testkube", testkubeProgram(), log);
  const kubeOvn = await builtFolder("kube-ovn-controller", kubeOvnProgram(), log);
  return {
    testkube: join(testkube, "testkube"),
    controller: join(kubeOvn, "kube-ovn-controller"),
    crds: await findDefinitions(log),
  };
}

/** @typedef {import("../toolchain/go-programs.mjs").GoProgram} GoProgram */

/** @returns {GoProgram} */
function testkubeProgram() {
  const module = join(repositoryFolder, "go-modules", "testkube");
  const version = requiredVersion(module, "k8s.io/kubernetes");
  const [major, minor] = version.slice(1).split(".");
  const variables = { gitVersion: version, gitMajor: major, gitMinor: minor };
  // Without gitVersion the servers panic.
  const set = Object.entries(variables).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return {
    module,
    package: ".",
    output: "testkube",
    ldflags: ["-s -w", ...set].join(" "),
    env: SHARED_BUILD,
    about: `Kubernetes ${version} and etcd (about 17 minutes of one core, up to 2.5 GB of memory)`,
  };
}

/** @returns {GoProgram} */
function kubeOvnProgram() {
  const module = join(repositoryFolder, "go-modules", "kube-ovn-controller");
  return {
    module,
    package: `${KUBE_OVN}/cmd`,
    output: "kube-ovn-controller",
    ldflags: "-s -w",
    env: SHARED_BUILD,
    about: `the controller of Kube-OVN ${requiredVersion(module, KUBE_OVN)} (about 7 minutes of one core)`,
  };
}

/**
 * @param {string} name
 * @param {GoProgram} program
 * @param {(line: string) => void} log
 */
async function builtFolder(name, program, log) {
  const folder = await goProgramsFolder(name, [program]);
  if (!folder) throw new Error("there is no Go to build the test cluster with");
  return existsSync(folder) ? folder : buildGoPrograms(folder, [program], log);
}

/**
 * A file with definitions that come with Kube-OVN: its kinds, or the registration of its webhook.
 *
 * @param {(line: string) => void} log
 * @param {keyof typeof DEFINITIONS} [file]
 * @returns {Promise<string>}
 */
export async function findDefinitions(log, file = "crds.yaml") {
  return join(await definitionsFolder(log), file);
}

/** @param {(line: string) => void} log */
function definitionsFolder(log) {
  const module = join(repositoryFolder, "go-modules", "kube-ovn-controller");
  const version = requiredVersion(module, KUBE_OVN);
  const folder = join(cacheFolder(), `kube-ovn-definitions-${cacheKey([version, JSON.stringify(DEFINITIONS)])}`);
  return fillOnce(
    folder,
    async (temporary) => {
      const download = await runCaptured("go", ["mod", "download", "-json", KUBE_OVN], { cwd: module });
      if (download.code !== 0) throw new Error(`go mod download ${KUBE_OVN} failed:\n${download.stderr}`);
      const { Dir: source } = JSON.parse(download.stdout);
      for (const [file, path] of Object.entries(DEFINITIONS)) copyFileSync(join(source, path), join(temporary, file));
    },
    log,
  );
}
