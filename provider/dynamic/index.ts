import type { Kind } from "../plan";
import { endWithEngine } from "../runtime/engine-process";
import type { Properties } from "../runtime/lifecycle";
import { operationsOf } from "../runtime/operations";
import { openSession, type Session } from "../runtime/session";
import { argumentsIn, openBatchFiles } from "./batches";

/** What Pulumi's dynamic provider server calls (pulumi sdk/nodejs/cmd/dynamic-provider). */
export interface ResourceProvider {
  configure(request: { readonly config: { get(key: string): unknown } }): void;
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, props: Properties): Promise<void>;
}

/** Opens the session of a process once its configuration has come. */
export type OpenSession = (get: (key: string) => unknown) => Session;

/** The provider of one kind: what the code in the state of a resource loads. */
export const provider: (kind: Kind) => ResourceProvider = providersOf((get) => {
  endWithEngine();
  return openSession(get, console.log);
});

/** The providers of one process. It serves one configured provider, so all kinds share its session. */
export function providersOf(open: OpenSession): (kind: Kind) => ResourceProvider {
  let session: Session | undefined;
  let getConfig: (key: string) => unknown = () => undefined;
  const files = openBatchFiles();
  const current = (): Session => {
    session ??= open(getConfig);
    return session;
  };
  return (kind) => {
    const operations = operationsOf(kind, current);
    return {
      // Called once per kind with the same configuration; a parallel call may come before it returns, so nothing is awaited.
      configure({ config }) {
        getConfig = (key) => config.get(key);
      },
      check: (olds, news) => operations.check(stripped(olds), argumentsIn(news), () => files.declaredIn(news)),
      diff: async (_id, olds, news) => {
        const { changes, replaces, deleteBeforeReplace } = operations.diff(olds, news);
        // The plugin keeps no code in the state, and without it the engine could not delete the resource.
        const isWithoutCode = olds.__provider === undefined;
        return { changes: changes || isWithoutCode, replaces: [...replaces], deleteBeforeReplace };
      },
      create: (inputs) =>
        operations.create(stripped(inputs)).catch((error) => {
          // Of a resource that is kept though it failed, the engine keeps these properties as they are.
          if ("properties" in error) error.properties = { ...error.properties, __provider: inputs.__provider };
          throw error;
        }),
      update: async (id, olds, news) => ({ outs: await operations.update(id, stripped(olds), stripped(news)) }),
      read: async (id, props) => {
        const found = await operations.read(id, stripped(props));
        return found === undefined
          ? { id: "", props: {}, inputs: {} }
          : { id, props: found.outs, inputs: found.inputs };
      },
      delete: (id, props) => operations.delete(id, stripped(props)),
    };
  };
}

function stripped(properties: Properties): Properties {
  const { __provider: _, ...rest } = properties;
  return rest;
}
