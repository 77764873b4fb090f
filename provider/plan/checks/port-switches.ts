import { hasOwnPort } from "../live/northbound";
import type { Planner } from "../placement/planner";
import { textArg } from "../program/reservation";

/** Names of the logical switches in which the program needs ports: the subnets of bound Vips and of those with a port of their own. */
export function portSwitches({ program, snapshot }: Planner): readonly string[] {
  const switches = new Set<string>();
  const add = (subnet: string | undefined): void => {
    if (subnet !== undefined && subnet !== "") switches.add(subnet);
  };
  for (const vip of program.bindings.keys()) {
    const sibling = program.objects.Vip.get(vip);
    add(sibling === undefined ? snapshot.reservations.get(`Vip/${vip}`)?.subnet : textArg(sibling.args, "subnet"));
  }
  for (const { args } of program.objects.Vip.values()) if (hasOwnPort(args.type)) add(textArg(args, "subnet"));
  return [...switches].sort();
}
