import { spawnSync } from "node:child_process";
import { buildGoPeer } from "./go-peer";

/** What the Go program measures: medians, nanoseconds per operation and bytes. */
export interface PeerFigures {
  readonly fillNs: number;
  readonly churnNs: number;
  readonly heap: number;
}

/** Kube-OVN's own IPAM, driven by bench/ipam-peer. */
export interface Peer {
  measure(cidr: string, gateway: string, owners: number, rounds: number): PeerFigures;
}

/** Builds the peer once into the user cache; undefined, and said, where there is no Go. */
export async function buildPeer(log: (line: string) => void): Promise<Peer | undefined> {
  const about = "Kube-OVN's IPAM for comparison, half a minute on a new machine";
  const program = await buildGoPeer("ipam-peer", about, log);
  if (program === undefined) return undefined;
  return {
    measure(cidr, gateway, owners, rounds) {
      log(`${cidr}, the peer …`);
      const run = spawnSync(program, [cidr, gateway, String(owners), String(rounds)], { encoding: "utf8" });
      if (run.status !== 0) throw new Error(`ipam-peer failed: ${run.stderr}`);
      return JSON.parse(run.stdout) as PeerFigures;
    },
  };
}
