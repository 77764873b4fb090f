import { FIELDS, SPIDER_ANNOTATION, type SpiderKind, sameAddresses } from "../../plan";
import type { KubeObject } from "../kube-object";
import { annotation, part, text, texts } from "../kubeovn/kinds";

type Properties = Readonly<Record<string, unknown>>;

/** Fields that a live object has without having been asked for: Spiderpool's webhook and its CRDs fill them in. */
const FILLED_IN: Properties = { default: false, disable: false, enableCoordinator: true, disableIPAM: false };

/** What a live object of Spiderpool says about a resource's arguments; what Spiderpool wrote in another form is no drift. */
export function projectSpider(kind: SpiderKind, object: KubeObject, olds: Properties): Record<string, unknown> {
  const spec = part(object, "spec");
  const { name, namespace } = object.metadata;
  switch (kind) {
    case "spiderpool.ReservedIP":
    case "spiderpool.Subnet":
    case "spiderpool.IPPool":
      return { name, ...fieldsOf(kind, spec, olds) };
    case "spiderpool.MultusConfig":
      return {
        name,
        namespace,
        ...fieldsOf(kind, spec, olds),
        ...present("attachmentName", annotation(object, SPIDER_ANNOTATION.attachmentName)),
        ...present("cniVersion", annotation(object, SPIDER_ANNOTATION.cniVersion)),
      };
    case "spiderpool.FixedIP": {
      const { matchLabels } = (spec.podAffinity ?? {}) as { matchLabels?: unknown };
      const [ip] = texts(spec, "ips");
      const [onlyNamespace] = texts(spec, "namespaceName");
      return {
        name,
        ...present("ip", ip),
        cidr: text(spec, "subnet"),
        ...present("namespace", onlyNamespace),
        ...present("selector", matchLabels),
        ...present("gateway", spec.gateway),
        ...present("routes", spec.routes),
        ...present("multusName", spec.multusName),
      };
    }
    case "spiderpool.PodAnnotations":
      return {};
  }
}

/** The fields of a spec that were asked for, or that are not what comes by itself. */
function fieldsOf(kind: SpiderKind, spec: Properties, olds: Properties): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [field, { addresses }] of Object.entries(FIELDS[kind])) {
    const [live, old] = [spec[field], olds[field]];
    if (live === undefined || live === null || (old === undefined && isFilledIn(field, live))) continue;
    const isSame = addresses === true && Array.isArray(old) && sameAddresses(old as string[], texts(spec, field));
    found[field] = isSame ? old : blend(live, old);
  }
  return found;
}

/** Objects are read as far as they were written: defaults inside them are Spiderpool's. */
function blend(live: unknown, old: unknown): unknown {
  const isObject = (value: unknown): value is Properties =>
    value !== null && typeof value === "object" && !Array.isArray(value);
  if (!isObject(live) || !isObject(old)) return live;
  return Object.fromEntries(
    Object.keys(old).flatMap((key) => (key in live ? [[key, blend(live[key], old[key])]] : [])),
  );
}

function isFilledIn(field: string, live: unknown): boolean {
  return FILLED_IN[field] === live || (Array.isArray(live) && live.length === 0);
}

function present(field: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null || value === "" ? {} : { [field]: value };
}
