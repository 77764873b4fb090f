import { MISSING, type NamedObject } from "../plan";
import type { Session } from "./session";

export type Properties = Readonly<Record<string, unknown>>;

/** What `read` found: outputs and inputs as they are now; undefined when there is nothing and nobody to remember it. */
export type ReadAnswer = { readonly outs: Properties; readonly inputs: Properties } | undefined;

/** The steps that change things outside, for one kind. Each can be repeated after a crash at any point. */
export interface Lifecycle {
  /** The id of a resource with these inputs. */
  id(inputs: Properties): string;
  /** The objects that an update writes for these inputs, which are known in full. */
  written(inputs: Properties): readonly NamedObject[];
  /** @returns the outputs */
  create(session: Session, inputs: Properties): Promise<Properties>;
  read(session: Session, id: string, props: Properties): Promise<ReadAnswer>;
  update(session: Session, id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(session: Session, id: string, props: Properties): Promise<void>;
}

/** Outputs without the mark of a missing object: what the inputs of the next run are compared with. */
export function withoutMissing(outputs: Properties): Properties {
  const { [MISSING]: _, ...rest } = outputs;
  return rest;
}

/** What a resource was, marked when something of it was found to be gone. */
export function asFound(outputs: Properties, { isMissing }: { readonly isMissing: boolean }): Properties {
  return isMissing ? { ...outputs, [MISSING]: true } : outputs;
}

/** In the state, and nobody's: as after an import. The program takes it over with its next update. */
export function isImported(olds: Properties): boolean {
  return Object.keys(olds).length > 0 && typeof olds.owner !== "string";
}

/** Updates a resource, or takes over what was only imported. @returns the outputs */
export async function goOn(
  { create, update }: Lifecycle,
  session: Session,
  id: string,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  if (!isImported(olds)) return update(session, id, olds, news);
  const { adopt, ...outs } = await create(session, { ...news, adopt: true });
  return news.adopt === undefined ? outs : { ...outs, adopt };
}
