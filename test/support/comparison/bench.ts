import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../ovn-servers";
import type { TestCluster } from "../start-cluster";
import type { Act, Written } from "./act";
import { type ControllerLog, controllerLog } from "./controller-log";
import { type ApiObject, failuresOf, type Holder, holderOf, isTaken, type Observation } from "./observation";

const KUBE_OVN_API = "/apis/kubeovn.io/v1";
const PLURAL = { Subnet: "subnets", IP: "ips", Vip: "vips", IPPool: "ippools" } as const;
/** What kubectl asks for: field names that the schema does not have are errors. */
const CHECKED = "fieldValidation=Strict";
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 100;
/** The controller takes a good object within some 100 ms, and cleans up after a deletion as fast. */
const DELETED_MS = 3_000;

type Answer = Observation["answer"];

/** A cluster to do things to by hand, and to look at. */
export interface Bench {
  readonly cluster: TestCluster;
  readonly log: ControllerLog;
  /** Does it; what the API server said. */
  act(act: Act): Promise<Answer>;
  live(object: Pick<Written, "kind" | "name">): Promise<ApiObject | undefined>;
  /** Looks until the controller has taken the object. */
  untilTaken(object: Pick<Written, "kind" | "name">): Promise<void>;
  /** Those of the ports that are missing at some moment of the next seconds. */
  missing(ports: readonly string[]): Promise<readonly string[]>;
  holders(): Promise<readonly Holder[]>;
  ports(): Promise<ReadonlyMap<string, readonly string[]>>;
  warnings(object: Pick<Written, "kind" | "name">): Promise<readonly string[]>;
}

export function createBench(cluster: TestCluster): Bench {
  const { admin, northbound } = cluster;
  const live: Bench["live"] = async ({ kind, name }) => {
    const { status, body } = await admin("GET", `${folderOf(kind)}/${name}`);
    return status === 200 ? body : undefined;
  };
  const find = ["--format=json", "--columns=name,options", "find", "Logical_Switch_Port"];
  const rows = (): readonly OvnRow[] => JSON.parse(run("ovn-nbctl", `--db=${northbound}`, ...find)).data;
  return {
    cluster,
    log: controllerLog(cluster.folder),
    live,
    async act(act) {
      switch (act.verb) {
        case "create":
          return admin("POST", `${folderOf(act.object.kind)}?${CHECKED}`, bodyOf(act.object));
        case "create unchecked":
          return admin("POST", folderOf(act.object.kind), bodyOf(act.object));
        case "create --dry-run=server":
          return admin("POST", `${folderOf(act.object.kind)}?${CHECKED}&dryRun=All`, bodyOf(act.object));
        case "edit": {
          const { kind, name, spec } = act.object;
          return admin("PATCH", `${folderOf(kind)}/${name}?${CHECKED}`, { spec }, "application/merge-patch+json");
        }
        case "delete":
          return admin("DELETE", `${folderOf(act.object.kind)}/${act.object.name}`);
        case "restart kube-ovn-controller":
          await cluster.restartController();
          return { status: 200, body: {} };
      }
    },
    async untilTaken(object) {
      for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(LOOK_AGAIN_MS)) {
        const now = await live(object);
        if (now !== undefined && isTaken(object.kind, now)) return;
      }
      throw new Error(`${object.kind} ${object.name} is not taken`);
    },
    async missing(ports) {
      for (const end = Date.now() + DELETED_MS; ports.length > 0 && Date.now() < end; await sleep(LOOK_AGAIN_MS)) {
        const names = new Set(rows().map(([name]) => name));
        const lost = ports.filter((port) => !names.has(port));
        if (lost.length > 0) return lost;
      }
      return [];
    },
    async holders() {
      const lists = await Promise.all(
        (["Vip", "IP"] as const).map(async (kind) => {
          const { body } = await admin("GET", folderOf(kind));
          return body.items.flatMap((item: ApiObject) => holderOf(kind, item) ?? []);
        }),
      );
      return lists.flat();
    },
    async ports() {
      return new Map(
        rows().map(([name, options]) => {
          const { "virtual-parents": parents = "" } = Object.fromEntries(options[1]);
          return [name, parents.split(",").filter(Boolean).sort()];
        }),
      );
    },
    async warnings({ kind, name }) {
      const selector = `involvedObject.kind=${kind},involvedObject.name=${name},type=Warning`;
      const { body } = await admin("GET", `/api/v1/events?fieldSelector=${encodeURIComponent(selector)}`);
      const events = body.items.map(({ message }: ApiObject) => message);
      return [...new Set([...failuresOf(await live({ kind, name })), ...events])];
    },
  };
}

type OvnRow = readonly [name: string, options: readonly ["map", readonly (readonly [string, string])[]]];

const folderOf = (kind: Written["kind"]): string =>
  kind === "Pod" ? "/api/v1/namespaces/default/pods" : `${KUBE_OVN_API}/${PLURAL[kind]}`;

function bodyOf({ kind, name, labels, annotations, spec }: Written): unknown {
  // Without any label Kube-OVN 1.13 may crash on an IP, which would be a comparison of something else.
  const metadata = { name, annotations, labels: labels ?? { made: "by-hand" } };
  return { apiVersion: kind === "Pod" ? "v1" : "kubeovn.io/v1", kind, metadata, spec };
}
