import { type ComposedKind, claimOf, isReadBack, ROOMS } from "../kinds";
import type { AddressClaim } from "../objects/address-claim";
import { type KubeObject, keyText } from "../objects/kube-object";
import { isAdopted, withBefore, withChange } from "../objects/kubeovn/adoption";
import { inForce, isEdited } from "../objects/kubeovn/edited";
import { stampOf } from "../objects/kubeovn/stamp";
import {
  type Declarer,
  declarerOf,
  equalValues,
  isMadeBy,
  isMine,
  type Kind,
  MISSING,
  makerOf,
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
export type ObjectKind = Exclude<Kind, ComposedKind>;

const LISTED_HOLDERS = 5;

/** The lifecycle of a kind that is one object: observe, ensure, bring up to date, return what is there. */
export function objectLifecycle(kind: ObjectKind): Lifecycle {
  const { key, write, read, merge } = ROOMS[kind].form;
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
      const now = { ...settled, ...(await session.observe(kind, settled)) };
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
        stands =
          (!isAdopted(live) && (await refuseInUse(session, kind, id))) || claimFrom(read(live, {})) !== undefined;
        if (kind === "Vip") await releaseVipPort(session, props);
      }
      const seen = live === undefined ? {} : { seen: live };
      await releaseNoted(session, where, declarer, { ...releaseOptions(props), ...seen, stands });
    },
  };
}

/**
 * Whether a reservation is to differ in what Kube-OVN takes from a new object only. What the controller has filled in is no
 * difference, and nothing that others live in is ever deleted for one.
 */
function differsForGood(kind: ObjectKind, live: KubeObject, desired: KubeObject): boolean {
  const { claim } = ROOMS[kind].form;
  if (claim !== "books" && claim !== "guard") return false;
  const fields = Object.entries(ROOMS[kind].fields).filter(([, { change }]) => change === "replaces");
  const [is, wanted] = [live, desired].map((object) => ROOMS[kind].form.read(object, {}));
  return fields.some(
    ([field, { filledIn }]) =>
      filledIn !== true && wanted?.[field] !== undefined && !equalValues(is?.[field], wanted[field]),
  );
}

/** With an id the engine keeps the resource: the next update waits on, and a program without it deletes it. */
function notTaken(error: StoreError, id: string, inputs: Properties): Error {
  return Object.assign(error, { id, properties: inputs, reasons: [error.message] });
}

/** Inputs, and what only the live object knows. */
function outputs(kind: ObjectKind, inputs: Properties, live: KubeObject): Properties {
  const { fields, planned, form } = ROOMS[kind];
  const found = Object.entries(form.read(live, inputs)).filter(
    ([name]) => inputs[name] === undefined && (fields[name]?.filledIn === true || name in planned),
  );
  return found.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(found) };
}

/**
 * Kube-OVN keeps a Subnet in Terminating forever while anything is in it (pkg/controller/subnet.go), Spiderpool a pool
 * while a pod has an address of it (pkg/ippoolmanager/ippool_informer.go), and a SpiderSubnet takes its pools along: so
 * nothing is started.
 *
 * @returns whether it has to stand for what is in it and was given up
 */
async function refuseInUse(session: Session, kind: ObjectKind, name: string): Promise<boolean> {
  const { key, usedBy } = ROOMS[kind].form;
  if (usedBy === undefined) return false;
  const holders = await usedBy(name, await session.store.get(key(name)), () => session.store.snapshot());
  const others = holders.filter(({ givenUpBy }) => givenUpBy === undefined).map(({ text }) => text);
  if (others.length === 0) return holders.length > 0;
  const more = others.length > LISTED_HOLDERS ? ` and ${others.length - LISTED_HOLDERS} more` : "";
  throw new StoreError(
    "unavailable",
    `${key(name).kind} "${name}" cannot be deleted while it is used by ${others.slice(0, LISTED_HOLDERS).join(", ")}${more}; move or release them first`,
  );
}
