import { type Findings, judgeWritten, type LiveContext } from "../../plan";
import type { KubeObject } from "../kube-object";
import { writtenIp, writtenVip } from "./written";

/** What Kube-OVN's controller makes of an IP or a Vip, ours or anyone's; undefined for other kinds. */
export function findingsOf(object: KubeObject, around: LiveContext): Findings | undefined {
  if (object.kind === "IP") return judgeWritten(writtenIp(object), around);
  if (object.kind === "Vip") return judgeWritten(writtenVip(object), around);
  return undefined;
}
