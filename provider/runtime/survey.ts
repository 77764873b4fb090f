import { ROOMS } from "../kinds";
import { check, checkUnread, type Declaration, oneLine, Planner, printOther, type Refusal, withCode } from "../plan";
import type { CheckAnswer } from "./check";
import type { Declared } from "./declared";
import type { Session } from "./session";

/** How many sentences about other resources stand beside those of the first one that is refused. */
const MOST_OTHERS = 20;

/** Whether an object is ours under an earlier name is told by the state, which the engine has not handed over yet. */
const HANGS_ON_STATE: readonly string[] = ["object-exists", "object-renamed", "owner-twice", "key-elsewhere"];

/** An object that nobody of us has made is a stranger's, whatever a state says. */
function isCertain({ code, facts }: Refusal): boolean {
  return !HANGS_ON_STATE.includes(code) || (code === "object-exists" && !("owner" in facts));
}

/**
 * What else in the program is refused, said once in a run: the engine stops at the first resource that is, and a person
 * would meet the next mistake in the next preview only. Decided by a planner of its own, so that no answer of the run changes.
 *
 * @param declared  the resource that is refused
 */
export async function otherRefusals(session: Session, declared: Declared): Promise<CheckAnswer["failures"]> {
  const { run, declaration } = declared;
  const { planner, store } = await session.plan(declared);
  if (session.surveyed.has(run.id)) return [];
  session.surveyed.add(run.id);
  const { path, provider } = declaration;
  const survey = new Planner(planner.snapshot, planner.ownerPrefix, provider, ROOMS);
  for (const { declarations } of run.batches) survey.addBatch(declarations);
  const isOpen = (one: Declaration): boolean =>
    one.provider === provider && one.path !== path && !session.oldInputs.has(one.path);
  const sentences = run.batches
    .flatMap(({ declarations }) => declarations)
    .filter(isOpen)
    .flatMap((declaration) => {
      const question = { olds: {}, news: declaration.args, declaration, isReplacement: false };
      const { refusals } = store === undefined ? checkUnread(survey, question) : check(survey, { ...question, store });
      const certain = refusals.filter(isCertain);
      return certain.map(({ property, reason, code }) =>
        printOther({ kind: declaration.kind, name: declaration.name, property, reason: withCode(reason, code) }),
      );
    });
  const more = sentences.length - MOST_OTHERS;
  const listed = more > 0 ? [...sentences.slice(0, MOST_OTHERS), `${more} more mistakes are not listed`] : sentences;
  return listed.map((sentence) => ({ property: "", reason: oneLine(session.secrets.strike(sentence)) }));
}
