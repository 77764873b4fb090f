import { EXTERNAL_KINDS, type Findings, judgeExternal, judgeWritten, type LiveContext } from "../../plan";
import type { KubeObject } from "../kube-object";
import { fieldFacts } from "./holder-facts";
import { writtenIp, writtenVip } from "./written";

/** What Kube-OVN's controller makes of a reservation that it has not taken, ours or anyone's; undefined for other kinds. */
export function findingsOf(object: KubeObject, around: LiveContext): Findings | undefined {
  if (object.kind === "IP") return judgeWritten(writtenIp(object), around);
  if (object.kind === "Vip") return judgeWritten(writtenVip(object), around);
  if (!EXTERNAL_KINDS.includes(object.kind)) return undefined;
  const { name } = object.metadata;
  const held = around.snapshot.holdings.find(({ key }) => key === `${object.kind}/${name}`);
  const [asked] = fieldFacts(object).unplaced;
  const holding = {
    key: `${object.kind}/${name}`,
    holder: { kind: object.kind, name },
    addresses: asked?.addresses ?? [],
  };
  const subnet = held?.subnet ?? (asked?.reach.in === "network" ? asked.reach.name : "");
  return judgeExternal({ ...holding, subnet }, around, "written");
}
