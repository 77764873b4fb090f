import { createInterface } from "node:readline";
import { takingOf } from "../../provider/kinds";
import type { KubeObject } from "../../provider/objects/kube-object";
import { guardOf } from "../../provider/objects/kubeovn/guard";
import type { ApiClient } from "../../provider/stores/kubernetes/api-client";
import { collectionPath, resourceOf } from "../../provider/stores/kubernetes/resources";
import type { Exchange } from "../../test/support/fault-proxy";
import { median, rounded } from "./report";

/** One object, as a watch beside the run saw it; times as `performance.now()` has them. */
interface Seen {
  readonly kind: "IP" | "Vip" | "guard";
  readonly stored: number;
  taken?: number;
  gone?: number;
}

/** A watch of IPs and Vips beside the run, not through its connection. */
export interface UpTrace {
  /** Ends the watch, and says where the time of a command went. */
  rows(command: { readonly begin: number; readonly end: number }, exchanges: readonly Exchange[]): readonly object[];
}

const KINDS = ["IP", "Vip"].map((kind) => resourceOf({ apiVersion: "kubeovn.io/v1", kind }));

export async function startUpTrace(api: ApiClient): Promise<UpTrace> {
  const seen = new Map<unknown, Seen>();
  const ending = new AbortController();
  const note = (type: string, object: KubeObject): void => {
    const { uid } = object.metadata;
    const now = performance.now();
    const kind = guardOf(object) === undefined ? (object.kind as "IP" | "Vip") : "guard";
    const one = seen.get(uid) ?? { kind, stored: now };
    seen.set(uid, one);
    if (type === "DELETED") one.gone ??= now;
    else if (takingOf(object) === "taken") one.taken ??= now;
  };
  for (const resource of KINDS) {
    const list = (await api.document(`${collectionPath(resource)}?limit=1`)) as {
      metadata: { resourceVersion: string };
    };
    const lines = createInterface({ input: await api.watch(resource, list.metadata.resourceVersion, ending.signal) });
    lines.on("error", () => undefined);
    lines.on("line", (line) => {
      const { type, object } = api.readLine(line) as { type: string; object: KubeObject };
      if (type !== "BOOKMARK") note(type, object);
    });
  }
  return {
    rows({ begin, end }, exchanges) {
      ending.abort();
      return [...stages({ begin, end }, exchanges), ...claims([...seen.values()], exchanges)];
    },
  };
}

/** The command from its start to its end, one stage after the other. */
function stages({ begin, end }: { begin: number; end: number }, exchanges: readonly Exchange[]): readonly object[] {
  const writes = exchanges.filter(({ method }) => method !== "GET");
  const lists = exchanges.filter(({ method, path }) => method === "GET" && path.includes("limit="));
  const firstWrite = Math.min(...writes.map((one) => one.begin));
  const lastWrite = Math.max(...writes.map((one) => one.end ?? end));
  const firstRead = Math.min(...lists.map((one) => one.begin));
  const lastRead = Math.max(...lists.filter((one) => one.begin < firstWrite).map((one) => one.end ?? end));
  const stage = (name: string, ms: number): object => ({ stage: name, s: rounded(Math.max(0, ms) / 1000, 2) });
  return [
    stage("engine, program and provider start", firstRead - begin),
    stage("lists", lastRead - firstRead),
    stage("plan and checks until the first write", firstWrite - lastRead),
    stage("writes, from the first to the last", lastWrite - firstWrite),
    stage("engine until the end", end - lastWrite),
  ];
}

/** What a claim waits for, in milliseconds: the medians, and how many were under way at once. */
function claims(seen: readonly Seen[], exchanges: readonly Exchange[]): readonly object[] {
  const answered = (method: string, plural: string): readonly number[] =>
    exchanges
      .filter((one) => one.method === method && new RegExp(`/${plural}(/|\\?|$)`).test(one.path))
      .flatMap((one) => (one.end === undefined ? [] : [one.end - one.begin]));
  const between = (kind: Seen["kind"], from: "stored" | "taken", to: "taken" | "gone"): readonly number[] =>
    seen
      .filter((one) => one.kind === kind)
      .flatMap((one) => {
        const [start, end] = [one[from], one[to]];
        return start === undefined || end === undefined ? [] : [end - start];
      });
  const row = (wait: string, times: readonly number[]): readonly object[] =>
    times.length === 0 ? [] : [{ wait, count: times.length, ms: rounded(median(times), 1) }];
  return [
    ...row("POST of a Vip or guard", answered("POST", "vips")),
    ...row("controller, from a stored Vip to a taken one", between("Vip", "stored", "taken")),
    ...row("controller, from a stored guard to a taken one", between("guard", "stored", "taken")),
    ...row("from a taken guard until it is gone", between("guard", "taken", "gone")),
    ...row("POST of an IP", answered("POST", "ips")),
    ...row("controller, from a stored IP to a taken one", between("IP", "stored", "taken")),
    ...row("DELETE of a Vip or guard", answered("DELETE", "vips")),
    ...row("GET of a single object", answered("GET", "(vips|ips)/[^?/]+")),
  ];
}
