import type { Resource } from "../program";
import type { TestCluster } from "../start-cluster";
import { Desk, NOTHING, REFUSED, testkubePath, UNCHANGED } from "./desk";

/** Program, commit, sync and cluster at one moment. */
export interface HistoryRow {
  readonly happens: string;
  readonly commit: string;
  readonly sync: string;
  /** As it was seen. */
  readonly cluster: string;
  /** As it has to be. */
  readonly wanted: string;
  /** Why nothing was committed. */
  readonly refusal?: string | undefined;
}

export interface History {
  readonly title: string;
  readonly rows: readonly HistoryRow[];
}

const SUBNET = "gitops";
const [FIRST, SECOND] = ["10.89.0.10", "10.89.0.20"];
const BASE: Resource = { kind: "Subnet", name: SUBNET, args: { cidrBlock: "10.89.0.0/24", gateway: "10.89.0.1" } };

function reservation(name: string, address: string): Resource {
  return { kind: "ReservedIP", name, args: { subnet: SUBNET, v4IpAddress: address, workload: { kind: "Pod", name } } };
}

/** A history in the making. */
class Pen {
  readonly rows: HistoryRow[] = [];
  readonly #desk: Desk;
  readonly #isPruning: boolean;

  constructor(desk: Desk, isPruning: boolean) {
    this.#desk = desk;
    this.#isPruning = isPruning;
  }

  /** Runs a program, and applies what it commits. */
  async run(happens: string, program: readonly Resource[], wanted: string): Promise<void> {
    const { commit, refusal } = await this.#desk.up([BASE, ...program]);
    const isCommitted = commit !== REFUSED && commit !== UNCHANGED;
    if (isCommitted) await this.#desk.apply({ prune: this.#isPruning });
    const sync = this.#isPruning ? "`kubectl apply --prune`" : "`kubectl apply`";
    await this.#note({ happens, commit, sync: isCommitted ? sync : "", wanted, refusal });
  }

  /** Something that no program does. */
  async see(happens: string, act: () => Promise<unknown>, wanted: string, sync = ""): Promise<void> {
    await act();
    await this.#note({ happens, commit: "", sync, wanted });
  }

  async #note(row: Omit<HistoryRow, "cluster">): Promise<void> {
    this.rows.push({ ...row, cluster: await this.#desk.lookFor(row.wanted) });
  }
}

/** Plays every history, one after the other, on a cluster whose subnet `gitops` they alone use. */
export async function playHistories(cluster: TestCluster): Promise<readonly History[]> {
  const testkube = await testkubePath();
  const play = async (
    title: string,
    isPruning: boolean,
    write: (pen: Pen, desk: Desk) => Promise<void>,
  ): Promise<History> => {
    const desk = new Desk(cluster, testkube, SUBNET);
    const pen = new Pen(desk, isPruning);
    try {
      await write(pen, desk);
    } finally {
      await desk.close();
    }
    return { title, rows: pen.rows };
  };
  return [
    await play("A release, nothing is pruned", false, (pen, desk) => release(pen, desk, false)),
    await play("A release, with pruning", true, (pen, desk) => release(pen, desk, true)),
    await play("Another address, nothing is pruned", false, (pen, desk) => replacement(pen, desk, false)),
    await play("Another address, with pruning", true, (pen, desk) => replacement(pen, desk, true)),
    await play("What becomes of a file that is edited by hand", false, edit),
  ];
}

const IP = `IP db.default ${FIRST}`;
const POD = `Pod db ${FIRST}`;
const db = (address: string): Resource => reservation("db", address);
const other = reservation("other", FIRST);

async function release(pen: Pen, desk: Desk, isPruning: boolean): Promise<void> {
  await leave(pen, desk, isPruning);
  await pen.run(`\`other\` asks for ${FIRST}`, [other], isPruning ? NOTHING : `${IP} given up`);
  if (!isPruning)
    await pen.see("`kubectl delete ip db.default`", () => desk.kubectl("delete", "ip", "db.default"), NOTHING);
  await desk.export();
  await pen.run(`an export is made; \`other\` asks for ${FIRST}`, [other], `IP other.default ${FIRST}`);
}

async function replacement(pen: Pen, desk: Desk, isPruning: boolean): Promise<void> {
  await leave(pen, desk, isPruning);
  await pen.run(`\`db\` asks for ${SECOND}`, [db(SECOND)], isPruning ? NOTHING : `${IP} given up`);
  if (!isPruning)
    await pen.see("`kubectl delete ip db.default`", () => desk.kubectl("delete", "ip", "db.default"), NOTHING);
  await desk.export();
  await pen.run(`an export is made; \`db\` asks for ${SECOND}`, [db(SECOND)], `IP db.default ${SECOND}`);
  await pen.see("the pod starts", () => desk.startPod("db"), `IP db.default ${SECOND}, Pod db ${SECOND}`);
}

/** From the reservation to the moment when its file is gone. */
async function leave(pen: Pen, desk: Desk, isPruning: boolean): Promise<void> {
  await pen.run(`\`db\` asks for ${FIRST}`, [db(FIRST)], IP);
  await pen.see("the pod starts", () => desk.startPod("db"), `${IP}, ${POD}`);
  await pen.run(`\`db\` asks for ${SECOND}`, [db(SECOND)], `${IP}, ${POD}`);
  await pen.run("`db` leaves the program", [], `${IP} given up, ${POD}`);
  await pen.run(`\`other\` asks for ${FIRST}`, [other], `${IP} given up, ${POD}`);
  await desk.export();
  await pen.run("an export is made, and `pulumi up`", [], `${IP} given up, ${POD}`);
  await pen.see("the pod ends", () => desk.stopPod("db"), `${IP} given up`);
  await desk.export();
  await pen.run("an export is made, and `pulumi up`", [], isPruning ? NOTHING : `${IP} given up`);
}

/** What the refusal of another address is for. */
async function edit(pen: Pen, desk: Desk): Promise<void> {
  await pen.run(`\`db\` asks for ${FIRST}`, [db(FIRST)], IP);
  const file = desk.edited(FIRST, SECOND);
  const moved = `IP db.default ${SECOND}`;
  const apply = (): Promise<void> => desk.kubectl("apply", "-f", file);
  const replace = (): Promise<void> => desk.replace(file);
  await pen.see(`its file is edited to ${SECOND}`, apply, moved, "`kubectl apply`");
  await pen.see("the pod starts: Kube-OVN ignored the edit", () => desk.startPod("db"), `${IP}, ${POD}`);
  await pen.see(`the file is edited to ${SECOND} again`, replace, `${moved}, ${POD}`, "`kubectl replace --force`");
  await pen.see("the pod ends", () => desk.stopPod("db"), moved);
  await pen.see("it starts again", () => desk.startPod("db"), `${moved}, Pod db ${SECOND}`);
}
