import { checkObjectName } from "../../arguments/check-fields";
import { checkShape } from "../../arguments/shape";
import type {
  CoordinatorConfig,
  NetworkPools,
  OvsTrunk,
  SriovConfig,
  VlanConfig,
} from "../../arguments/spiderpool/multus-args";
import { BLOCKS, COORDINATOR } from "../../arguments/spiderpool/multus-shapes";
import { declaredName } from "../../program/program";
import { textArg } from "../../program/reservation";
import type { Report } from "../../refusals/refusal";
import type { MultusFault } from "../../refusals/spiderpool/multus-sentences";
import { SPIDER_CONFIG_RULES } from "../../rules";
import { expectedAttachment } from "../../spiderpool/attachment";
import { networkOf } from "../../spiderpool/networks";
import { CNI_TYPES, CNI_VERSIONS, type CniType } from "../../terms/spiderpool/values";
import { hasUnknown, isUnknown, UNKNOWN } from "../../terms/unknown";
import { type CheckContext, checkNameFree, type Inputs, reportDeclared } from "../check-context";
import { checkCoordinator } from "./check-coordinator";
import { checkNamedPools } from "./check-named-pools";

const KIND = "spiderpool.MultusConfig";

type Refuse = (field: string, fault: MultusFault) => void;

/**
 * Checks a SpiderMultusConfig by the rules of its CRD and its webhook, and by what its controller and its plugins do with
 * what those let through.
 *
 * @source spiderpool pkg/multuscniconfig/multusconfig_validate.go, multusconfig_mutate.go
 */
export function checkMultusConfig(context: CheckContext): Inputs {
  const { planner, declaration } = context;
  const { args } = declaration;
  let isSound = true;
  const report: Report = (...refusal) => {
    isSound = false;
    context.report(...refusal);
  };
  const refuse: Refuse = (field, fault) => report(field, "spider-multus", { field, fault });
  const name = declaredName(declaration);
  const namespace = textArg(args, "namespace");
  checkObjectName("name", "SpiderMultusConfig name", name, report);
  const key = `${namespace}/${name}`;
  checkNameFree(context, key, planner.spider.snapshot.configs.get(key));
  noteNamespace(context, namespace);
  const network = networkOf(declaration);
  const configsOf = (of: string): readonly string[] => planner.spider.configsOf(of);
  if (network !== undefined) reportDeclared({ ...context, report }, SPIDER_CONFIG_RULES, { key, network, configsOf });
  checkObjectName(
    "attachmentName",
    "NetworkAttachmentDefinition name",
    textArg(args, "attachmentName") ?? name,
    report,
  );
  const cniType = args.cniType ?? "custom";
  isSound &&= isOneOf(CNI_TYPES, cniType) && isOneOf(CNI_VERSIONS, args.cniVersion ?? CNI_VERSIONS[0]);
  if (isSound && !isUnknown(cniType)) checkBlocks({ ...context, report }, cniType as CniType, refuse);
  checkSection({ ...context, report }, cniType === "custom", refuse);
  for (const text of (args.chainCNIJsonData ?? []) as string[]) checkPlugin("chainCNIJsonData", text, refuse);
  const planned = {
    ...args,
    name,
    cniType,
    enableCoordinator: cniType === "custom" ? false : (args.enableCoordinator ?? true),
  };
  if (!isSound || hasUnknown(args)) return { ...planned, network: UNKNOWN, networkAttachmentDefinition: UNKNOWN };
  return {
    ...planned,
    attachmentName: args.attachmentName ?? null,
    network,
    networkAttachmentDefinition: expectedAttachment(planned),
  };
}

/**
 * A namespace that is not there: like those that other kinds name, it may be made by the same program, so it is not refused.
 * With manifests what applies them orders them.
 */
function noteNamespace(
  { planner, declaration: { kind, name }, note }: CheckContext,
  namespace: string | undefined,
): void {
  const { spider, delivery } = planner.snapshot;
  const isRead = delivery === undefined && spider.namespaces.size > 0;
  if (namespace !== undefined && isRead && !spider.namespaces.has(namespace))
    note("spider-namespace-missing", { sibling: { kind, name }, namespace });
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return isUnknown(value) || values.includes(String(value));
}

/** The one block that belongs to the type, and no other. */
function checkBlocks(context: CheckContext, cniType: CniType, refuse: Refuse): void {
  const { declaration, report } = context;
  const { args } = declaration;
  for (const [type, { field }] of Object.entries(BLOCKS)) {
    if (type !== cniType && args[field] !== undefined) refuse(field, { is: "other-block", type, cniType });
  }
  if (cniType === "custom") {
    const text = args.customCNI;
    if (typeof text === "string" && text !== "" && !isUnknown(text) && parsed(text) === undefined)
      refuse("customCNI", { is: "not-json" });
    return;
  }
  if (args.customCNI !== undefined) refuse("customCNI", { is: "other-block", type: "custom", cniType });
  const { field, shape } = BLOCKS[cniType];
  const block = args[field];
  if (block === undefined) refuse(field, { is: "no-block", cniType });
  else if (!isUnknown(block) && checkShape(KIND, field, block as object, shape, report)) {
    checkBlock(cniType, field, block as Readonly<Record<string, unknown>>, refuse);
    const { ippools } = block as { ippools?: NetworkPools };
    const pod = { network: networkOf(declaration) };
    if (ippools !== undefined && !isUnknown(ippools))
      checkNamedPools(context, [{ names: ippools, pod }], `${field}.ippools`);
  }
}

/** What the fields of a block, of the right types, have to do with each other. */
function checkBlock(
  cniType: Exclude<CniType, "custom">,
  field: string,
  block: Readonly<Record<string, unknown>>,
  refuse: Refuse,
): void {
  switch (cniType) {
    case "macvlan":
    case "ipvlan":
    case "vlan": {
      const { master, bond, vlanID, vlanMode } = block as unknown as VlanConfig;
      if (Array.isArray(master) && (master.length === 0 || master.includes("")))
        refuse(`${field}.master`, { is: "no-master" });
      if (Array.isArray(master) && master.length > 1 && bond === undefined) refuse(`${field}.bond`, { is: "no-bond" });
      if (bond?.name === "") refuse(`${field}.bond.name`, { is: "empty" });
      if (vlanMode === "auto" && vlanID !== undefined) refuse(`${field}.vlanID`, { is: "auto-vlan" });
      break;
    }
    case "sriov": {
      const { minTxRateMbps: least = 0, maxTxRateMbps: most = 0 } = block as unknown as SriovConfig;
      if (typeof least === "number" && typeof most === "number" && least > most)
        refuse(`${field}.minTxRateMbps`, { is: "rates", least, most });
      break;
    }
    case "ovs":
      ((block.trunk ?? []) as OvsTrunk[]).forEach(({ minID: first, maxID: last }, i) => {
        const at = `${field}.trunk[${i}].maxID`;
        if (last !== undefined && first === undefined) refuse(at, { is: "trunk-start" });
        else if (typeof first === "number" && typeof last === "number" && first > last)
          refuse(at, { is: "trunk-order", first, last });
      });
      break;
    case "ib-sriov":
    case "ipoib":
      break;
  }
  for (const name of ["resourceName", "bridge", ...(cniType === "ipoib" ? ["master"] : [])]) {
    if (block[name] === "") refuse(`${field}.${name}`, { is: "empty" });
  }
  const { matchMasterSubnet } = (block.ippools ?? {}) as NetworkPools;
  if (matchMasterSubnet === true && cniType !== "sriov")
    refuse(`${field}.ippools.matchMasterSubnet`, { is: "match-master", cniType });
}

/** The coordinator's section, and whether it is looked at. */
function checkSection({ declaration, report }: CheckContext, isCustom: boolean, refuse: Refuse): void {
  const { coordinator, enableCoordinator } = declaration.args;
  if (isCustom) {
    if (coordinator !== undefined) refuse("coordinator", { is: "custom-coordinator" });
    if (enableCoordinator === true) refuse("enableCoordinator", { is: "custom-coordinator" });
  } else if (typeof coordinator === "object" && coordinator !== null) {
    if (enableCoordinator === false) refuse("coordinator", { is: "unused-coordinator" });
    if (checkShape(KIND, "coordinator", coordinator, COORDINATOR, report))
      checkCoordinator(coordinator as CoordinatorConfig, refuse);
  }
}

/** @source containernetworking/cni libcni/conf.go ConfFromBytes */
function checkPlugin(field: string, text: string, refuse: Refuse): void {
  if (isUnknown(text)) return;
  const plugin = parsed(text);
  if (plugin === undefined) refuse(field, { is: "not-json" });
  else if (typeof (plugin.value as { type?: unknown } | null)?.type !== "string")
    refuse(field, { is: "no-plugin-type" });
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
