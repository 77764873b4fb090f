import * as pulumi from "@pulumi/pulumi";
import { FORMER_SETTINGS, type SettingKey, unknownArguments, unnamedPlace } from "../provider/plan";
import { front } from "./front";
import type { ProviderArgs } from "./provider-args";
import { settingOf } from "./secret-settings";

/**
 * A provider of its own, for a program that plans against several clusters. It takes nothing from the stack's configuration.
 *
 * @example
 * const edge = new Provider("edge", { context: "edge-1" });
 * new Vip("web", { subnet: "ovn-default" }, { provider: edge });
 *
 * @throws Error for an argument that does not exist, and where no place is named though the stack names one; in its Output for a secret that would stand in clear in the state
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const config = new pulumi.Config("kubeovn");
    const given = Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [key]));
    const fault = unknownArguments(Object.keys(args)) ?? unnamedPlace(given, (key) => config.get(key), process.env);
    if (fault !== undefined) throw new Error(`Provider ${JSON.stringify(name)}: ${fault}`);
    const values = Object.entries(args).map(([key, value]) => [
      key,
      settingOf(FORMER_SETTINGS[key] ?? (key as SettingKey), value),
    ]);
    const { package: of, settings } = front();
    super(of, name, settings(Object.fromEntries(values)), opts);
  }
}
