import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = path.resolve(__dirname, "../../..");

/** What the Go program measures, of its rounds the best: nanoseconds per operation and bytes. */
export interface PeerFigures {
  readonly fillNs: number;
  readonly churnNs: number;
  readonly heap: number;
}

/** Kube-OVN's own IPAM, driven by bench/ipam-peer. */
export interface Peer {
  measure(cidr: string, gateway: string, owners: number, rounds: number): PeerFigures;
}

interface GoPrograms {
  goProgramsFolder(name: string, programs: readonly object[]): Promise<string | undefined>;
  buildGoPrograms(folder: string, programs: readonly object[], log: (line: string) => void): Promise<string>;
}

/** Builds the peer once into the user cache; undefined, and said, where there is no Go. */
export async function buildPeer(log: (line: string) => void): Promise<Peer | undefined> {
  const module = path.join(ROOT, "bench", "ipam-peer");
  const about = "Kube-OVN's IPAM for comparison, half a minute on a new machine";
  const programs = [{ module, package: ".", output: "ipam-peer", ldflags: "", about }];
  const url = pathToFileURL(path.join(ROOT, "scripts", "toolchain", "go-programs.mjs")).href;
  const { buildGoPrograms, goProgramsFolder } = (await import(url)) as GoPrograms;
  const folder = await goProgramsFolder("ipam-peer", programs);
  if (folder === undefined) {
    log("no Go on the PATH: our figures come without the peer");
    return undefined;
  }
  const program = path.join(await buildGoPrograms(folder, programs, log), "ipam-peer");
  return {
    measure(cidr, gateway, owners, rounds) {
      log(`${cidr}, the peer …`);
      const run = spawnSync(program, [cidr, gateway, String(owners), String(rounds)], { encoding: "utf8" });
      if (run.status !== 0) throw new Error(`ipam-peer failed: ${run.stderr}`);
      return JSON.parse(run.stdout) as PeerFigures;
    },
  };
}
