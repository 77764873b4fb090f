import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { objectsOf } from "../cluster-objects";
import { runInProcess } from "../command-line";
import { Engine } from "../engine/engine";
import type { Resource } from "../program";
import type { TestCluster } from "../start-cluster";
import { loadToolchain } from "../toolchain";

const IPS = "/apis/kubeovn.io/v1/ips";
const PODS = "/api/v1/namespaces/default/pods";
const LEFT_BY = "pulumi-kubeovn/left-by";
const LOOKING_MS = 60_000;
const REPLACE_ATTEMPTS = 10;
/** What kubectl may prune: of what it applied itself, the kinds of reservations. */
const PRUNED = ["--prune", "--all", "--prune-allowlist=kubeovn.io/v1/IP", "--prune-allowlist=kubeovn.io/v1/Vip"];

const execute = promisify(execFile);

interface Programs {
  findPrograms(log: (line: string) => void): Promise<{ readonly testkube: string }>;
}

/** The path of the program that is kubectl when it is called with that word first. */
export async function testkubePath(): Promise<string> {
  const { findPrograms } = await loadToolchain<Programs>("../cluster/programs.mjs");
  return (await findPrograms((line) => process.stderr.write(`${line}\n`))).testkube;
}

/** A directory that a stack writes, a person who syncs it, and the cluster that it is for, of which one subnet is looked at. */
export class Desk {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "desk-"));
  readonly #manifests = path.join(this.#folder, "manifests");
  readonly #engine: Engine;
  readonly #cluster: TestCluster;
  readonly #testkube: string;
  readonly #subnet: string;

  constructor(cluster: TestCluster, testkube: string, subnet: string) {
    this.#cluster = cluster;
    this.#testkube = testkube;
    this.#subnet = subnet;
    mkdirSync(this.#manifests);
    this.#engine = new Engine(this.#manifests);
  }

  /** Runs a program. @returns what it commits, in words, and why there is nothing if it is refused */
  async up(program: readonly Resource[]): Promise<{ readonly commit: string; readonly refusal?: string }> {
    const before = this.#files();
    const { failures } = await this.#engine.preview(program);
    const [refusal] = [...failures.values()].flat();
    if (refusal !== undefined) return { commit: REFUSED, refusal: refusal.reason };
    await this.#engine.up(program);
    return { commit: commitOf(before, this.#files()) };
  }

  /** What `pulumi-kubeovn export` writes, into a folder that nobody applies. */
  async export(): Promise<void> {
    mkdirSync(path.join(this.#manifests, "cluster"), { recursive: true });
    const file = path.join(this.#manifests, "cluster", "export.yaml");
    const { code, stderr } = await runInProcess(["export", "--kubeconfig", this.#cluster.kubeconfig, "-o", file]);
    if (code !== 0) throw new Error(stderr);
  }

  /** Applies all that is written, as a pipeline does: Kube-OVN ignores an IP that is there before its Subnet. */
  async apply(options: { readonly prune: boolean }): Promise<void> {
    await this.kubectl("apply", "-R", "-f", path.join(this.#manifests, "subnets"));
    await objectsOf(this.#cluster).until(
      `/apis/kubeovn.io/v1/subnets/${this.#subnet}`,
      ({ status }) => status?.v4availableIPs > 0,
    );
    const folders = ["addresses", "subnets"].filter((folder) => existsSync(path.join(this.#manifests, folder)));
    const files = folders.flatMap((folder) => ["-f", path.join(this.#manifests, folder)]);
    await this.kubectl("apply", "-R", ...files, ...(options.prune ? PRUNED : []));
  }

  /** @throws Error with what kubectl printed, when it fails */
  async kubectl(...args: readonly string[]): Promise<void> {
    const env = { ...process.env, KUBECONFIG: this.#cluster.kubeconfig };
    await execute(this.#testkube, ["kubectl", ...args], { env });
  }

  /** `kubectl replace --force`, again where the controller has made the object between the deletion and the creation. */
  async replace(file: string): Promise<void> {
    for (let left = REPLACE_ATTEMPTS; ; left--) {
      try {
        return await this.kubectl("replace", "--force", "-f", file);
      } catch (error) {
        if (left === 1 || !/AlreadyExists/.test(String(error))) throw error;
      }
    }
  }

  /** A copy of the file of an address with another address in it, as an edit by hand makes it. @returns its path */
  edited(address: string, to: string): string {
    const file = path.join(this.#manifests, "addresses", this.#subnet, `${address}.yaml`);
    const edited = path.join(this.#folder, "edited.yaml");
    writeFileSync(edited, readFileSync(file, "utf8").replaceAll(address, to));
    return edited;
  }

  async startPod(name: string): Promise<void> {
    const annotations = { "ovn.kubernetes.io/logical_switch": this.#subnet };
    const spec = { containers: [{ name: "main", image: "none" }], terminationGracePeriodSeconds: 0 };
    await this.#cluster.admin("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata: { name, annotations }, spec });
  }

  async stopPod(name: string): Promise<void> {
    await this.#cluster.admin("DELETE", `${PODS}/${name}`);
  }

  /** Looks until the subnet is as wanted; after a minute the last look is the answer. */
  async lookFor(wanted: string): Promise<string> {
    for (const end = performance.now() + LOOKING_MS; ; await sleep(50)) {
      const seen = await this.#look();
      if (seen === wanted || performance.now() > end) return seen;
    }
  }

  /** Deletes what is in the subnet, and the directory. */
  async close(): Promise<void> {
    for (const { metadata } of await this.#pods()) await this.stopPod(metadata.name);
    for (const { metadata } of await this.#ips()) await this.#cluster.admin("DELETE", `${IPS}/${metadata.name}`);
    await this.lookFor(NOTHING);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Who has which address: IPs that Kube-OVN has registered, and running pods. */
  async #look(): Promise<string> {
    const ips = (await this.#ips()).map(({ metadata, spec }) => {
      const state = metadata.deletionTimestamp !== undefined ? " leaving" : metadata.finalizers ? "" : " new";
      return `IP ${metadata.name} ${spec.v4IpAddress}${metadata.annotations?.[LEFT_BY] ? " given up" : ""}${state}`;
    });
    const pods = (await this.#pods()).map(({ metadata, status }) => `Pod ${metadata.name} ${status.podIP}`);
    return [...ips.sort(), ...pods.sort()].join(", ") || NOTHING;
  }

  async #ips(): Promise<readonly ListedObject[]> {
    const { body } = await this.#cluster.admin("GET", IPS);
    return body.items.filter(({ spec }: ListedObject) => spec.subnet === this.#subnet);
  }

  async #pods(): Promise<readonly ListedObject[]> {
    const { body } = await this.#cluster.admin("GET", PODS);
    const isHere = ({ metadata }: ListedObject): boolean =>
      metadata.annotations?.["ovn.kubernetes.io/logical_switch"] === this.#subnet;
    return body.items.filter(isHere);
  }

  #files(): ReadonlyMap<string, string> {
    const folder = path.join(this.#manifests, "addresses", this.#subnet);
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    return new Map(files.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
  }
}

/** Of a cluster without an IP or a pod. */
export const NOTHING = "nothing";
/** Of a program whose preview fails. */
export const REFUSED = "refused";
/** Of a run that leaves every file as it is. */
export const UNCHANGED = "no change";

interface ListedObject {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly subnet?: string; readonly v4IpAddress?: string };
  readonly status: { readonly podIP?: string };
}

/** What changed among the files of the addresses. */
function commitOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const changes = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((file) => {
    const [was, is] = [before.get(file), after.get(file)];
    if (was === is) return [];
    if (was === undefined) return [`adds ${file}`];
    if (is === undefined) return [`removes ${file}`];
    return [is.includes(LEFT_BY) && !was.includes(LEFT_BY) ? `gives up ${file}` : `changes ${file}`];
  });
  return changes.join(", ") || UNCHANGED;
}
