import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export const NORTHBOUND_SCHEMA = "/usr/share/ovn/ovn-nb.ovsschema";
export const SOUTHBOUND_SCHEMA = "/usr/share/ovn/ovn-sb.ovsschema";

/** Why real database servers can't be started here, or undefined when they can. */
export function missingServers(): string | undefined {
  const missing = [
    "ovsdb-server",
    "ovsdb-tool",
    "ovsdb-client",
    "ovs-appctl",
    "ovn-northd",
    "ovn-nbctl",
    "ovn-sbctl",
    "openssl",
  ].filter((program) => find(program) === undefined);
  if (!existsSync(NORTHBOUND_SCHEMA)) missing.push(NORTHBOUND_SCHEMA);
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} not found; Debian: openvswitch-common ovn-common ovn-central openssl`;
}

/**
 * `describe` for tests against real servers: skipped with the reason where the programs are missing, or failed when
 * REQUIRE_ALL is 1.
 */
export function describeWithServers(title: string, body: (this: Mocha.Suite) => void): void {
  const reason = missingServers();
  if (reason === undefined) {
    describe(title, body);
    return;
  }
  describe(title, () => {
    it(`runs against real servers (${reason})`, function () {
      if (process.env.REQUIRE_ALL === "1") throw new Error(reason);
      this.skip();
    });
  });
}

/** A program of the database that runs until it is stopped. */
export interface Server {
  readonly folder: string;
  readonly socket: string;
  readonly process: ChildProcess;
  /** Ends it without a farewell; resolves when it is gone. */
  kill(): Promise<void>;
  /** Runs a command of ovs-appctl. */
  control(...command: readonly string[]): string;
  /** Starts it again on the files it left. */
  restart(): Promise<void>;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the process is. Short, as socket paths have to be. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ovsdb-"));
  folders.add(folder);
  return folder;
}

/** Stops every server that is still running and removes their folders. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map(kill));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

/** A server of one new database. */
export async function startServer(
  options: { readonly schema?: string; readonly remotes?: readonly string[]; readonly args?: readonly string[] } = {},
): Promise<Server> {
  const folder = scratchFolder();
  run("ovsdb-tool", "create", path.join(folder, "db"), options.schema ?? NORTHBOUND_SCHEMA);
  return launch(folder, [...(options.remotes ?? []).map((remote) => `--remote=${remote}`), ...(options.args ?? [])]);
}

/** The servers of a cluster, the first of which began it. They talk to each other over sockets in its folder. */
export async function startCluster(size: number): Promise<readonly Server[]> {
  const shared = scratchFolder();
  const address = (index: number): string => `unix:${path.join(shared, `raft${index}`)}`;
  const servers: Server[] = [];
  for (let index = 0; index < size; index++) {
    const folder = scratchFolder();
    const file = path.join(folder, "db");
    if (index === 0) run("ovsdb-tool", "create-cluster", file, NORTHBOUND_SCHEMA, address(0));
    else run("ovsdb-tool", "join-cluster", file, "OVN_Northbound", address(index), address(0));
    servers.push(await launch(folder, []));
  }
  await Promise.all(servers.map((server) => until(() => clusterRole(server) !== "none")));
  return servers;
}

/** OVN's translator between two databases; `pause` makes it stop working without ending it. */
export interface Northd {
  pause(): void;
  resume(): void;
}

export async function startNorthd(northbound: Server, southbound: Server): Promise<Northd> {
  const folder = scratchFolder();
  const control = path.join(folder, "ctl");
  const child = spawn(
    find("ovn-northd") as string,
    [
      `--ovnnb-db=unix:${northbound.socket}`,
      `--ovnsb-db=unix:${southbound.socket}`,
      `--unixctl=${control}`,
      "--log-file=/dev/null",
    ],
    { stdio: "ignore", env: { ...process.env, OVN_RUNDIR: folder, OVS_RUNDIR: folder } },
  );
  running.add(child);
  child.once("exit", () => running.delete(child));
  await until(() => existsSync(control) || child.exitCode !== null);
  return {
    pause: () => void run("ovs-appctl", "-t", control, "pause"),
    resume: () => void run("ovs-appctl", "-t", control, "resume"),
  };
}

/** What a member of a cluster is at the moment; "none" also while it joins. */
export function clusterRole(server: Server): "leader" | "follower" | "candidate" | "none" {
  try {
    const said = server.control("cluster/status", "OVN_Northbound");
    if (!/^Status: cluster member$/m.test(said)) return "none";
    return (/^Role: (leader|follower|candidate)$/m.exec(said)?.[1] as "leader" | undefined) ?? "none";
  } catch {
    return "none";
  }
}

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Files of an authority, a server and a client. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly key: string; readonly cert: string };
  readonly client: { readonly key: string; readonly cert: string };
}

/** Certificates for a server named `db.test`, made by openssl. */
export function makeCertificates(): Certificates {
  const folder = scratchFolder();
  const file = (name: string): string => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run(
    "openssl",
    "req",
    "-x509",
    ...key,
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=authority",
  );
  const signed = (name: string, dns: string): { readonly key: string; readonly cert: string } => {
    run("openssl", "req", ...key, "-keyout", file(`${name}.key`), "-out", file(`${name}.csr`), "-subj", `/CN=${dns}`);
    writeFileSync(file(`${name}.ext`), `subjectAltName=DNS:${dns}\n`);
    const authority = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
    run(
      "openssl",
      "x509",
      "-req",
      "-in",
      file(`${name}.csr`),
      ...authority,
      "-extfile",
      file(`${name}.ext`),
      "-out",
      file(`${name}.pem`),
    );
    return { key: file(`${name}.key`), cert: file(`${name}.pem`) };
  };
  return { ca: file("ca.pem"), server: signed("server", "db.test"), client: signed("client", "client.test") };
}

/** Waits until the fact holds. @throws Error after the deadline */
export async function until(fact: () => boolean, deadlineMs = 120_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!fact()) {
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${fact}`);
    await pause(20);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a program printed. */
export function run(program: string, ...args: readonly string[]): string {
  return execFileSync(find(program) ?? program, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
}

async function launch(folder: string, args: readonly string[]): Promise<Server> {
  const socket = path.join(folder, "sock");
  const control = path.join(folder, "ctl");
  const start = async (): Promise<ChildProcess> => {
    const files = [`--remote=punix:${socket}`, `--unixctl=${control}`, "--no-chdir", "--log-file=/dev/null"];
    const child = spawn(find("ovsdb-server") as string, [...files, ...args, path.join(folder, "db")], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, OVS_RUNDIR: folder, OVS_LOGDIR: folder, OVS_DBDIR: folder },
    });
    let said = "";
    child.stderr.on("data", (text: Buffer) => {
      said += text;
    });
    running.add(child);
    child.once("exit", () => running.delete(child));
    await until(() => existsSync(control) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`ovsdb-server ended: ${said}`);
    return child;
  };
  let child = await start();
  return {
    folder,
    socket,
    get process() {
      return child;
    },
    kill: () => kill(child),
    control: (...command) => run("ovs-appctl", "-t", control, ...command),
    async restart() {
      await kill(child);
      rmSync(control, { force: true });
      child = await start();
    },
  };
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Debian keeps servers in a folder that is not on everybody's PATH. */
function find(program: string): string | undefined {
  return [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/bin"]
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
}
