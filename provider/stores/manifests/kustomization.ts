import { posix } from "node:path";
import { isRecord } from "./plain";

const NAMES = ["kustomization.yaml", "kustomization.yml"];

/** What a kustomization says of other files, by paths relative to the directory. */
export interface Kustomization {
  /** Files and folders whose objects it takes. */
  readonly resources: readonly string[];
  /** Files that change objects, or say how: they are no objects. */
  readonly fragments: readonly string[];
  readonly namespace: string | undefined;
}

/** Whether a file is one, by its name. */
export function isKustomizationName(file: string): boolean {
  return NAMES.includes(posix.basename(file));
}

/**
 * What a kustomization lists. Addresses of the network and what leads out of the directory are left out.
 *
 * @source kustomize api/types/kustomization.go
 */
export function readKustomization(file: string, value: unknown): Kustomization {
  const folder = posix.dirname(file);
  const fields = isRecord(value) ? value : {};
  const paths = (found: readonly unknown[]): readonly string[] => found.flatMap((path) => pathFrom(folder, path) ?? []);
  const list = (name: string): readonly unknown[] => (Array.isArray(fields[name]) ? (fields[name] as unknown[]) : []);
  const within = (name: string, ...members: readonly string[]): readonly unknown[] =>
    list(name).flatMap((item) => members.flatMap((member) => (isRecord(item) ? (item[member] as unknown) : [])));
  return {
    resources: paths(["resources", "bases", "components"].flatMap(list)),
    fragments: paths([
      ...["patchesStrategicMerge", "configurations", "crds", "generators", "transformers", "validators"].flatMap(list),
      ...["patches", "patchesJson6902", "replacements"].flatMap((name) => within(name, "path")),
      ...["configMapGenerator", "secretGenerator"]
        .flatMap((name) => within(name, "files", "envs", "env"))
        .map(withoutKey),
      ...within("helmCharts", "valuesFile", "additionalValuesFiles"),
      ...within("helmChartInflationGenerator", "values"),
      ...(isRecord(fields.openapi) ? [fields.openapi.path] : []),
    ]),
    namespace: typeof fields.namespace === "string" && fields.namespace !== "" ? fields.namespace : undefined,
  };
}

/** `key=file`, as generators name files. */
function withoutKey(path: unknown): unknown {
  return typeof path === "string" ? path.slice(path.indexOf("=") + 1) : path;
}

function pathFrom(folder: string, path: unknown): string | undefined {
  if (typeof path !== "string" || path === "" || path.includes("\n") || /^[\w+.-]+:\/\/|^[\w.-]+@|\?ref=/.test(path)) {
    return undefined;
  }
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
  return joined.startsWith("..") || posix.isAbsolute(path) ? undefined : joined;
}
