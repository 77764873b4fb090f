import {
  check,
  checkUnread,
  DECLARATION_INPUT,
  equalValues,
  hasOwnPort,
  type Kind,
  oneLine,
  portSwitches,
  type Refusal,
  readDeclarationRef,
  refuse,
} from "../plan";
import { declarationAt } from "./batches";
import { appendDecisions, recordDecision } from "./decisions";
import { rehearse } from "./rehearsal";
import type { Session } from "./session";
import type { Settings } from "./settings";

type Properties = Record<string, unknown>;

/** What the engine gets back from a check. */
export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: { readonly property: string; readonly reason: string }[];
}

/**
 * Answers one check from the plan of the run.
 *
 * The program's declarations come beside the inputs and go no further: what is returned has no trace of them.
 */
export async function checkResource(
  session: Session,
  kind: Kind,
  olds: Properties,
  news: Properties,
): Promise<CheckAnswer> {
  const { [DECLARATION_INPUT]: place, __provider: _, ...args } = news;
  const ref = readDeclarationRef(place);
  if (ref === undefined) return checkWithoutDeclaration(kind, olds, args);
  const { planner, run, store } = await session.plan(ref);
  const declaration = declarationAt(run, ref);
  const before = isEmpty(olds) ? (session.oldInputs.get(declaration.path) ?? olds) : olds;
  session.oldInputs.set(declaration.path, before);
  if (declaration.former !== undefined) session.former.set(declaration.owner, declaration.former);

  const { settings } = session;
  const isAboutPorts = store !== undefined && (kind === "AapBinding" || (kind === "Vip" && hasOwnPort(args.type)));
  const northbound = isAboutPorts ? await session.ports.view(portSwitches(planner)) : undefined;
  const request = {
    olds: before,
    news: args,
    declaration,
    isReplacement: isEmpty(olds) && !isEmpty(before),
    ...(northbound === undefined ? {} : { northbound }),
    ...(settings.movedFrom === undefined ? {} : { movedFrom: settings.movedFrom }),
  };
  const result = store === undefined ? checkUnread(planner, request) : check(planner, { ...request, store });
  if (result.refusals.length === 0) result.notes.forEach(session.note);
  const dryRun = run.batches[0]?.dryRun ?? false;
  // The second check of a replacement comes without old inputs, and with the same answer.
  const isRehearsed = dryRun && isTried(settings) && result.refusals.length === 0 && isEmpty(olds) === isEmpty(before);
  const objection = isRehearsed ? await rehearse(session, planner, kind, olds, result.inputs) : undefined;
  if (settings.decisions !== undefined) {
    appendDecisions(
      settings.decisions,
      result.placements.map((placement) => recordDecision(planner, declaration, placement, dryRun)),
    );
  }
  const failures = result.refusals.map(toFailure);
  return {
    inputs: result.inputs,
    failures: objection === undefined ? failures : [{ property: "", reason: oneLine(objection) }],
  };
}

/** Whether a preview tries what an update would write: asking a cluster has to be allowed, a directory costs nothing. */
function isTried({ place, serverDryRun }: Settings): boolean {
  return serverDryRun || place.kind === "manifests";
}

/** `ignoreChanges: ["*"]` hands back the old inputs whole: there is nothing to decide, and nothing to plan around. */
function checkWithoutDeclaration(kind: Kind, olds: Properties, news: Properties): CheckAnswer {
  const isEcho = typeof olds.owner === "string" && equalValues(olds, news);
  return isEcho
    ? { inputs: olds, failures: [] }
    : { inputs: news, failures: [toFailure(refuse("", "undeclared", { kind }))] };
}

function isEmpty(properties: Properties): boolean {
  return Object.keys(properties).length === 0;
}

function toFailure(refusal: Refusal): { property: string; reason: string } {
  return { property: refusal.property, reason: oneLine(refusal.reason) };
}
