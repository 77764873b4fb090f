import type * as pulumi from "@pulumi/pulumi";
import * as sdk from "../../../sdk";
import { pathOf, type Resource } from "../program";

type Constructor = new (
  name: string,
  args: Record<string, unknown>,
  options: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** The program that declares these resources as a person would write it: what comes in a later batch stands after an await. */
export function programOf(
  resources: readonly Resource[],
  providers: Readonly<Record<string, sdk.ProviderArgs>> = {},
): () => Promise<void> {
  return async () => {
    const made = new Map<string, pulumi.CustomResource>();
    const named = new Map(Object.entries(providers).map(([name, args]) => [name, new sdk.Provider(name, args)]));
    const last = Math.max(0, ...resources.map(({ batch = 0 }) => batch));
    for (let turn = 0; turn <= last; turn++) {
      if (turn > 0) await new Promise((resolve) => setImmediate(resolve));
      for (const resource of resources.filter(({ batch = 0 }) => batch === turn)) {
        const { kind, name, args, options = {}, provider } = resource;
        const [module = "", own] = kind.split(".");
        const classes = (own === undefined ? sdk : sdk.spiderpool) as unknown as Record<string, Constructor>;
        const Resource = classes[own ?? module];
        if (Resource === undefined) throw new Error(`there is no class for ${kind}`);
        const { aliases = [], replaceWith = [], ...rest } = options;
        made.set(
          pathOf(resource),
          new Resource(
            name,
            structuredClone(args) as Record<string, unknown>,
            {
              ...rest,
              aliases: aliases.map((alias) => (typeof alias === "string" ? { name: alias } : alias)),
              replaceWith: replaceWith.map((path) => made.get(path)).filter((one) => one !== undefined),
              ...(provider === undefined ? {} : { provider: named.get(provider) }),
            } as unknown as pulumi.CustomResourceOptions,
          ),
        );
      }
    }
  };
}
