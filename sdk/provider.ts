import * as pulumi from "@pulumi/pulumi";
import { FORMER_SETTINGS, type SettingKey, unknownArguments } from "../provider/plan";
import type { ProviderArgs } from "./provider-args";
import { settingOf } from "./secret-settings";

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
      settingOf(FORMER_SETTINGS[key] ?? (key as SettingKey), value),
    ]);
    super("pulumi-nodejs", name, { ...Object.fromEntries(keyed), "kubeovn:explicit": "true" }, opts);
  }
}
