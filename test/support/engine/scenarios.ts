import type { Resource, ResourceOptions } from "../program";
import type { RunOptions } from "./engine";

/** One run of a scenario: an update of a program, or what needs none. */
export interface Turn {
  readonly run: "up" | "refresh" | "destroy";
  readonly program?: readonly Resource[];
  /** For the model. */
  readonly options?: RunOptions;
}

/** Subnets: a directory takes what replaces one, and of a reservation no change that keeps its name. */
const CIDRS: Readonly<Record<string, string>> = {
  a: "10.20.0.0/24",
  b: "10.21.0.0/24",
  c: "10.21.0.0/24",
  lead: "10.22.0.0/24",
  follower: "10.23.0.0/24",
};
const subnet = (name: string, args: object = {}, options: ResourceOptions = {}): Resource => ({
  kind: "Subnet",
  name,
  args: { name, cidrBlock: CIDRS[name], ...args },
  options,
});
const up = (program: readonly Resource[], options: RunOptions = {}): Turn => ({ run: "up", program, options });
const inOne = { vpc: "one" };
const inTwo = { vpc: "two" };
const isPrivate = { private: true };

/** What the real engine and the model of it go through alike. */
export const SCENARIOS: Readonly<Record<string, readonly Turn[]>> = {
  "a life": [
    up([subnet("a")]),
    up([subnet("a")]),
    up([subnet("a", inOne)]),
    up([subnet("a", { ...inOne, ...isPrivate })]),
    { run: "refresh" },
    up([]),
  ],
  "deleteBeforeReplace false": [
    up([subnet("a", inOne, { deleteBeforeReplace: false })]),
    up([subnet("a", inTwo, { deleteBeforeReplace: false })]),
    { run: "destroy" },
  ],
  "--replace": [up([subnet("a")]), up([subnet("a")], { replace: ["Subnet::a"] })],
  "replaceOnChanges and ignoreChanges": [
    up([subnet("a", inOne), subnet("b", inOne)]),
    up([
      subnet("a", { ...inOne, ...isPrivate }, { replaceOnChanges: ["private"] }),
      subnet("b", { ...inOne, ...isPrivate }, { ignoreChanges: ["private"] }),
    ]),
  ],
  replaceWith: [
    up([subnet("lead", inOne), subnet("follower", {}, { replaceWith: ["Subnet::lead"] })]),
    up([subnet("lead", inTwo), subnet("follower", {}, { replaceWith: ["Subnet::lead"] })]),
  ],
  "alias, retainOnDelete": [
    up([subnet("a", {}, { retainOnDelete: true }), subnet("b")]),
    up([subnet("c", { name: "b" }, { aliases: ["b"] })]),
  ],
  "--target": [
    up([subnet("a"), subnet("b")]),
    up([subnet("a", inOne), subnet("b", inOne)], { targets: ["Subnet::a"] }),
  ],
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
