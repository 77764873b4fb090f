import { checkObjectName } from "../arguments/check-fields";
import { decide } from "../placement/decide";
import { declaredName } from "../program/program";
import type { Reserve } from "../program/reservation";
import type { Rule } from "../rules";
import type { InSubnet } from "../terms/address-space";
import { hasUnknown, UNKNOWN } from "../terms/unknown";
import {
  type CheckContext,
  checkNameFree,
  type Inputs,
  NOTHING_BEFORE,
  notePlacement,
  placementInputs,
  readBefore,
  reportDeclared,
} from "./check-context";

/** What the check of an external address has to know of its kind. */
export interface ExternalKind {
  readonly reserve: Reserve;
  /** Argument with the IPv4 address, and the output with the IPv6 address. */
  readonly fields: { readonly v4: string; readonly v6: string };
  /** What Kube-OVN needs of the network. Default: nothing. */
  readonly rules?: readonly Rule<InSubnet>[];
}

/** Checks an external address and decides its IPv4 address; what Kube-OVN chooses is what the last run was told. */
export function checkExternal({ reserve, fields, rules = [] }: ExternalKind): (context: CheckContext) => Inputs {
  return (context) => {
    const { planner, declaration, olds, report } = context;
    const { args } = declaration;
    const name = declaredName(declaration);
    checkObjectName("name", `${declaration.kind} name`, name, report);
    checkNameFree(context, name, undefined);
    const planned: Inputs = { ...args, name };
    const unknown = { ...planned, [fields.v4]: args[fields.v4] ?? UNKNOWN };
    if (hasUnknown(args.externalSubnet)) return unknown;
    const [reservation] = reserve(declaration, { vipMac: false }, report);
    if (reservation?.subnet === undefined) return planned;
    reportDeclared(context, rules, reservation);
    const isInPlace = olds.externalSubnet === reservation.subnet;
    const before = isInPlace ? readBefore({ ...olds, macAddress: undefined }, [fields.v4]) : NOTHING_BEFORE;
    const decided = decide(planner, reservation, { ...fields, mac: fields.v4 }, before, report);
    if (decided === undefined) return planner.viewOf(reservation) === "unknown" ? unknown : planned;
    const { placement, subnet } = decided;
    context.decided(placement);
    notePlacement(context, placement, subnet);
    const hasV6 = subnet.prefixes.some(({ family }) => family === 6);
    const chosen = isInPlace && olds.name === name ? chosenBefore(olds, fields.v6) : {};
    return {
      ...planned,
      ...(hasV6 ? {} : { [fields.v6]: null }),
      ...chosen,
      ...placementInputs(placement, { ...fields, mac: "macAddress" }),
    };
  };
}

function chosenBefore(olds: CheckContext["olds"], v6: string): Inputs {
  return Object.fromEntries([v6, "macAddress"].flatMap((field) => (olds[field] ? [[field, olds[field]]] : [])));
}
