import { SPIDER_ANNOTATION } from "./names";

/** A NetworkAttachmentDefinition as Spiderpool's controller is expected to make it. */
export interface Attachment {
  readonly apiVersion: "k8s.cni.cncf.io/v1";
  readonly kind: "NetworkAttachmentDefinition";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly config?: string };
}

type Fields = Readonly<Record<string, unknown>>;

const DEFAULT_CNI_VERSION = "0.3.1";

/**
 * The NetworkAttachmentDefinition that a SpiderMultusConfig leads to; undefined for types whose rendering differs between
 * releases of Spiderpool.
 *
 * @source spiderpool pkg/multuscniconfig/multusconfig_informer.go generateNetAttachDef
 */
export function expectedAttachment(args: Fields): Attachment | undefined {
  const name = typeof args.attachmentName === "string" ? args.attachmentName : String(args.name);
  const annotations = {
    ...(args.attachmentName === undefined ? {} : { [SPIDER_ANNOTATION.attachmentName]: String(args.attachmentName) }),
    ...(args.cniVersion === undefined ? {} : { [SPIDER_ANNOTATION.cniVersion]: String(args.cniVersion) }),
  };
  const config = configOf(args, name);
  if (config === undefined) return undefined;
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: {
      name,
      namespace: String(args.namespace),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: config === "" ? {} : { config },
  };
}

function configOf(args: Fields, name: string): string | undefined {
  const { cniType } = args;
  if (cniType === "custom") return String(args.customCNI ?? "");
  if (cniType !== "macvlan" && cniType !== "ipvlan") return undefined;
  const block = (args[cniType] ?? {}) as Fields;
  const masters = Array.isArray(block.master) ? (block.master as string[]) : [];
  const bond = block.bond as Fields | undefined;
  const vlan = typeof block.vlanID === "number" ? block.vlanID : 0;
  const base = masters.length > 1 ? String(bond?.name ?? "") : (masters[0] ?? "");
  const main = {
    type: cniType,
    master: vlan === 0 ? base : `${base}.${vlan}`,
    ...(cniType === "macvlan" ? { mode: "bridge" } : {}),
    ...(args.disableIPAM === true ? {} : { ipam: ipamOf(block) }),
  };
  const before =
    vlan !== 0 || masters.length > 1
      ? [{ ...(vlan === 0 ? {} : { vlanID: vlan }), type: "ifacer", interfaces: masters, ...(bond ? { bond } : {}) }]
      : [];
  const behind = args.enableCoordinator === true ? [coordinatorOf((args.coordinator ?? {}) as Fields)] : [];
  const chained = ((args.chainCNIJsonData ?? []) as string[]).flatMap(parsed);
  const cniVersion = String(args.cniVersion ?? DEFAULT_CNI_VERSION);
  return JSON.stringify({ cniVersion, name, plugins: [...before, main, ...behind, ...chained] });
}

function ipamOf(block: Fields): Fields {
  const { ipv4, ipv6 } = (block.ippools ?? {}) as { ipv4?: unknown[]; ipv6?: unknown[] };
  return {
    type: "spiderpool",
    ...(ipv4?.length ? { default_ipv4_ippool: ipv4 } : {}),
    ...(ipv6?.length ? { default_ipv6_ippool: ipv6 } : {}),
  };
}

function coordinatorOf(spec: Fields): Fields {
  const pairs: [string, unknown][] = [
    ["detectIPConflict", spec.detectIPConflict],
    ["detectGateway", spec.detectGateway],
    ["podMACPrefix", spec.podMACPrefix],
    ["mode", spec.mode],
    ["type", "coordinator"],
    ["podDefaultRouteNic", spec.podDefaultRouteNIC],
    ["hijackCIDR", spec.hijackCIDR],
  ];
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined && value !== ""));
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
