import type { Resource, ResourceOptions } from "../program";
import type { RunOptions } from "./engine";

/** One run of a scenario: an update of a program, or what needs none. */
export interface Turn {
  readonly run: "up" | "refresh" | "destroy";
  readonly program?: readonly Resource[];
  /** For the model. */
  readonly options?: RunOptions;
}

const vip = (name: string, args: object = {}, options: ResourceOptions = {}): Resource => ({
  kind: "Vip",
  name,
  args: { name, subnet: "net", ...args },
  options,
});
const up = (program: readonly Resource[], options: RunOptions = {}): Turn => ({ run: "up", program, options });
const inOne = { namespace: "one" };
const inTwo = { namespace: "two" };

/** What the real engine and the model of it go through alike. */
export const SCENARIOS: Readonly<Record<string, readonly Turn[]>> = {
  "a life": [
    up([vip("a")]),
    up([vip("a")]),
    up([vip("a", inOne)]),
    up([vip("a", { ...inOne, selector: ["a: b"] })]),
    { run: "refresh" },
    up([]),
  ],
  "deleteBeforeReplace false": [
    up([vip("a", inOne, { deleteBeforeReplace: false })]),
    up([vip("a", inTwo, { deleteBeforeReplace: false })]),
    { run: "destroy" },
  ],
  "--replace": [up([vip("a")]), up([vip("a")], { replace: ["Vip::a"] })],
  "replaceOnChanges and ignoreChanges": [
    up([vip("a", { ...inOne, selector: ["a: b"] }), vip("b", { ...inOne, selector: ["a: b"] })]),
    up([
      vip("a", { ...inOne, selector: ["a: c"] }, { replaceOnChanges: ["selector"] }),
      vip("b", { ...inOne, selector: ["a: c"] }, { ignoreChanges: ["selector"] }),
    ]),
  ],
  replaceWith: [
    up([vip("lead", inOne), vip("follower", {}, { replaceWith: ["Vip::lead"] })]),
    up([vip("lead", inTwo), vip("follower", {}, { replaceWith: ["Vip::lead"] })]),
  ],
  "alias, retainOnDelete": [
    up([vip("a", {}, { retainOnDelete: true }), vip("b")]),
    up([vip("c", { name: "b" }, { aliases: ["b"] })]),
  ],
  "--target": [up([vip("a"), vip("b")]), up([vip("a", inOne), vip("b", inOne)], { targets: ["Vip::a"] })],
};

/** Calls by object, in their order: whether there were old properties is part of a check. */
export type Heard = Readonly<Record<string, readonly string[]>>;

interface HeardCall {
  readonly method: string;
  readonly olds?: Readonly<Record<string, unknown>> | undefined;
  readonly news?: Readonly<Record<string, unknown>> | undefined;
}

export function heard(calls: readonly HeardCall[]): Heard {
  const found: Record<string, string[]> = {};
  for (const { method, olds, news } of calls) {
    const object = String(news?.name ?? olds?.name);
    const isBlank = Object.keys(olds ?? {}).length === 0;
    found[object] = [...(found[object] ?? []), method === "check" && isBlank ? "check without olds" : method];
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}
