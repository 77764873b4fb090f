import * as pulumi from "@pulumi/pulumi";
import { clearSettings, SETTINGS, type SettingKey } from "../provider/plan";
import { perProgram } from "./program";

const ALL = Object.keys(SETTINGS) as SettingKey[];

/** Settings that the stack's configuration, or a `Provider` of the program, holds secret. */
export function secretSettings(): ReadonlySet<SettingKey> {
  return perProgram("secret settings", () => new Set(ALL.filter((key) => isConfigSecret(`kubeovn:${key}`))));
}

/**
 * The value of an argument of a `Provider`, known as secret from then on if it is; it fails where that cannot be kept.
 *
 * @throws Error in the Output
 */
export function settingOf(key: SettingKey, value: unknown): pulumi.Input<unknown> {
  if (!pulumi.Output.isInstance(value)) return value;
  const checked = pulumi.isSecret(value).then((isSecret) => {
    if (!isSecret) return;
    const fault = clearSettings([key]);
    if (fault !== undefined) throw new Error(fault);
    (secretSettings() as Set<SettingKey>).add(key);
  });
  return pulumi.all([value, checked]).apply(([known]) => known);
}

/** Pulumi's own function, which its types omit. @source pulumi sdk/nodejs/runtime/config.ts isConfigSecret */
function isConfigSecret(key: string): boolean {
  const { isConfigSecret: ask } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return ask?.(key) === true;
}
