import type { IncomingMessage } from "node:http";
import type { KubeObject } from "../../../provider/objects/kube-object";
import type { ServedKind } from "./served-kinds";

/** As RBAC calls them. */
export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete";

/** What someone asks the server for about objects of a kind. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly kind: ServedKind;
  readonly namespace: string | undefined;
  /** Undefined for a list and a watch. */
  readonly name: string | undefined;
  readonly isStatus: boolean;
  readonly isDryRun: boolean;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** What was sent: an object, a patch, or the options of a deletion. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const VERBS: Readonly<Record<string, Verb>> = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/** Undefined for a path that is of no kind. */
export function readRequest(
  kinds: readonly ServedKind[],
  incoming: IncomingMessage,
  url: URL,
  text: string,
): ApiRequest | undefined {
  const { method = "GET", headers } = incoming;
  const path =
    /^(?:\/apis\/([^/]+\/[^/]+)|\/api\/([^/]+))(?:\/namespaces\/([^/]+))?(?:\/([^/]+))(?:\/([^/]+))?(\/status)?$/;
  const [, group, core, space, plural, given, status] = path.exec(url.pathname) ?? pathOfNamespace(url.pathname);
  const kind = kinds.find((one) => one.apiVersion === (group ?? core) && one.plural === plural);
  if (kind === undefined) return undefined;
  const body = text === "" ? undefined : (JSON.parse(text) as Readonly<Record<string, unknown>>);
  const name = given === undefined ? (body as KubeObject | undefined)?.metadata?.name : decodeURIComponent(given);
  const isWatch = ["1", "true"].includes(url.searchParams.get("watch") ?? "");
  const reading: Verb = isWatch ? "watch" : given === undefined ? "list" : "get";
  return {
    verb: VERBS[method] ?? reading,
    kind,
    namespace: space === undefined ? undefined : decodeURIComponent(space),
    name,
    isStatus: status !== undefined,
    isDryRun: url.searchParams.get("dryRun") === "All",
    query: url.searchParams,
    accept: headers.accept ?? "",
    body,
  };
}

/** A namespace itself is under the path that those inside it have too. */
function pathOfNamespace(path: string): readonly (string | undefined)[] {
  const [, name] = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(path) ?? [];
  return name === undefined ? [] : [path, undefined, "v1", undefined, "namespaces", name];
}
