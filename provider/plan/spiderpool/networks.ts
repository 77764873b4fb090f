import type { NetworkIpam } from "../live/spiderpool/asking";
import type { SpiderSnapshot } from "../live/spiderpool/snapshot";
import type { Declaration } from "../program/declaration";
import { declaredName, type Program } from "../program/program";
import { textArg } from "../program/reservation";
import { ipamOfConfig } from "./network-ipam";

/** SpiderMultusConfigs, as `namespace/name`, by the NetworkAttachmentDefinition that each makes, as a run leaves them. */
export function configsByNetwork(snapshot: SpiderSnapshot, program: Program): ReadonlyMap<string, readonly string[]> {
  const declared = program.objects["spiderpool.MultusConfig"];
  const configs = new Map<string, string[]>();
  const add = (network: string, config: string): void => {
    const group = configs.get(network);
    if (group === undefined) configs.set(network, [config]);
    else group.push(config);
  };
  for (const [key, { network }] of snapshot.configs) if (!declared.has(key)) add(network, key);
  for (const [key, declaration] of declared) {
    const network = networkOf(declaration);
    if (network !== undefined) add(network, key);
  }
  return configs;
}

/** `namespace/name` of the NetworkAttachmentDefinition that a declared SpiderMultusConfig makes, as far as it is known. */
export function networkOf(declaration: Declaration): string | undefined {
  const { args } = declaration;
  const namespace = textArg(args, "namespace");
  const name = args.attachmentName === undefined ? declaredName(declaration) : textArg(args, "attachmentName");
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}

/** Where interfaces get their addresses, by network `namespace/name`, as a run leaves it; undefined where that is not known. */
export function ipamsByNetwork(
  snapshot: SpiderSnapshot,
  program: Program,
): ReadonlyMap<string, NetworkIpam | undefined> {
  const declared = program.objects["spiderpool.MultusConfig"];
  const ipams = new Map<string, NetworkIpam | undefined>();
  for (const [key, { network, ipam }] of snapshot.configs) if (!declared.has(key)) ipams.set(network, ipam);
  for (const declaration of declared.values()) {
    const network = networkOf(declaration);
    if (network !== undefined) ipams.set(network, ipamOfConfig(declaration.args));
  }
  return ipams;
}
