import * as pulumi from "@pulumi/pulumi";
import {
  type ArgumentSetting,
  type FlagSetting,
  type PortDuty,
  type PortWait,
  unknownArguments,
} from "../provider/plan";
import { settingOf } from "./secret-settings";

/**
 * Where an explicit provider plans and writes: every setting but `owner`, under the name that it has in the stack's configuration.
 *
 * What each means stands in the table of README.md, section Configuration.
 */
export type ProviderArgs = { [K in ArgumentSetting]?: pulumi.Input<ValueOf<K>> };

type ValueOf<K extends ArgumentSetting> = K extends FlagSetting
  ? boolean
  : K extends keyof FewValues
    ? FewValues[K]
    : string;

interface FewValues {
  readonly ovnPorts: PortDuty;
  readonly ovnWait: PortWait;
}

/**
 * A provider of its own, for a program that plans against several clusters.
 *
 * @example
 * const edge = new Provider("edge", { context: "edge-1" });
 * new Vip("web", { subnet: "ovn-default" }, { provider: edge });
 *
 * @throws Error for an argument that does not exist; in its Output for a secret that would stand in clear in the state
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const fault = unknownArguments(Object.keys(args));
    if (fault !== undefined) throw new Error(`Provider ${JSON.stringify(name)}: ${fault}`);
    const keyed = Object.entries(args).map(([key, value]) => [
      `kubeovn:${key}`,
      settingOf(key as ArgumentSetting, value),
    ]);
    super("pulumi-nodejs", name, { ...Object.fromEntries(keyed), "kubeovn:explicit": "true" }, opts);
  }
}
