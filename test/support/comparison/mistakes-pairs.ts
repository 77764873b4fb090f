import { create, type Written } from "./act";
import { refuses, repairs } from "./answer";
import type { Mistake } from "./mistake";
import type { Place } from "./place";

/** Mistakes with an address that several pods use: a Vip with a namespace, and pods that name it in their annotation. */
export function pairMistakes(place: Place): readonly Mistake[] {
  const { at, name, ourVip, pod, v, vip } = place;
  const subnet = name("pairs");
  const shared = (slug: string, end: number, spec: object = {}): Written =>
    vip(slug, { subnet, namespace: "default", ...v(at(4, end)), ...spec });
  const user = (slug: string, vips: readonly string[], app = "web"): Written =>
    pod(slug, "pairs", { labels: { app }, annotations: { "ovn.kubernetes.io/aaps": vips.join(",") } });
  const portOf = (slug: string): string => `${name(slug)}.default`;
  const binding = (slug: string, args: object) =>
    ({ kind: "AapBinding", name: name(slug), args: { namespace: "default", ...args } }) as const;
  return [
    {
      what: "a selector with another sign between label and value",
      acts: [
        create(shared("equal", 30, { selector: ["app=web"] })),
        create(user("web-of-equal", [name("equal")])),
        create(user("db-of-equal", [name("equal")], "db")),
      ],
      meaning: { parents: { [name("equal")]: [portOf("web-of-equal")] } },
      ours: refuses([ourVip("equal", { subnet, namespace: "default", selector: ["app=web"] })]),
      expect: "parents",
    },
    {
      what: "a space in the list of Vips",
      acts: [
        create(shared("first", 31)),
        create(shared("second", 32)),
        create(user("spaced", [name("first"), ` ${name("second")}`])),
      ],
      meaning: { parents: { [name("first")]: [portOf("spaced")], [name("second")]: [portOf("spaced")] } },
      ours: refuses([
        ourVip("first", { subnet }),
        ourVip("second", { subnet }),
        binding("spaced", { vips: [`${name("first")}, ${name("second")}`] }),
      ]),
      expect: "parents",
    },
    {
      what: "pods of another namespace than the Vip's",
      acts: [create(shared("elsewhere", 33, { namespace: "shop" })), create(user("here", [name("elsewhere")]))],
      meaning: { parents: { [name("elsewhere")]: [portOf("here")] } },
      ours: refuses([
        ourVip("elsewhere", { subnet, namespace: "shop" }),
        binding("here", { vips: [name("elsewhere")] }),
      ]),
      expect: "parents",
    },
    {
      what: "nothing: the controller restarts",
      acts: [
        create(shared("pair", 34)),
        create(user("of-pair", [name("pair")])),
        { verb: "restart kube-ovn-controller" },
      ],
      meaning: { parents: { [name("pair")]: [portOf("of-pair")] } },
      ours: repairs([ourVip("ours", { subnet, ...v(at(4, 35)) }), binding("ours", { vips: [name("ours")] })]),
      expect: "no-port",
    },
  ];
}
