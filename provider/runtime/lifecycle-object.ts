import { claimOf, isReadBack, type ObjectForm, ROOMS } from "../kinds";
import type { AddressClaim } from "../objects/address-claim";
import { type KubeObject, keyText } from "../objects/kube-object";
import { withBefore, withChange } from "../objects/kubeovn/adoption";
import { inForce, isEdited } from "../objects/kubeovn/edited";
import { stampOf } from "../objects/kubeovn/stamp";
import { spiderFactOf } from "../objects/spiderpool/facts";
import {
  type Declarer,
  declarerOf,
  equalValues,
  holderName,
  isMadeBy,
  isMine,
  type Kind,
  MISSING,
  makerOf,
  oneLine,
  succeed,
} from "../plan";
import { StoreError } from "../stores/store";
import { type Lifecycle, type Properties, type ReadAnswer, withoutMissing } from "./lifecycle";
import {
  creatorOf,
  ensureObject,
  limitsOf,
  type Merge,
  refuseForeign,
  releaseNoted,
  releaseOptions,
} from "./reconcile";
import type { Session } from "./session";
import { ensureVipPort, hasVipPort, releaseVipPort } from "./vip-port";

/** Kinds that are one object each. */
type ObjectKind = Exclude<Kind, "PlannedRange" | "ReservedIPSet" | "AapBinding" | "spiderpool.PodAnnotations">;

/** Kinds with outputs that follow what is live besides their object. */
const FOLLOWS: readonly Kind[] = ["spiderpool.ReservedIP", "spiderpool.IPPool"];

const LISTED_HOLDERS = 5;

/** The lifecycle of a kind that is one object: observe, ensure, bring up to date, return what is there. */
export function objectLifecycle(kind: ObjectKind): Lifecycle {
  const { key, write, read, merge } = formOf(kind);
  const { held } = ROOMS[kind];
  const claimFrom = (inputs: Properties): AddressClaim | undefined => held(inputs).map(claimOf)[0];
  const mergeWith =
    (inputs: Properties, olds?: Properties): Merge =>
    (live) =>
      merge(inForce(live, String(inputs.subnet)), inputs, olds);

  const ensure = async (
    session: Session,
    inputs: Properties,
    declarer: Declarer = creatorOf(session, inputs),
  ): Promise<Properties> => {
    const live = await ensureObject(session.store, write(inputs), {
      declarer,
      claim: claimFrom(inputs),
      claimIn: (there) => claimFrom(read(there, {})),
      adopt: inputs.adopt === true,
      merge: mergeWith(inputs),
      limits: limitsOf(inputs, "create"),
      mustRecreate: (there, desired) => differsForGood(kind, there, desired),
    });
    session.made.set(keyText(key(idOf(inputs))), live);
    if (kind === "Vip") await ensureVipPort(session, inputs);
    return outputs(kind, inputs, live);
  };

  const idOf = (inputs: Properties): string => {
    const { name, namespace } = write(inputs).metadata;
    return namespace === undefined ? name : `${namespace}/${name}`;
  };
  return {
    id: idOf,
    written: (inputs) => [write(inputs)],
    async create(session, inputs) {
      try {
        return await ensure(session, inputs);
      } catch (error) {
        throw error instanceof StoreError && error.left !== undefined ? notTaken(error, idOf(inputs), inputs) : error;
      }
    },
    async update(session, id, olds, news) {
      const declarer = succeed(declarerOf(news), declarerOf(olds));
      const merged = (live: KubeObject): KubeObject => {
        const merge = mergeWith(news, olds);
        const isBare = makerOf(stampOf(live)) === undefined && !isMine(stampOf(live), declarer);
        if (isBare && news.adopt === true) return withBefore(merge(live, write(news)), live);
        refuseForeign(live, declarer);
        return withChange(merge(live, write(news)), live);
      };
      const updated = await session.store.update(key(id), merged, limitsOf(news, "update")).catch((error) => {
        if (error instanceof StoreError && error.code === "not-found") return undefined;
        throw error;
      });
      if (updated === undefined) return ensure(session, news, declarer);
      if (kind === "Vip") await ensureVipPort(session, news, declarerOf(olds));
      return outputs(kind, news, updated);
    },
    async read(session, id, props): Promise<ReadAnswer> {
      const live = await session.store.get(key(id));
      const declarer = declarerOf(props);
      const { owner } = declarer;
      if (owner !== "" && (live === undefined || !isMine(stampOf(live), declarer))) {
        return { outs: { ...props, [MISSING]: true }, inputs: withoutMissing(props) };
      }
      if (live === undefined) {
        // A resource that is only read: known from an earlier run it is gone, otherwise it never was.
        if (typeof props.name === "string") return undefined;
        throw new StoreError(
          "not-found",
          `${key(id).kind} "${id}" does not exist in ${session.store.where}; fix the name, or create it first`,
        );
      }
      const subnet = String(props.subnet);
      const found = read(inForce(live, subnet), props);
      // An absent value keeps its null: without the key, the next preview would call it unknown.
      const isKept = ([field, value]: [string, unknown]): boolean =>
        !isReadBack(ROOMS[kind].fields, field) || value === null || value === "";
      const kept = Object.entries(withoutMissing(props)).filter(isKept);
      const settled = { ...Object.fromEntries(kept), ...found };
      const now = FOLLOWS.includes(kind) ? { ...settled, ...(await session.observe(kind, settled)) } : settled;
      const isWhole = owner === "" || (!isEdited(live, subnet) && (kind !== "Vip" || (await hasVipPort(session, now))));
      return { outs: isWhole ? now : { ...now, [MISSING]: true }, inputs: now };
    },
    async delete(session, id, props) {
      const declarer = declarerOf(props);
      const where = key(id);
      // An engine that makes the new one first deletes what has the same name, and with a lost state the same claim.
      if (session.made.has(keyText(where))) return;
      let stands = false;
      const live = await session.store.get(where);
      if (live !== undefined && isMadeBy(stampOf(live), declarer)) {
        stands = (await refuseInUse(session, kind, id)) || claimFrom(read(live, {})) !== undefined;
        if (kind === "Vip") await releaseVipPort(session, props);
      }
      await releaseNoted(session, where, declarer, { ...releaseOptions(props), stands });
    },
  };
}

/**
 * Whether a reservation is to differ in what Kube-OVN takes from a new object only. What the controller has filled in is no
 * difference, and nothing that others live in is ever deleted for one.
 */
function differsForGood(kind: ObjectKind, live: KubeObject, desired: KubeObject): boolean {
  if (kind !== "Vip" && kind !== "ReservedIP") return false;
  const fields = Object.entries(ROOMS[kind].fields).filter(([, { change }]) => change === "replaces");
  const [is, wanted] = [live, desired].map((object) => formOf(kind).read(object, {}));
  return fields.some(
    ([field]) => field !== "macAddress" && wanted?.[field] !== undefined && !equalValues(is?.[field], wanted[field]),
  );
}

/** With an id the engine keeps the resource: the next update waits on, and a program without it deletes it. */
function notTaken(error: StoreError, id: string, inputs: Properties): Error {
  return Object.assign(error, { id, properties: inputs, reasons: [oneLine(error.message)] });
}

/** Inputs, and what only the live object knows. */
function outputs(kind: ObjectKind, inputs: Properties, live: KubeObject): Properties {
  const { macAddress } = formOf(kind).read(live, inputs);
  return inputs.macAddress === undefined && macAddress !== undefined ? { ...inputs, macAddress } : inputs;
}

/**
 * Kube-OVN keeps a Subnet in Terminating forever while anything is in it (pkg/controller/subnet.go), Spiderpool a pool
 * while a pod has an address of it (pkg/ippoolmanager/ippool_informer.go), and a SpiderSubnet takes its pools along: so
 * nothing is started.
 *
 * @returns whether it has to stand for what is in it and was given up
 */
async function refuseInUse(session: Session, kind: ObjectKind, name: string): Promise<boolean> {
  const holders = await holdersOf(session, kind, name);
  const others = holders.filter(({ givenUpBy }) => givenUpBy === undefined).map(({ text }) => text);
  if (others.length === 0) return holders.length > 0;
  const more = others.length > LISTED_HOLDERS ? ` and ${others.length - LISTED_HOLDERS} more` : "";
  throw new StoreError(
    "unavailable",
    `${formOf(kind).key(name).kind} "${name}" cannot be deleted while it is used by ${others.slice(0, LISTED_HOLDERS).join(", ")}${more}; move or release them first`,
  );
}

/** Who is in an object, in words; what was given up does not keep it from being given up, too. */
interface Inmate {
  readonly text: string;
  readonly givenUpBy?: string | undefined;
}

async function holdersOf(session: Session, kind: ObjectKind, name: string): Promise<readonly Inmate[]> {
  switch (kind) {
    case "Subnet": {
      const { holdings } = await session.store.snapshot();
      return holdings
        .filter((holding) => holding.subnet === name)
        .map(({ holder }) => ({ text: holderName(holder), givenUpBy: holder.givenUpBy }));
    }
    case "spiderpool.IPPool":
    case "spiderpool.FixedIP": {
      const live = await session.store.get(formOf(kind).key(name));
      const fact = live && spiderFactOf(live);
      const allocated = fact?.is === "pool" ? [...fact.pool.allocated] : [];
      return allocated.map(([address, pod]) => ({ text: `Pod ${pod} (${address})` }));
    }
    case "spiderpool.Subnet": {
      const { spider } = await session.store.snapshot();
      const cidr = spider.subnets.get(name)?.subnet;
      return [...spider.pools.values()]
        .filter((pool) => pool.subnet === cidr)
        .map((pool) => ({
          text: `SpiderIPPool "${pool.name}"`,
          givenUpBy: makerOf(pool) === undefined ? pool.leftBy : undefined,
        }));
    }
    case "IPPool":
    case "ReservedIP":
    case "Vip":
    case "spiderpool.ReservedIP":
    case "spiderpool.MultusConfig":
      return [];
  }
}

/** @throws Error for a kind that is no object: the table of lifecycles names it wrongly */
function formOf(kind: ObjectKind): ObjectForm {
  const { form } = ROOMS[kind];
  if (form === null) throw new Error(`${kind} is no object`);
  return form;
}
