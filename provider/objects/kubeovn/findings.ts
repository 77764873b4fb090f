import { type Findings, judgeWritten, type LiveContext } from "../../plan";
import type { KubeObject } from "../kube-object";
import { fieldFacts } from "./holder-facts";
import { writtenIp, writtenVip } from "./written";

/** What Kube-OVN's controller makes of a reservation that it has not taken, ours or anyone's; undefined for other kinds. */
export function findingsOf(object: KubeObject, around: LiveContext): Findings | undefined {
  if (object.kind === "IP") return judgeWritten(writtenIp(object), around);
  if (object.kind === "Vip") return judgeWritten(writtenVip(object), around);
  const { reservation, unplaced } = fieldFacts(object);
  if (reservation?.written === undefined) return undefined;
  const { reach = { in: "nowhere" }, addresses = [] } = unplaced[0] ?? {};
  const [subnet = reservation.written.subnet] = around.views.reached(reach, addresses);
  return judgeWritten({ ...reservation.written, subnet }, around);
}
