import { declarerOf, FIELDS, isMadeBy, type Kind } from "../../plan";
import type { KubeObject } from "../kube-object";
import { projectSpider } from "../spiderpool/project";
import { exclude, readBands } from "./bands";
import { part, text, texts } from "./kinds";
import { stampOf } from "./stamp";

type Properties = Record<string, unknown>;

/** What a live object says about a resource's arguments: the other direction of `objects.ts`, for `read`. */
export function projectObject(kind: Kind, object: KubeObject, olds: Readonly<Properties>): Properties {
  const spec = part(object, "spec");
  const status = part(object, "status");
  const { name } = object.metadata;
  switch (kind) {
    case "Vip":
      return clean({
        name,
        subnet: text(spec, "subnet"),
        type: text(spec, "type"),
        v4ip: text(status, "v4ip") || text(spec, "v4ip"),
        v6ip: text(status, "v6ip") || text(spec, "v6ip"),
        macAddress: text(status, "mac") || text(spec, "macAddress"),
        namespace: text(spec, "namespace"),
        selector: texts(spec, "selector"),
      });
    case "ReservedIP":
      return clean({
        name,
        subnet: text(spec, "subnet"),
        workload: workloadOf(spec),
        ...addressesOf(spec),
      });
    case "IPPool":
      return clean({
        name,
        subnet: text(spec, "subnet"),
        ips: texts(spec, "ips"),
        namespaces: texts(spec, "namespaces"),
        enableAddressSet: spec.enableAddressSet,
      });
    case "Subnet":
      return projectSubnet(object, olds);
    case "spiderpool.ReservedIP":
    case "spiderpool.IPPool":
    case "spiderpool.Subnet":
    case "spiderpool.MultusConfig":
    case "spiderpool.FixedIP":
    case "spiderpool.PodAnnotations":
      return projectSpider(kind, object, olds);
    case "PlannedRange":
    case "ReservedIPSet":
    case "AapBinding":
      return {};
  }
}

/** Declared fields only: what Kube-OVN fills in by itself is no drift (pkg/controller/subnet.go formatSubnet). */
function projectSubnet(object: KubeObject, olds: Readonly<Properties>): Properties {
  const spec = part(object, "spec");
  const isGet = olds.owner === undefined;
  const self = declarerOf(isGet ? { ...stampOf(object) } : olds);
  const foreign = readBands(object).flatMap((band) => (isMadeBy(band, self) ? [] : band.added));
  const always = new Set(["cidrBlock", "gateway", "excludeIps", "protocol"]);
  const declared = Object.keys(FIELDS.Subnet).filter((field) => isGet || always.has(field) || field in olds);
  const projected = Object.fromEntries(declared.filter((field) => field in spec).map((field) => [field, spec[field]]));
  return clean({ ...projected, name: object.metadata.name, excludeIps: exclude(texts(spec, "excludeIps"), foreign) });
}

/** The workload an IP object is for; the ordinal is the last number of the pod's name. */
function workloadOf(spec: Readonly<Properties>): Properties {
  const podType = text(spec, "podType");
  const podName = text(spec, "podName");
  const namespace = text(spec, "namespace");
  if (podType !== "StatefulSet") return { kind: podType || "Pod", name: podName, namespace };
  const [, name, ordinal] = /^(.*)-(\d+)$/.exec(podName) ?? [undefined, podName, "0"];
  return { kind: podType, name, namespace, ordinal: Number(ordinal) };
}

/** Both spellings of the addresses: the pair of fields, or what `ipAddress` lists. */
export function addressesOf(spec: Readonly<Properties>): Properties {
  const listed = text(spec, "ipAddress").split(",");
  const v6 = text(spec, "v6IpAddress") || listed.find((item) => item.includes(":"));
  const v4 = text(spec, "v4IpAddress") || listed.find((item) => item !== "" && !item.includes(":"));
  return { v4IpAddress: v4, v6IpAddress: v6, macAddress: text(spec, "macAddress") };
}

function clean(properties: Properties): Properties {
  const isSet = (value: unknown): boolean =>
    value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => isSet(value)));
}
