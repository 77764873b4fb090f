import { declaredName, type Program } from "../program";
import { textArg } from "../reservation";
import type { SpiderSnapshot } from "./snapshot";

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
    const { args } = declaration;
    const name = args.attachmentName === undefined ? declaredName(declaration) : textArg(args, "attachmentName");
    if (name !== undefined) add(`${textArg(args, "namespace")}/${name}`, key);
  }
  return configs;
}
