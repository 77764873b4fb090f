import { isExpected } from "../connect/expected";
import { ROOMS } from "../kinds";
import { claimFor, declarerOf, deletesFirst, diff, fewLines, type Kind, oneLine } from "../plan";
import { checkResource } from "./check";
import { asFound, type Properties } from "./lifecycle";
import { LIFECYCLES } from "./lifecycles";
import { openSession, type Session } from "./session";
import { otherRefusals } from "./survey";

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

/** The provider of one kind: the one seam between Pulumi and everything here. */
export const provider: (kind: Kind) => ResourceProvider = providersOf((get) => openSession(get, console.log));

/** The providers of one process. It serves one configured provider, so all kinds share its session. */
export function providersOf(open: OpenSession): (kind: Kind) => ResourceProvider {
  let session: Session | undefined;
  let getConfig: (key: string) => unknown = () => undefined;
  const current = (): Session => {
    session ??= open(getConfig);
    return session;
  };
  return (kind) =>
    providerOf(kind, current, (get) => {
      getConfig = get;
    });
}

function providerOf(
  kind: Kind,
  currentSession: () => Session,
  setConfig: (get: (key: string) => unknown) => void,
): ResourceProvider {
  const lifecycle = LIFECYCLES[kind];
  /** The session, once it is sure that it is where the resource lives: elsewhere an object of its name is another owner's. */
  const sessionAt = async (properties: Properties): Promise<Session> => {
    const session = currentSession();
    await session.checkHome(properties);
    return session;
  };
  /** Without settings that can be used nothing is checked, and no secret known. */
  const strike = (text: string): string => {
    try {
      return currentSession().secrets.strike(text);
    } catch {
      return text;
    }
  };
  return {
    // Called once per kind with the same configuration; a parallel call may come before it returns, so nothing is awaited.
    configure({ config }) {
      setConfig((key) => config.get(key));
    },
    async check(olds, news) {
      try {
        const { inputs, failures } = await checkResource(currentSession(), kind, stripped(olds), { ...news });
        if (failures.length > 0) failures.push(...(await otherRefusals(currentSession(), news)));
        return { inputs, failures };
      } catch (error) {
        return { inputs: { ...news }, failures: [{ property: "", reason: strike(reasonOf(error)) }] };
      }
    },
    async diff(_id, olds, news) {
      const isMissing = currentSession().missing.has(String(news.owner));
      const { changes, replaces } = diff(ROOMS[kind], asFound(olds, { isMissing }), news);
      return { changes, replaces: [...replaces], deleteBeforeReplace: deletesFirst(kind, replaces) };
    },
    create: (inputs) =>
      spoken(strike, async () => {
        const outs = await lifecycle.create(await sessionAt(inputs), stripped(inputs));
        return { id: lifecycle.id(inputs), outs };
      }).catch((error) => {
        // Of a resource that is kept though it failed, the engine keeps these properties as they are.
        if ("properties" in error) error.properties = { ...error.properties, __provider: inputs.__provider };
        throw error;
      }),
    update: (id, olds, news) =>
      spoken(strike, async () => ({
        outs: await lifecycle.update(await sessionAt(news), id, stripped(olds), stripped(news)),
      })),
    read: (id, props) =>
      spoken(strike, async () => {
        const found = await lifecycle.read(await sessionAt(props), id, stripped(props));
        return found === undefined
          ? { id: "", props: {}, inputs: {} }
          : { id, props: found.outs, inputs: found.inputs };
      }),
    delete: (id, props) =>
      spoken(strike, async () => {
        const session = await sessionAt(props);
        // Left by a run that was killed after the new object was made, and before the old record was dropped.
        if (!session.standing.has(claimFor(declarerOf(props)))) await lifecycle.delete(session, id, stripped(props));
      }),
  };
}

function stripped(properties: Properties): Record<string, unknown> {
  const { __provider: _, ...rest } = properties;
  return rest;
}

/** Pulumi prints the stack of whatever is thrown; an expected failure is one sentence, so its stack goes. */
async function spoken<T>(strike: (text: string) => string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error) {
      const stack = strike(error.stack ?? error.message);
      error.message = oneLine(strike(error.message));
      error.stack = isExpected(error) ? error.message : fewLines(stack);
      // Of a resource that is kept though it failed, Pulumi prints these instead.
      if ("reasons" in error && Array.isArray(error.reasons)) error.reasons = error.reasons.map(String).map(strike);
    }
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (isExpected(error)) return oneLine(error.message);
  return fewLines(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
