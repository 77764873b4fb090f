import { equalValues, memberOwner, type SetMember } from "../plan";
import { isEdited } from "../stores/kubeovn/edited";
import { kubeovnKey, part } from "../stores/kubeovn/kinds";
import { memberObject } from "../stores/kubeovn/objects";
import { addressesOf } from "../stores/kubeovn/project";
import { type Lifecycle, type Properties, withoutMissing } from "./lifecycle";
import {
  ensureObject,
  isOwnedBy,
  limitsOf,
  type Ownership,
  ownershipOf,
  releaseObject,
  releaseOptions,
} from "./reconcile";
import type { Session } from "./session";

/** A ReservedIPSet is one IP object per member, each with an owner key of its own. */
export const reservedIpSetLifecycle: Lifecycle = {
  id: (inputs) => ownershipOf(inputs).claim,
  async create(session, inputs) {
    const made: SetMember[] = [];
    try {
      for (const member of membersOf(inputs)) {
        await ensureMember(session, inputs, member);
        made.push(member);
      }
    } catch (error) {
      // A set is all or nothing: what this call made goes again, and the error stays the first one.
      for (const member of made) await releaseMember(session, inputs, member).catch(() => undefined);
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
    for (const member of next.values()) await ensureMember(session, news, member);
    return news;
  },
  async read(session, _id, props) {
    const found: SetMember[] = [];
    for (const member of membersOf(props)) {
      const live = await session.store.get(kubeovnKey("IP", member.name));
      if (live === undefined || !isOwnedBy(live, memberOwnership(props, member).owner)) continue;
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
    for (const member of membersOf(props)) await releaseMember(session, props, member);
  },
};

function membersOf(properties: Properties): readonly SetMember[] {
  return (properties.reservations ?? []) as readonly SetMember[];
}

function memberOwnership(properties: Properties, member: SetMember): Ownership {
  const { owner, claim } = ownershipOf(properties);
  return { owner: memberOwner(owner, member.namespace, member.podName), claim };
}

async function ensureMember(session: Session, inputs: Properties, member: SetMember): Promise<void> {
  const desired = memberObject({ ...inputs, ...memberOwnership(inputs, member) }, member);
  await ensureObject(session.store, desired, { limits: limitsOf(inputs, "create") });
}

async function releaseMember(session: Session, inputs: Properties, member: SetMember): Promise<void> {
  const key = kubeovnKey("IP", member.name);
  await releaseObject(session.store, key, memberOwnership(inputs, member), releaseOptions(inputs));
}
