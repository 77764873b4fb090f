import { fieldsOf } from "../objects/kubeovn/kinds";
import { checkReservedIpSet, madeMembers, reservedIpSetFields, reserveIpSet } from "../plan";
import { heldByIp } from "./reserved-ip";
import { type KindRoom, NOWHERE, spots } from "./room";

/** IP objects for several workloads. */
export const RESERVED_IP_SET: KindRoom = {
  fields: reservedIpSetFields,
  planned: { reservations: "updates" },
  object: null,
  shapesSubnets: false,
  reserve: reserveIpSet,
  check: checkReservedIpSet,
  made: madeMembers,
  form: null,
  stage: "address",
  held: ({ reservations, subnet }) =>
    (Array.isArray(reservations) ? reservations : []).map((item: unknown) => {
      const member = fieldsOf(item);
      return {
        ...heldByIp(member, subnet),
        pod: { namespace: member.namespace, podName: member.podName, podType: member.podType },
        isMember: true,
      };
    }),
  standsAt: NOWHERE,
  waitsFor: ({ subnet }) => [...spots("subnet", subnet), ...spots("in-subnet", subnet)],
};
