import type { WrittenLbRule } from "../live/middlebox";
import { selectorFaults } from "../program/selector";
import type { LiveContext } from "./live-context";
import { addressRules, judgeMiddlebox, type MiddleboxSubject, placeRules } from "./middlebox";
import { brokenPlace, isOutOfTheWay } from "./place";
import { type Findings, type Rule, rulesOf, stuckWhileWritten } from "./rule";

type LbSubject = MiddleboxSubject<WrittenLbRule>;

const rule = rulesOf<LbSubject>();
const KINDS = ["SwitchLBRule"];
const WRONG = { live: "wrong" } as const;
const ADD = "kube-ovn pkg/controller/switch_lb_rule.go handleAddOrUpdateSwitchLBRule";
const SERVICE = "kube-ovn pkg/controller/switch_lb_rule.go generateHeadlessService";
const BALANCE = "kube-ovn pkg/controller/endpoint.go handleUpdateEndpoint";

/** What a SwitchLBRule is judged by, in the order of its controller. Its vip may be outside of all subnets. */
export const LB_RULES: readonly Rule<LbSubject>[] = [
  rule("no-vip", {
    kinds: KINDS,
    looksAt: "vip",
    levels: WRONG,
    stops: "ignored",
    source: ADD,
    look: ({ box }) => (box.addresses.length === 0 ? [{}] : []),
  }),
  rule("no-namespace", {
    kinds: KINDS,
    looksAt: "namespace",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: ADD,
    look: ({ box }) => (box.backendNamespace === "" ? [{}] : []),
  }),
  rule("no-port", {
    kinds: KINDS,
    looksAt: "ports",
    levels: WRONG,
    stops: "ignored",
    source: BALANCE,
    look: ({ box }) => (box.ports.some(({ port }) => port > 0) ? [] : [{}]),
  }),
  rule("unnamed-port", {
    kinds: KINDS,
    looksAt: "ports",
    levels: WRONG,
    stops: stuckWhileWritten,
    source: `${SERVICE}: the API server refuses a Service of several ports that are not all named`,
    look: ({ box: { ports } }) =>
      ports.length < 2 ? [] : ports.filter(({ name }) => name === "").map(({ port, protocol }) => ({ port, protocol })),
  }),
  rule("no-backend", {
    kinds: KINDS,
    looksAt: "selector",
    levels: WRONG,
    source: SERVICE,
    look: ({ box: { selector, endpoints } }) => (selector.length + endpoints.length === 0 ? [{}] : []),
  }),
  rule("selector-item", {
    kinds: KINDS,
    looksAt: "selector",
    levels: { live: "risk" },
    source: SERVICE,
    look: ({ box: { selector, endpoints } }) => (endpoints.length > 0 ? [] : selectorFaults(selector)),
  }),
  ...addressRules(KINDS, "vip", BALANCE),
  ...placeRules(KINDS, "vip", (code) => code === "gateway-address"),
  rule("port-shared", {
    kinds: KINDS,
    looksAt: "ports",
    levels: WRONG,
    source: `${BALANCE}: the later one replaces the backends of the other`,
    look: ({ box, placed }, around) =>
      placed.flatMap(({ address, subnet }) =>
        around
          .holdingsAt(subnet.space, address)
          .flatMap(({ key }) => (key === box.key ? [] : lbRule(key, around)))
          .flatMap((other) =>
            box.ports
              .filter((mine) =>
                other.ports.some(({ port, protocol }) => port === mine.port && protocol === mine.protocol),
              )
              .map(({ port, protocol }) => ({ address, subnet: subnet.name, port, protocol, rule: other.name })),
          )
          .slice(0, 1),
      ),
  }),
  rule("vip-not-reserved", {
    kinds: KINDS,
    looksAt: "vip",
    levels: { live: "risk" },
    source: "kube-ovn pkg/ipam/subnet.go: the address of a SwitchLBRule is in nobody's books",
    look: ({ box, placed }, around) =>
      placed
        .filter(
          ({ address, subnet }) =>
            brokenPlace(subnet, address) === undefined &&
            !isOutOfTheWay(subnet, [address]) &&
            around.holdingsAt(subnet.space, address).every(({ holder: { kind } }) => kind === box.kind),
        )
        .map(({ address, subnet }) => ({ address, subnet: subnet.name })),
  }),
];

/** What is wrong with a live SwitchLBRule. */
export function judgeLbRule(box: WrittenLbRule, around: LiveContext): Findings {
  return judgeMiddlebox(LB_RULES, box, around);
}

function lbRule(key: string, { snapshot: { middleboxes } }: LiveContext): readonly WrittenLbRule[] {
  const box = middleboxes.get(key);
  return box?.kind === "SwitchLBRule" ? [box] : [];
}
