import { type CheckContext, checkNameFree, type Inputs } from "../check-context";
import { checkObjectName, checkOneOf } from "../check-fields";
import { declaredName } from "../program";
import { textArg } from "../reservation";
import { hasUnknown, isUnknown, UNKNOWN } from "../unknown";
import { expectedAttachment } from "./attachment";

/** The field that goes with each `cniType`. */
const BLOCK = {
  macvlan: "macvlan",
  ipvlan: "ipvlan",
  vlan: "vlan",
  sriov: "sriov",
  ovs: "ovs",
  "ib-sriov": "ibsriov",
  ipoib: "ipoib",
  custom: "customCNI",
} as const;

const CNI_VERSIONS = ["0.3.0", "0.3.1", "0.4.0", "1.0.0"];

/**
 * Checks a SpiderMultusConfig by the rules of its webhook.
 *
 * @source spiderpool pkg/multuscniconfig/multusconfig_validate.go, multusconfig_mutate.go
 */
export function checkMultusConfig(context: CheckContext): Inputs {
  const { planner, declaration, report } = context;
  const { args } = declaration;
  const name = declaredName(declaration);
  const namespace = textArg(args, "namespace");
  checkObjectName("name", "SpiderMultusConfig name", name, report);
  const key = `${namespace}/${name}`;
  checkNameFree(context, "spiderpool.MultusConfig", key, planner.spider.snapshot.configs.get(key));
  checkOneOf(args, "cniType", Object.keys(BLOCK), report);
  checkOneOf(args, "cniVersion", CNI_VERSIONS, report);
  const cniType = args.cniType ?? "custom";
  const planned = {
    ...args,
    name,
    cniType,
    enableCoordinator: cniType === "custom" ? false : (args.enableCoordinator ?? true),
  };
  if (hasUnknown(args)) return { ...planned, network: UNKNOWN, networkAttachmentDefinition: UNKNOWN };
  if (typeof cniType === "string" && cniType in BLOCK) checkBlock(context, cniType as keyof typeof BLOCK);
  for (const text of (args.chainCNIJsonData ?? []) as string[]) checkJson(context, "chainCNIJsonData", text);
  return {
    ...planned,
    attachmentName: args.attachmentName ?? null,
    network: `${namespace}/${args.attachmentName ?? name}`,
    networkAttachmentDefinition: expectedAttachment(planned) ?? null,
  };
}

function checkBlock(context: CheckContext, cniType: keyof typeof BLOCK): void {
  const { declaration, report } = context;
  const { args } = declaration;
  const refuse = (field: string, why: string): void => report(field, "spider-multus", { field, why });
  const own = BLOCK[cniType];
  for (const [type, field] of Object.entries(BLOCK)) {
    if (field !== own && args[field] !== undefined)
      refuse(field, `it belongs to cniType "${type}", and this is "${cniType}"; leave it out`);
  }
  if (cniType === "custom") {
    if (args.customCNI !== undefined) checkJson(context, "customCNI", String(args.customCNI));
    if (args.coordinator !== undefined) refuse("coordinator", `cniType "custom" runs without it; leave it out`);
    if (args.enableCoordinator === true) refuse("enableCoordinator", `cniType "custom" runs without it; leave it out`);
    return;
  }
  const block = args[own] as Readonly<Record<string, unknown>> | undefined;
  if (block === undefined) refuse(own, `cniType "${cniType}" needs it; set it`);
  else if (cniType === "macvlan" || cniType === "ipvlan" || cniType === "vlan")
    checkMaster(block, own, cniType, refuse);
  else if (cniType === "sriov" || cniType === "ib-sriov") {
    if (typeof block.resourceName !== "string" || block.resourceName === "")
      refuse(own, "resourceName is missing; name the device plugin's resource");
    const [least, most] = [block.minTxRateMbps, block.maxTxRateMbps];
    if (typeof least === "number" && typeof most === "number" && least > most)
      refuse(own, `minTxRateMbps ${least} is more than maxTxRateMbps ${most}; turn them round`);
  } else if (cniType === "ovs" && (typeof block.bridge !== "string" || block.bridge === ""))
    refuse(own, "bridge is missing; name the bridge");
}

function checkMaster(
  block: Readonly<Record<string, unknown>>,
  field: string,
  cniType: "macvlan" | "ipvlan" | "vlan",
  refuse: (field: string, why: string) => void,
): void {
  const { master, bond, vlanID, mtu, ippools } = block as {
    master?: unknown;
    bond?: { name?: unknown };
    vlanID?: unknown;
    mtu?: unknown;
    ippools?: { matchMasterSubnet?: unknown };
  };
  const interfaces = Array.isArray(master) ? master : [];
  if (interfaces.length === 0 || interfaces.some((name) => typeof name !== "string" || name === ""))
    refuse(field, "master is missing; list the interfaces of the host");
  if (interfaces.length > 1 && !bond?.name)
    refuse(field, "master lists several interfaces, which needs bond.name; set it");
  const isVlan = vlanID === undefined || (Number.isInteger(vlanID) && Number(vlanID) >= 0 && Number(vlanID) <= 4094);
  if (!isVlan) refuse(field, `vlanID ${JSON.stringify(vlanID)} is not a number from 0 to 4094; choose one`);
  if (cniType === "vlan" && block.mode === "auto" && vlanID !== undefined)
    refuse(field, `mode "auto" chooses the VLAN itself; leave vlanID out`);
  if (cniType === "vlan" && block.mode === "manual" && vlanID === undefined)
    refuse(field, `mode "manual" needs vlanID; set it`);
  if (mtu !== undefined && !(Number.isInteger(mtu) && Number(mtu) >= 0))
    refuse(field, `mtu ${JSON.stringify(mtu)} is not a number of bytes; choose one from 0`);
  if (ippools?.matchMasterSubnet === true)
    refuse(field, `matchMasterSubnet is not for cniType "${cniType}"; leave it out`);
}

function checkJson({ report }: CheckContext, field: string, text: string): void {
  if (text === "" || isUnknown(text)) return;
  try {
    JSON.parse(text);
  } catch {
    report(field, "spider-multus", { field, why: "it is not JSON; write a CNI configuration" });
  }
}
