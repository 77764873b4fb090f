import { isExpected } from "../connect/expected";
import { ROOMS } from "../kinds";
import { claimFor, type Diff, declarerOf, deletesFirst, diff, fewLines, type Kind, oneLine } from "../plan";
import { type CheckAnswer, checkResource, isEcho, isTried } from "./check";
import type { Declared } from "./declared";
import { asFound, goOn, type Properties, type ReadAnswer } from "./lifecycle";
import { LIFECYCLES } from "./lifecycles";
import { rehearse } from "./rehearsal";
import type { Session } from "./session";
import { otherRefusals } from "./survey";

/**
 * What can be done with the resources of one kind, whoever asks: the one seam between Pulumi's protocols and everything here.
 * Whatever is thrown has one sentence as its message when it was to be expected, and no secret of the program.
 */
export interface Operations {
  /**
   * Never throws: what goes wrong is a failure of the answer.
   *
   * @param news      arguments alone
   * @param declared  what the program declared it as; it may throw
   */
  check(olds: Properties, news: Properties, declared: () => Declared | undefined): Promise<CheckAnswer>;
  diff(olds: Properties, news: Properties): Difference;
  /**
   * Tries what a create or update would write, as far as the settings allow that, and writes nothing.
   *
   * @param olds  outputs of the last run; empty for a new resource
   * @throws RehearsalError with what would refuse it
   */
  rehearse(olds: Properties, inputs: Properties, declared: Declared | undefined): Promise<void>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<ReadAnswer>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, props: Properties): Promise<void>;
}

/** What an update would change. */
export interface Difference extends Diff {
  /** Whether the old object has to go before its replacement is made. */
  readonly deleteBeforeReplace: boolean;
}

/** What would refuse an update, found by trying it. */
export class RehearsalError extends Error {
  readonly code = "rehearsal-refused";
}

/** @param currentSession  opened when first asked for; it throws for settings that cannot be used */
export function operationsOf(kind: Kind, currentSession: () => Session): Operations {
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
    async check(olds, news, declaredAs) {
      if (isEcho(olds, news)) return { inputs: { ...olds }, failures: [] };
      try {
        const declared = declaredAs();
        const { inputs, failures } = await checkResource(currentSession(), kind, olds, news, declared);
        if (failures.length > 0 && declared !== undefined)
          failures.push(...(await otherRefusals(currentSession(), declared)));
        return { inputs, failures };
      } catch (error) {
        return { inputs: { ...news }, failures: [{ property: "", reason: reasonOf(error, strike) }] };
      }
    },
    diff(olds, news) {
      const isMissing = currentSession().missing.has(String(news.owner));
      const found = diff(ROOMS[kind], asFound(olds, { isMissing }), news);
      return { ...found, deleteBeforeReplace: deletesFirst(kind, found.replaces) };
    },
    rehearse: (olds, inputs, declared) =>
      spoken(strike, async () => {
        const session = currentSession();
        if (declared === undefined || !isTried(session.settings)) return;
        const { planner } = await session.plan(declared);
        const objection = await rehearse(session, planner, kind, olds, inputs);
        if (objection !== undefined) throw new RehearsalError(objection);
      }),
    create: (inputs) =>
      spoken(strike, async () => {
        const outs = await lifecycle.create(await sessionAt(inputs), inputs);
        return { id: lifecycle.id(inputs), outs };
      }),
    update: (id, olds, news) => spoken(strike, async () => goOn(lifecycle, await sessionAt(news), id, olds, news)),
    read: (id, props) => spoken(strike, async () => lifecycle.read(await sessionAt(props), id, props)),
    delete: (id, props) =>
      spoken(strike, async () => {
        const session = await sessionAt(props);
        // Left by a run that was killed after the new object was made, and before the old record was dropped.
        if (!session.standing.has(claimFor(declarerOf(props)))) await lifecycle.delete(session, id, props);
      }),
  };
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
      if ("reasons" in error && Array.isArray(error.reasons))
        error.reasons = error.reasons.map((reason) => oneLine(strike(String(reason))));
    }
    throw error;
  }
}

/** Struck before it is cut: a part of a secret is not found any more. */
function reasonOf(error: unknown, strike: (text: string) => string): string {
  if (isExpected(error)) return oneLine(strike(error.message));
  return fewLines(strike(error instanceof Error ? (error.stack ?? error.message) : String(error)));
}
