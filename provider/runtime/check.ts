import type { Settings } from "../connect/settings";
import { ROOMS } from "../kinds";
import {
  annotationFaults,
  BOOKKEEPING,
  check,
  checkDecided,
  checkUnread,
  claimFor,
  type Declaration,
  declarerOf,
  equalValues,
  hasOwnPort,
  hasUnknown,
  type Kind,
  kubeNameFaults,
  oneLine,
  portSwitches,
  type Refusal,
  refuse,
  SECRET_MARK,
  withCode,
} from "../plan";
import { appendDecisions, recordDecision } from "./decisions";
import type { Declared } from "./declared";
import { asFound, type Properties } from "./lifecycle";
import { LIFECYCLES } from "./lifecycles";
import { rehearse } from "./rehearsal";
import type { Session } from "./session";

/** What the engine gets back from a check. */
export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: { readonly property: string; readonly reason: string }[];
}

/**
 * Answers one check from the plan of the run.
 *
 * @param given     arguments alone
 * @param declared  what the program declared the resource as, which may differ from the arguments in what was not known by then
 */
export async function checkResource(
  session: Session,
  kind: Kind,
  olds: Properties,
  given: Properties,
  declared: Declared | undefined,
): Promise<CheckAnswer> {
  if (declared === undefined) return { inputs: given, failures: [toFailure(refuse("", "undeclared", { kind }))] };
  const { run, declaration, secrets: secretPaths } = declared;
  const { planner, origins, store } = await session.plan(declared);
  const args = secretPaths.length === 0 ? given : withoutMarks(given, declaration);
  session.secrets.addAt(args, secretPaths);
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
  const found = result.refusals.length === 0 ? origins.refusals(declaration, result.placements) : result.refusals;
  const isUpdate = run.isPreview === false;
  const refusals = found.length === 0 && isUpdate ? checkDecided(planner, declaration, result.inputs) : found;
  if (result.isMissing) session.missing.add(declaration.owner);
  if (request.isReplacement || result.isReplaced) session.standing.delete(claimFor(declarerOf(before)));
  else if (!isEmpty(olds)) session.standing.add(claimFor(declarerOf(result.inputs)));
  if (secretPaths.length > 0) session.secrets.add(plannedWords(result.inputs, declaration));
  if (refusals.length === 0) result.notes.forEach(session.note);
  const dryRun = run.isPreview === true;
  // The second check of a replacement comes without old inputs, and with the same answer.
  const isRehearsed = dryRun && isTried(settings) && refusals.length === 0 && isEmpty(olds) === isEmpty(before);
  const objection = isRehearsed
    ? await rehearse(session, planner, kind, asFound(olds, result), result.inputs)
    : undefined;
  if (settings.decisions !== undefined) {
    const records = result.placements.map((placement) => recordDecision(planner, declaration, placement, dryRun));
    // What was passed over tells the way to a secret address.
    const shown = secretPaths.length === 0 ? records : records.map((record) => ({ ...record, passedOver: [] }));
    appendDecisions(settings.decisions, session.secrets.strikeAll(shown));
  }
  const isWritten = refusals.length === 0 && !hasUnknown(result.inputs);
  const faults = isWritten ? writtenFaults(kind, result.inputs) : [];
  const sentences = objection === undefined || faults.length > 0 ? faults : [objection];
  const all = [...refusals, ...sentences.map((reason) => ({ property: "", reason, code: undefined }))];
  // The engine prints the value of a property that it is told of.
  const isSecret = (property: string): boolean => secretPaths.some(([field]) => property.split(/[.[]/)[0] === field);
  return {
    // Outside of a preview the engine says of an unknown value that it is unexpected, and not why.
    inputs: all.length > 0 ? knownIn(result.inputs) : result.inputs,
    failures: all.map(({ property, reason, code }) => ({
      property: isSecret(property) ? "" : property,
      reason: shown(session.secrets.strike(reason), code),
    })),
  };
}

function knownIn(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
}

/** What Kubernetes has against what comes of these inputs: objects, and annotations for the pods of a program. */
function writtenFaults(kind: Kind, inputs: Properties): readonly string[] {
  const ofPods = "annotations" in ROOMS[kind].planned ? (inputs.annotations as Readonly<Record<string, string>>) : {};
  return [...LIFECYCLES[kind].written(inputs).flatMap(kubeNameFaults), ...annotationFaults("the pods", ofPods)];
}

/** Whether a preview tries what an update would write: asking a cluster has to be allowed, a directory costs nothing. */
export function isTried({ place, serverDryRun }: Settings): boolean {
  return serverDryRun || place.kind === "manifests";
}

/** `ignoreChanges: ["*"]` hands back the old inputs whole: there is nothing to decide, and nothing to plan around. */
export function isEcho(olds: Properties, news: Properties): boolean {
  return typeof olds.owner === "string" && equalValues(olds, news);
}

/** Arguments without what only says that a planned value is to be kept secret. */
function withoutMarks(given: Properties, { args }: Declaration): Properties {
  return Object.fromEntries(
    Object.entries(given).filter(([field, value]) => field in args || (value !== SECRET_MARK && value !== null)),
  );
}

/** Texts of planned values that tell something: names and addresses, not words such as `Dual`. */
function plannedWords(inputs: Properties, { args }: Declaration): readonly unknown[] {
  const bookkeeping: readonly string[] = BOOKKEEPING;
  const leaves = (value: unknown): readonly unknown[] =>
    value !== null && typeof value === "object" ? Object.values(value).flatMap(leaves) : [value];
  return Object.entries(inputs)
    .filter(([field]) => !(field in args) && !bookkeeping.includes(field))
    .flatMap(([, value]) => leaves(value))
    .filter((value) => typeof value === "string" && /[\d.:-]/.test(value));
}

function isEmpty(properties: Properties): boolean {
  return Object.keys(properties).length === 0;
}

function toFailure({ property, reason, code }: Refusal): { property: string; reason: string } {
  return { property, reason: shown(reason, code) };
}

/** A sentence on one line; its code stays where the sentence is cut. */
function shown(reason: string, code: string | undefined): string {
  const line = oneLine(reason);
  return code === undefined ? line : withCode(line, code);
}
