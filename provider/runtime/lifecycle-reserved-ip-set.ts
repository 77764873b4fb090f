import { addressesOf, claimOf, memberObject, ROOMS } from "../kinds";
import type { AddressClaim } from "../objects/address-claim";
import { type KubeObject, keyOf, keyText } from "../objects/kube-object";
import { isEdited } from "../objects/kubeovn/edited";
import { fieldsOf, kubeovnKey, part } from "../objects/kubeovn/kinds";
import { stampOf } from "../objects/kubeovn/stamp";
import {
  claimFor,
  type Declarer,
  declarerOf,
  equalValues,
  isMine,
  memberDeclarer,
  type SetMember,
  succeed,
} from "../plan";
import { type Lifecycle, type Properties, withoutMissing } from "./lifecycle";
import { creatorOf, ensureObject, limitsOf, releaseNoted, releaseOptions } from "./reconcile";
import type { Session } from "./session";

/** A ReservedIPSet is one IP object per member, each with an owner key of its own. */
export const reservedIpSetLifecycle: Lifecycle = {
  id: (inputs) => claimFor(declarerOf(inputs)),
  written: (inputs) => membersOf(inputs).map((member) => objectFor(inputs, member)),
  async create(session, inputs) {
    const made: SetMember[] = [];
    try {
      for (const member of membersOf(inputs)) {
        await ensureMember(session, inputs, member, creatorOf(session, inputs));
        made.push(member);
      }
    } catch (error) {
      // A set is all or nothing: what this call made goes again, and the error stays the first one.
      for (const member of made) await releaseMember(session, inputs, member, true).catch(() => undefined);
      throw error;
    }
    return inputs;
  },
  async update(session, _id, olds, news) {
    const next = new Map(membersOf(news).map((member) => [member.name, member]));
    for (const member of membersOf(olds)) {
      const stays = equalValues(next.get(member.name), member);
      if (!stays) await releaseMember(session, olds, member);
    }
    const declarer = succeed(declarerOf(news), declarerOf(olds));
    for (const member of next.values()) await ensureMember(session, news, member, declarer);
    return news;
  },
  async read(session, _id, props) {
    const found: SetMember[] = [];
    for (const member of membersOf(props)) {
      const live = await session.store.get(kubeovnKey("IP", member.name));
      if (live === undefined || !isMine(stampOf(live), declarerFor(declarerOf(props), member))) continue;
      if (isEdited(live, String(props.subnet))) continue;
      const now = Object.entries(addressesOf(part(live, "spec"))).filter(
        ([, value]) => value !== undefined && value !== "",
      );
      const { name, podName, namespace, podType } = member;
      found.push({ name, podName, namespace, podType, ...Object.fromEntries(now) });
    }
    const now = { ...withoutMissing(props), reservations: found };
    return { outs: now, inputs: now };
  },
  async delete(session, _id, props) {
    for (const member of membersOf(props)) {
      const isMadeAnew = session.made.has(keyText(kubeovnKey("IP", member.name)));
      if (!isMadeAnew) await releaseMember(session, props, member);
    }
  },
};

function membersOf(properties: Properties): readonly SetMember[] {
  return (properties.reservations ?? []) as readonly SetMember[];
}

function objectFor(inputs: Properties, member: SetMember): KubeObject {
  return memberObject(declarerFor(declarerOf(inputs), member), { ...member, subnet: inputs.subnet });
}

function declarerFor(set: Declarer, { namespace, podName }: SetMember): Declarer {
  return memberDeclarer(set, namespace, podName);
}

/** @param set  the declarer, with what it was before */
async function ensureMember(session: Session, inputs: Properties, member: SetMember, set: Declarer): Promise<void> {
  const desired = objectFor(inputs, member);
  const live = await ensureObject(session.store, desired, {
    declarer: declarerFor(set, member),
    claim: claimIn({ ...inputs, reservations: [member] }),
    claimIn: ({ spec }) => claimIn({ ...inputs, reservations: [addressesOf(fieldsOf(spec))] }),
    adopt: inputs.adopt === true,
    limits: limitsOf(inputs, "create"),
  });
  session.made.set(keyText(keyOf(desired)), live);
}

async function releaseMember(session: Session, inputs: Properties, member: SetMember, isFresh = false): Promise<void> {
  const key = kubeovnKey("IP", member.name);
  const declarer = declarerFor(declarerOf(inputs), member);
  await releaseNoted(session, key, declarer, { ...releaseOptions(inputs), isFresh, stands: true });
}

function claimIn(inputs: Properties): AddressClaim | undefined {
  return ROOMS.ReservedIPSet.held(inputs).map(claimOf)[0];
}
