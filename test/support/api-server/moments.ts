import type { KubeObject } from "../../../provider/objects/kube-object";
import { Refusal } from "./refusal";
import type { ApiRequest, Verb } from "./request";

/** What happens to a request instead of what it asks for, or to its answer. */
export type Fault =
  | Refusal
  /** The connection ends; before the server has heard of the request, or after it has done what was asked. */
  | "drop"
  /** The connection ends in the middle of the answer. */
  | "cut";

/** Which requests are meant; what is omitted may be anything. */
export interface Which {
  readonly verb?: Verb;
  /** `IP`, `Vip`, … */
  readonly kind?: string;
  readonly name?: string;
  /** What else must be so. */
  readonly where?: (request: ApiRequest) => boolean;
}

/** What a test does at a moment: anything, for as long as it likes; a fault that it returns happens to the request. */
export type Action = (
  request: ApiRequest,
  made: KubeObject | undefined,
) => Promise<Fault | undefined> | Fault | undefined;

export interface Moments {
  /** Does something whenever such a request has come, before the server looks at it; what it returns ends that. */
  before(which: Which, action: Action): () => void;
  /** Does something whenever such a request has been carried out, before its answer goes out. */
  after(which: Which, action: Action): () => void;
  /** Does something at the next such request only, before it; resolves when that has come and the action has ended. */
  once(which: Which, action: Action): Promise<void>;
  /** Forgets everything that was to be done. */
  clear(): void;
}

export interface MomentsInside extends Moments {
  come(moment: "before" | "after", request: ApiRequest, made?: KubeObject): Promise<Fault | undefined> | undefined;
}

interface Planned {
  readonly moment: "before" | "after";
  readonly which: Which;
  readonly action: Action;
}

export function createMoments(): MomentsInside {
  const planned = new Set<Planned>();
  const plan = (moment: Planned["moment"], which: Which, action: Action): (() => void) => {
    const one = { moment, which, action };
    planned.add(one);
    return () => void planned.delete(one);
  };
  return {
    before: (which, action) => plan("before", which, action),
    after: (which, action) => plan("after", which, action),
    once: (which, action) =>
      new Promise((resolve) => {
        const end = plan("before", which, async (request, made) => {
          end();
          try {
            return await action(request, made);
          } finally {
            resolve();
          }
        });
      }),
    clear: () => planned.clear(),
    come(moment, request, made) {
      const due = [...planned].filter((one) => one.moment === moment && isMeant(one.which, request));
      return due.length === 0 ? undefined : inTurn(due, request, made);
    },
  };
}

function isMeant({ verb, kind, name, where }: Which, request: ApiRequest): boolean {
  return (
    (verb === undefined || verb === request.verb) &&
    (kind === undefined || kind === request.kind.kind) &&
    (name === undefined || name === request.name) &&
    (where === undefined || where(request))
  );
}

async function inTurn(
  due: readonly Planned[],
  request: ApiRequest,
  made: KubeObject | undefined,
): Promise<Fault | undefined> {
  for (const { action } of due) {
    const fault = await action(request, made);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export function isRefusal(fault: Fault): fault is Refusal {
  return fault instanceof Refusal;
}
