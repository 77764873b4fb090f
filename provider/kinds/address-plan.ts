import { addressPlanFields, checkAddressPlan, madeNothing, reserveNothing } from "../plan";
import { type KindRoom, NOTHING_HELD, NOWHERE } from "./room";

/** Addresses for other resources of the program: those hold them, and it holds none. */
export const ADDRESS_PLAN: KindRoom = {
  fields: addressPlanFields,
  planned: { name: "updates", v4ips: "updates", v6ips: "updates", macAddresses: "updates" },
  object: null,
  shapesSubnets: false,
  reserve: reserveNothing,
  check: checkAddressPlan,
  made: madeNothing,
  form: null,
  stage: "address",
  held: NOTHING_HELD,
  standsAt: NOWHERE,
  waitsFor: NOWHERE,
};
