import { FIELDS, holderName, type Kind, MISSING } from "../plan";
import type { KubeObject, ObjectKey } from "../stores/kube-object";
import { kubeovnKey } from "../stores/kubeovn/kinds";
import { ipObject, ipPoolObject, mergeObject, mergeSubnet, subnetObject, vipObject } from "../stores/kubeovn/objects";
import { projectObject } from "../stores/kubeovn/project";
import { StoreError } from "../stores/store";
import { type Lifecycle, type Properties, type ReadAnswer, withoutMissing } from "./lifecycle";
import { ensureObject, isOwnedBy, type Merge, ownershipOf, releaseObject } from "./reconcile";
import type { Session } from "./session";
import { ensureVipPort, hasVipPort, releaseVipPort } from "./vip-port";

type ObjectKind = "Subnet" | "IPPool" | "Vip" | "ReservedIP";

const OBJECT_KIND = { Subnet: "Subnet", IPPool: "IPPool", Vip: "Vip", ReservedIP: "IP" } as const;
const OBJECT = { Subnet: subnetObject, IPPool: ipPoolObject, Vip: vipObject, ReservedIP: ipObject } as const;
const LISTED_HOLDERS = 5;

/** The lifecycle of a kind that is one object: observe, ensure, bring up to date, return what is there. */
export function objectLifecycle(kind: ObjectKind): Lifecycle {
  const key = (name: string): ObjectKey => kubeovnKey(OBJECT_KIND[kind], name);
  const mergeWith = (inputs: Properties, olds: Properties): Merge =>
    kind === "Subnet"
      ? (live) => mergeSubnet(live, inputs, olds)
      : (live, desired) => mergeObject(live, desired, pickFields(kind, olds));

  const ensure = async (session: Session, inputs: Properties, olds: Properties): Promise<Properties> => {
    const options = { adopt: inputs.adopt === true, merge: mergeWith(inputs, olds) };
    const live = await ensureObject(session.store, OBJECT[kind](inputs), options);
    if (kind === "Vip") await ensureVipPort(session, inputs);
    return outputs(kind, inputs, live);
  };

  return {
    async create(session, inputs) {
      return { id: String(inputs.name), outs: await ensure(session, inputs, {}) };
    },
    async update(session, id, olds, news) {
      const { owner } = ownershipOf(olds);
      const live = await session.store.get(key(id));
      if (live === undefined || !isOwnedBy(live, owner)) return ensure(session, news, {});
      const updated = await session.store.update(key(id), (current) =>
        mergeWith(news, olds)(current, OBJECT[kind](news)),
      );
      if (kind === "Vip") await ensureVipPort(session, news);
      return outputs(kind, news, updated);
    },
    async read(session, id, props): Promise<ReadAnswer> {
      const live = await session.store.get(key(id));
      const { owner } = ownershipOf(props);
      if (owner !== "" && (live === undefined || !isOwnedBy(live, owner))) {
        return { outs: { ...props, [MISSING]: true }, inputs: withoutMissing(props) };
      }
      if (live === undefined) {
        // A resource that is only read: known from an earlier run it is gone, otherwise it never was.
        if (typeof props.name === "string") return undefined;
        throw new StoreError(
          "not-found",
          `${OBJECT_KIND[kind]} "${id}" does not exist in ${session.store.where}; fix the name, or create it first`,
        );
      }
      const found = projectObject(kind, live, props);
      // An absent value keeps its null: without the key, the next preview would call it unknown.
      const isKept = ([field, value]: [string, unknown]): boolean =>
        !isProjected(kind, field) || value === null || value === "";
      const kept = Object.entries(withoutMissing(props)).filter(isKept);
      const now = { ...Object.fromEntries(kept), ...found };
      const isWhole = owner === "" || kind !== "Vip" || (await hasVipPort(session, now));
      return { outs: isWhole ? now : { ...now, [MISSING]: true }, inputs: now };
    },
    async delete(session, id, props) {
      if (kind === "Subnet") await refuseWithHolders(session, id);
      if (kind === "Vip") await releaseVipPort(session, props);
      await releaseObject(session.store, key(id), ownershipOf(props));
    },
  };
}

/** Inputs, and what only the live object knows. */
function outputs(kind: ObjectKind, inputs: Properties, live: KubeObject): Properties {
  const { macAddress } = projectObject(kind, live, inputs);
  return inputs.macAddress === undefined && macAddress !== undefined ? { ...inputs, macAddress } : inputs;
}

/** Kube-OVN keeps a Subnet in Terminating for ever while anything is in it, so nothing is started (pkg/controller/subnet.go). */
async function refuseWithHolders(session: Session, name: string): Promise<void> {
  const { holdings } = await session.store.snapshot();
  const holders = holdings.filter((holding) => holding.subnet === name).map((holding) => holderName(holding.holder));
  if (holders.length === 0) return;
  const more = holders.length > LISTED_HOLDERS ? ` and ${holders.length - LISTED_HOLDERS} more` : "";
  throw new StoreError(
    "unavailable",
    `Subnet "${name}" cannot be deleted while it is used by ${holders.slice(0, LISTED_HOLDERS).join(", ")}${more}; move or release them first`,
  );
}

function pickFields(kind: Kind, properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([field]) => field in FIELDS[kind]));
}

/** Arguments that a live object can tell; the rest is only known from the state. */
function isProjected(kind: ObjectKind, field: string): boolean {
  const known = FIELDS[kind][field];
  return known !== undefined && known.change !== "nothing" && field !== "allocation" && field !== "interface";
}
