import * as pulumi from "@pulumi/pulumi";
import { FORMER_SETTINGS, type Kind, type SecretPaths, servedToken, shim, typeToken } from "../provider/plan";
import { dependencyPath } from "./dependency-path";
import { madeComponent, perProgram } from "./program";
import { plannedFrom } from "./secrets";

/** How the resources of a program are registered: with Pulumi's dynamic provider, or with the plugin of this package. */
export interface Front {
  /** The package that providers are of. */
  readonly package: string;
  /** Type token of a kind. */
  readonly type: (kind: Kind) => string;
  /** The one that it has with the other front, whose resources are taken over as they are. */
  readonly otherType: (kind: Kind) => string;
  /** What stands beside the arguments of every resource. */
  readonly beside: (kind: Kind) => Readonly<Record<string, unknown>>;
  /** What planned outputs are registered with, where these places of the arguments are secret. */
  readonly planned: (secrets: Promise<SecretPaths>) => unknown;
  /** What a provider of its own is configured with. */
  readonly settings: (args: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

const DYNAMIC: Front = {
  package: "pulumi-nodejs",
  type: typeToken,
  otherType: servedToken,
  beside: (kind) => ({ __provider: providerText(kind) }),
  planned: plannedFrom,
  settings: (args) => ({
    ...Object.fromEntries(Object.entries(args).map(([key, value]) => [`kubeovn:${key}`, value])),
    "kubeovn:explicit": "true",
  }),
};

const PLUGIN: Front = {
  package: "kubeovn",
  type: servedToken,
  otherType: typeToken,
  beside: () => ({}),
  planned: () => undefined,
  settings: (args) =>
    Object.fromEntries(Object.entries(args).map(([key, value]) => [FORMER_SETTINGS[key] ?? key, value])),
};

/** The front that the stack's setting `kubeovn:plugin` names. @throws Error for a value that cannot be meant */
export function front(): Front {
  return isPlugin() ? PLUGIN : DYNAMIC;
}

/** Whether it is the plugin, which makes components with itself; the same for all copies of this package in a program. */
export function isPlugin(): boolean {
  if (madeComponent() !== undefined) return true;
  return perProgram("plugin", () => {
    const config = new pulumi.Config("kubeovn");
    const configured = config.get("plugin");
    if (configured === undefined || configured === "false") return false;
    if (configured !== "true") throw new Error(`kubeovn:plugin is ${JSON.stringify(configured)}; write true or false`);
    const former = Object.keys(FORMER_SETTINGS).find((key) => config.get(key) !== undefined);
    if (former !== undefined)
      throw new Error(
        `with kubeovn:plugin, Pulumi takes kubeovn:${former} for the plugin's own; set kubeovn:${FORMER_SETTINGS[former]} instead`,
      );
    return true;
  });
}

function providerText(kind: Kind): string {
  // Each copy of this package in the process is reached by a path of its own.
  const via = perProgram(`dependency path to ${__dirname}`, () => dependencyPath(process.cwd()));
  return shim(kind, via);
}
