import { SETTINGS, type SettingKey } from "../plan";
import { compareTexts } from "./changes";
import type { Json } from "./json";
import type { PulumiRun, RiskySetting } from "./pulumi-run";

/** Arguments that change what may be destroyed or taken, and what they do. */
const EFFECTS: Readonly<Record<string, string>> = {
  force: "it may be deleted from under a running pod",
  adopt: "it takes over an object that another owner has made",
  allowExcluded: "it may have an address that its subnet keeps from pods",
  onImpact: "affected running pods do not stop it",
};

/** Every switch of this sort that a run sets, as sentences: a reviewer does not find them among the addresses. */
export function switchesOf({ resources, risks }: PulumiRun): readonly string[] {
  const set = resources.flatMap(({ kind, name, after = {} }) =>
    Object.entries(EFFECTS)
      .filter(([field]) => isOn(after[field]))
      .map(([field, effect]) => `${kind} ${JSON.stringify(name)} sets ${field}: ${effect}`),
  );
  const settings = risks.map(({ key, who }) => `${who} sets ${key}: ${SETTINGS[key].risk}`);
  return [...set, ...settings].sort(compareTexts);
}

/** Of what is not known, or secret, nobody can say that it is off. */
function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "" && value !== "refuse";
}

/** The type of every `Provider` of a program, in both fronts; that of the plugin has its settings without a namespace. */
const PROVIDER_TYPE = /^(?:.*\$)?pulumi:providers:(?:pulumi-nodejs|kubeovn)$/;
const RISKY = (Object.keys(SETTINGS) as SettingKey[]).filter((key) => SETTINGS[key].risk !== undefined);

/** Who sets what: the default provider has a copy of the stack's configuration, and is not named beside it. */
export function risksIn(
  config: Readonly<Record<string, string>>,
  resources: readonly (readonly [urn: string, inputs: Json | undefined])[],
): readonly RiskySetting[] {
  const providers = resources.flatMap(([urn, inputs = {}]) => {
    const [, , type = "", name = ""] = urn.split("::");
    const isProvider = PROVIDER_TYPE.test(type) && !name.startsWith("default");
    return isProvider ? [[`Provider ${JSON.stringify(name)}`, inputs] as const] : [];
  });
  return RISKY.flatMap((key) => {
    const setters = [["the stack's configuration", config] as const, ...providers].filter(([, values]) =>
      [values[`kubeovn:${key}`], values[key]].some((value) => isOn(value) && value !== "false"),
    );
    return [...new Set(setters.map(([who]) => who))].map((who) => ({ key, who }));
  });
}

/** The same of the environment of a run that is one's own: a file does not say what that of another run was. */
export function risksInEnvironment(env: Readonly<Record<string, string | undefined>>): readonly RiskySetting[] {
  return RISKY.flatMap((key) => {
    const variable = SETTINGS[key].env ?? "";
    const isSet = isOn(env[variable]) && env[variable] !== "false";
    return isSet ? [{ key, who: `environment variable ${variable}` }] : [];
  });
}
