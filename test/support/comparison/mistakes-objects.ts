import { create, edit, remove } from "./act";
import { refuses, replaces } from "./answer";
import type { Mistake } from "./mistake";
import type { Place } from "./place";

/** Mistakes with the names, kinds and fields of a Vip or an IP, and with what is changed later. */
export function objectMistakes(place: Place): readonly Mistake[] {
  const { at, family, v, i, name, ourIp, ourVip, vip, ip } = place;
  const named = (full: string, spec: object) => ({ ...vip("", { ...spec }), name: full });
  const portOfTill = `${name("till")}.default`;
  const routerPort = `${name("yard")}-ovn-cluster`;
  const moved = vip("moved", v(at(0, 61)));
  const strayed = vip("strayed", v(at(0, 63)));
  const settled = ip("settled", i(at(0, 64)));
  const misspelled = family.protocol === "IPv4" ? "V4ip" : "V6ip";
  return [
    {
      what: "an IP under a name of its own",
      acts: [create({ ...ip("wrong", i(at(0, 70))), name: name("wrongname") })],
      ours: refuses([ourIp("wrong", { name: name("wrongname"), ...i(at(0, 70)) })]),
      expect: "unsaid",
    },
    {
      what: "a pod type that Kube-OVN does not know",
      acts: [create(ip("job", { ...i(at(0, 71)), podType: "Job" }))],
      ours: refuses([ourIp("job", { workload: { kind: "Job", name: name("job") }, ...i(at(0, 71)) })]),
      expect: "logged",
    },
    {
      what: "a subnet that does not exist",
      acts: [create(vip("lost", { subnet: name("markt"), ...v(at(0, 72)) }))],
      ours: refuses([ourVip("lost", { subnet: name("markt"), ...v(at(0, 72)) })]),
      expect: "logged",
    },
    {
      what: "a type in capitals",
      acts: [create(vip("lb", { ...v(at(0, 73)), type: "Switch_LB_Vip" }))],
      meaning: { ports: [`${name("lb")}.`] },
      ours: refuses([ourVip("lb", { ...v(at(0, 73)), type: "Switch_LB_Vip" })]),
      expect: "no-port",
    },
    {
      what: "a misspelled field, with kubectl",
      acts: [create(vip("field", { [misspelled]: at(0, 74) }))],
      ours: refuses([ourVip("field", { [misspelled]: at(0, 74) })]),
      expect: "refused",
    },
    {
      what: "a misspelled field, with a client that does not ask for a check",
      acts: [{ verb: "create unchecked", object: vip("unchecked", { [misspelled]: at(0, 74) }) }],
      ours: refuses([ourVip("unchecked", { [misspelled]: at(0, 74) })]),
      expect: "dropped",
    },
    {
      what: "a Vip named like the port of a pod, and its end",
      acts: [create(named(portOfTill, v(at(0, 75)))), remove(named(portOfTill, {}))],
      meaning: { ports: [portOfTill] },
      ours: refuses([{ ...ourVip("", v(at(0, 75))), name: portOfTill }]),
      expect: "lost-port",
    },
    {
      what: "a Vip named like a router port, and its end",
      acts: [create(named(routerPort, v(at(0, 76)))), remove(named(routerPort, {}))],
      meaning: { ports: [routerPort] },
      ours: refuses([{ ...ourVip("", v(at(0, 76))), name: routerPort }]),
      expect: "lost-port",
    },
    {
      what: "a Vip named like a Subnet",
      acts: [create(vip("yard", v(at(0, 77))))],
      ours: refuses([ourVip("yard", v(at(0, 77)))]),
      expect: "taken",
    },
    {
      what: "another address for a Vip",
      acts: [create(moved), edit(moved, v(at(0, 62)))],
      ours: replaces(ourVip("moved", v(at(0, 61))), ourVip("moved", v(at(0, 62))), family.vipField),
      expect: "unfollowed",
    },
    {
      what: "another subnet for a Vip",
      acts: [create(strayed), edit(strayed, { subnet: name("yard") })],
      ours: replaces(ourVip("strayed", v(at(0, 63))), ourVip("strayed", { subnet: name("yard") }), "subnet"),
      expect: "unfollowed",
    },
    {
      what: "another address for an IP, and then its pod",
      acts: [create(settled), edit(settled, i(at(0, 65))), create(place.pod("settled", "market"))],
      meaning: { address: { [name("settled")]: at(0, 65) } },
      ours: replaces(ourIp("settled", i(at(0, 64))), ourIp("settled", i(at(0, 65))), family.ipField),
      expect: "other-address",
    },
  ];
}
