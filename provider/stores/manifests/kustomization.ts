import { posix } from "node:path";
import { mayHide } from "../../objects/kubeovn/deciding";
import { isRecord } from "./plain";

const NAMES = ["kustomization.yaml", "kustomization.yml"];

/** What a kustomization says of other files, by paths relative to the directory. */
export interface Kustomization {
  /** Files and folders whose objects it takes. */
  readonly resources: readonly string[];
  /** Files that change objects, or say how: they are no objects. */
  readonly fragments: readonly string[];
  readonly namespace: string | undefined;
  /** Whether it does more than list objects and put them into a namespace, as far as addresses are concerned. */
  readonly isChanging: boolean;
  /** Whether its own text speaks of what decides, in a patch for instance. */
  readonly speaksOfAddresses: boolean;
  /** What it lists that is no plain path inside the directory. */
  readonly outside: readonly string[];
}

/** Fields that leave every address and every object's name as they are. */
const UNCHANGING: readonly string[] = [
  ...["apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "images", "labels"],
  ...["commonLabels", "configMapGenerator", "secretGenerator", "generatorOptions", "sortOptions", "buildMetadata"],
  ...["crds", "openapi"],
];

/** Whether a file is one, by its name. */
export function isKustomizationName(file: string): boolean {
  return NAMES.includes(posix.basename(file));
}

/**
 * What a kustomization lists. Addresses of the network and what leads out of the directory are omitted.
 *
 * @source kustomize api/types/kustomization.go
 */
export function readKustomization(file: string, value: unknown, text = ""): Kustomization {
  const folder = posix.dirname(file);
  const fields = isRecord(value) ? value : {};
  const paths = (found: readonly unknown[]): readonly string[] => found.flatMap((path) => pathFrom(folder, path) ?? []);
  const list = (name: string): readonly unknown[] => (Array.isArray(fields[name]) ? (fields[name] as unknown[]) : []);
  const within = (name: string, ...members: readonly string[]): readonly unknown[] =>
    list(name).flatMap((item) => members.flatMap((member) => (isRecord(item) ? (item[member] as unknown) : [])));
  const resources = ["resources", "bases", "components"].flatMap(list);
  const fragments = [
    ...["patchesStrategicMerge", "configurations", "crds", "generators", "transformers", "validators"].flatMap(list),
    ...["patches", "patchesJson6902", "replacements"].flatMap((name) => within(name, "path")),
    ...["configMapGenerator", "secretGenerator"]
      .flatMap((name) => within(name, "files", "envs", "env"))
      .map(withoutKey),
    ...within("helmCharts", "valuesFile", "additionalValuesFiles"),
    ...within("helmChartInflationGenerator", "values"),
    ...(isRecord(fields.openapi) ? [fields.openapi.path] : []),
  ];
  return {
    resources: paths(resources),
    fragments: paths(fragments),
    isChanging: Object.keys(fields).some((field) => !UNCHANGING.includes(field)),
    // A JSON patch writes the slash of an annotation's name as "~1".
    speaksOfAddresses: mayHide(text.replaceAll("~1", "/")),
    outside: [...resources, ...fragments.filter((path) => !isInlinePatch(path))]
      .filter((path) => typeof path === "string")
      .filter((path) => pathFrom(folder, path) === undefined || !isPlainPath(path)),
    namespace: typeof fields.namespace === "string" && fields.namespace !== "" ? fields.namespace : undefined,
  };
}

/** `key=file`, as generators name files. */
function withoutKey(path: unknown): unknown {
  return typeof path === "string" ? path.slice(path.indexOf("=") + 1) : path;
}

/** A patch that stands in the list itself. */
function isInlinePatch(path: unknown): boolean {
  return typeof path === "string" && path.includes("\n");
}

/**
 * Whether kustomize can mean nothing but a file or folder by it: `github.com/…` is a repository even where a folder of that
 * name is there.
 *
 * @source kustomize api/internal/git/repospec.go
 */
function isPlainPath(path: string): boolean {
  return !/[:@?\\]|\/\/|\.git\b|_git\b|github\.com/i.test(path);
}

function pathFrom(folder: string, path: unknown): string | undefined {
  if (typeof path !== "string" || path === "" || path.includes("\n") || /^[\w+.-]+:\/\/|^[\w.-]+@|\?ref=/.test(path)) {
    return undefined;
  }
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, "");
  return joined.startsWith("..") || posix.isAbsolute(path) ? undefined : joined;
}
