import { Engine, type Outcome } from "../engine/engine";
import { pathOf, type Resource } from "../program";
import { create, type Written } from "./act";
import type { Bench } from "./bench";

/** What this package says and does in the same place. */
export type Answer =
  | { readonly code: "refused"; readonly refusals: readonly { readonly property: string; readonly reason: string }[] }
  /** The preview plans another object in the place of the old one. */
  | { readonly code: "replaced"; readonly field: string; readonly was: string; readonly planned: string }
  /** The preview shows a value, and the update makes exactly that. */
  | { readonly code: "shown"; readonly field: string; readonly planned: string }
  /** A refresh finds the difference, and the next update takes it away. */
  | { readonly code: "repaired"; readonly found: readonly string[] }
  /** A destroy stops before it deletes. */
  | { readonly code: "kept"; readonly message: string };

/** A question to this package: what is set up first is done before anyone touches the cluster by hand. */
export interface Question {
  readonly when: "before" | "after";
  /** With the ports in OVN too. */
  readonly withOvn?: true;
  readonly prepare?: (bench: Bench, engine: Engine) => Promise<void>;
  readonly ask: (bench: Bench, engine: Engine) => Promise<Answer>;
}

/** A stack of its own, told apart by its number. */
export function engineOn({ cluster }: Bench, stack: number, withOvn = false): Engine {
  const ovn = withOvn ? { "kubeovn:ovnNorthbound": cluster.northbound } : {};
  const place = { "kubeovn:manifests": "", "kubeovn:kubeconfig": cluster.kubeconfig, ...ovn };
  return new Engine("", { project: "shop", stack: `stack-${stack}`, config: place });
}

/** The first refused resource tells what is wrong with the others, too: here each refusal stands for itself. */
function ofItsOwn(refusal: { readonly property: string; readonly reason: string }): typeof refusal {
  const [, property = "", reason] = /^\S+ "[^"]*" is refused as well: (?:(\w+): )?(.*)$/.exec(refusal.reason) ?? [];
  return reason === undefined ? refusal : { property, reason };
}

function clean(outcome: Outcome): Outcome {
  const [failure] = [...outcome.failures.values()].flat();
  if (failure !== undefined) throw new Error(failure.reason);
  return outcome;
}

/** Makes what a program declares. */
const make =
  (program: readonly Resource[]) =>
  async (_: Bench, engine: Engine): Promise<void> =>
    void clean(await engine.up(program));

/** A preview of the program is refused. */
export const refuses = (program: readonly Resource[]): Question => ({
  when: "before",
  async ask(_, engine) {
    const { failures } = await engine.preview(program);
    const refusals = [...failures.values()].flat().map(ofItsOwn);
    if (refusals.length === 0) throw new Error(`nothing is refused of ${JSON.stringify(program)}`);
    return { code: "refused", refusals };
  },
});

/** A field of a resource is changed in a program that ran before. */
export const replaces = (was: Resource, now: Resource, field: string): Question => ({
  when: "before",
  prepare: make([was]),
  async ask(_, engine) {
    const { operations, inputs } = clean(await engine.preview([now]));
    const operation = operations.get(pathOf(now));
    if (operation !== "replace") throw new Error(`a replacement of ${pathOf(now)} became ${operation}`);
    const planned = String(inputs.get(pathOf(now))?.[field]);
    await engine.destroy();
    return { code: "replaced", field, was: String(was.args[field]), planned };
  },
});

/** A preview of the program shows what its update makes, as the API server sees it. */
export const shows = (resource: Resource, field: string, name: string): Question => ({
  when: "before",
  async ask(bench, engine) {
    const at = pathOf(resource);
    const planned = clean(await engine.preview([resource])).inputs.get(at)?.[field];
    await engine.up([resource]);
    const live = await bench.live({ kind: resource.kind === "Vip" ? "Vip" : "IP", name });
    const is = live?.status?.[field] ?? live?.spec[field];
    if (is !== planned) throw new Error(`${at} was shown with ${planned} and has ${is}`);
    await engine.destroy();
    return { code: "shown", field, planned: String(planned) };
  },
});

/** The program that ran before is refreshed and updated when everything has been done by hand. */
export const repairs = (program: readonly Resource[]): Question => ({
  when: "after",
  withOvn: true,
  prepare: make(program),
  async ask(_, engine) {
    const found = await engine.refresh();
    const { operations } = clean(await engine.up(program));
    const repaired = [...operations].flatMap(([at, operation]) => (operation === "update" ? [at] : []));
    if (repaired.join() !== found.join()) throw new Error(`found ${found}, repaired ${repaired}`);
    const left = await engine.refresh();
    if (left.length > 0) throw new Error(`not repaired: ${left}`);
    return { code: "repaired", found };
  },
});

/** A destroy of the program that ran before is stopped: someone has put something into what it made. */
export const keeps = (program: readonly Resource[], foreign: Written): Question => ({
  when: "after",
  async prepare(bench, engine) {
    clean(await engine.up(program));
    await bench.act(create(foreign));
    await bench.untilTaken(foreign);
  },
  async ask(_, engine) {
    try {
      await engine.destroy();
    } catch (error) {
      return { code: "kept", message: (error as Error).message };
    }
    throw new Error("nothing stops the destroy");
  },
});
