import { judgeIp } from "./ip";
import type { LiveContext } from "./live-context";
import type { Findings } from "./rule";
import { judgeVip } from "./vip";
import type { Written } from "./written";

/** What Kube-OVN's controller makes of a live IP or Vip, ours or anybody's. */
export function judgeWritten(written: Written, around: LiveContext): Findings {
  return written.kind === "IP" ? judgeIp(written, around) : judgeVip(written, around);
}
