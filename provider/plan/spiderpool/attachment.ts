import type { OvsConfig, SriovConfig } from "../arguments/spiderpool/multus-args";
import { SPIDER_ANNOTATION } from "../terms/spiderpool/names";
import { pluginsOf } from "./cni-plugins";

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
 * The NetworkAttachmentDefinition that a SpiderMultusConfig leads to under Spiderpool 1.2, to the letter of its `config`.
 * Annotations that the object has besides are copied onto it as well.
 *
 * @param args  checked, with name, `cniType` and `enableCoordinator` filled in
 * @source spiderpool pkg/multuscniconfig/multusconfig_informer.go generateNetAttachDef
 */
export function expectedAttachment(args: Fields): Attachment {
  const name = typeof args.attachmentName === "string" ? args.attachmentName : String(args.name);
  const annotations = {
    ...(args.attachmentName === undefined ? {} : { [SPIDER_ANNOTATION.attachmentName]: name }),
    ...(args.cniVersion === undefined ? {} : { [SPIDER_ANNOTATION.cniVersion]: String(args.cniVersion) }),
    ...resourceOf(args),
  };
  const config = args.cniType === "custom" ? String(args.customCNI ?? "") : configOf(args, name);
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

/** The annotation by which a device plugin's resource is asked for. */
function resourceOf({ cniType, sriov, ibsriov, ovs }: Fields): Readonly<Record<string, string>> {
  if (cniType === "sriov" || cniType === "ib-sriov") {
    const { resourceName } = ((cniType === "sriov" ? sriov : ibsriov) ?? {}) as SriovConfig;
    return { [SPIDER_ANNOTATION.resource]: resourceName };
  }
  const { bridge, deviceID } = (ovs ?? {}) as OvsConfig;
  return cniType !== "ovs" || !deviceID
    ? {}
    : { [SPIDER_ANNOTATION.resource]: `ovs-cni.network.kubevirt.io/${bridge}` };
}

function configOf(args: Fields, name: string): string {
  const config = { cniVersion: args.cniVersion ?? DEFAULT_CNI_VERSION, name, plugins: pluginsOf(args) };
  // Go writes these five for the sake of HTML.
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(config).replace(/[<>&\u2028\u2029]/g, escaped);
}
