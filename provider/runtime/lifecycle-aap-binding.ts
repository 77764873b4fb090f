import type { KubeObject } from "../objects/kube-object";
import { kubeovnKey, part, text, withAnnotations } from "../objects/kubeovn/kinds";
import { boundAnnotations, boundStampOf } from "../objects/kubeovn/stamp";
import { ANNOTATION, claimFor, declarerOf, equalValues, isMadeBy, MISSING } from "../plan";
import { StoreError } from "../stores/store";
import { type Lifecycle, type Properties, withoutMissing } from "./lifecycle";
import { ensurePairPorts, livePairPorts, releasePairPorts, type VipLeft } from "./pair-ports";
import type { Session } from "./session";

/**
 * An AapBinding is namespace and selector on its Vips and, where OVN can be reached, their virtual ports.
 *
 * Vips of the same program carry namespace and selector from their creation, because Kube-OVN ignores a namespace that comes
 * later (pkg/controller/vip.go enqueueUpdateVirtualIP); on others they are set here, and marked, so that they can be taken back.
 */
export const aapBindingLifecycle: Lifecycle = {
  id: (inputs) => claimFor(declarerOf(inputs)),
  written: (inputs) =>
    vipsOf(inputs).map((vip) => ({
      ...kubeovnKey("Vip", vip),
      metadata: { name: vip, annotations: boundAnnotations(declarerOf(inputs)) },
      spec: { namespace: inputs.namespace, selector: inputs.selector },
    })),
  async create(session, inputs) {
    for (const vip of vipsOf(inputs)) await bind(session, vip, inputs);
    return { ...inputs, virtualPorts: await ensurePairPorts(session, inputs) };
  },
  async update(session, _id, olds, news) {
    const gone = vipsOf(olds).filter((vip) => !vipsOf(news).includes(vip));
    for (const vip of gone) await unbind(session, vip, olds);
    await releasePairPorts(session, olds, news, await whatIsLeft(session, gone));
    for (const vip of vipsOf(news)) await bind(session, vip, news, olds);
    return { ...news, virtualPorts: await ensurePairPorts(session, news, declarerOf(olds)) };
  },
  async read(session, _id, props) {
    const now = { ...withoutMissing(props), virtualPorts: await livePairPorts(session, props) };
    for (const vip of vipsOf(props)) {
      const live = await session.store.get(kubeovnKey("Vip", vip));
      if (live === undefined || !isBound(live, props)) return { outs: { ...now, [MISSING]: true }, inputs: now };
    }
    return { outs: now, inputs: now };
  },
  async delete(session, _id, props) {
    for (const vip of vipsOf(props)) await unbind(session, vip, props);
    await releasePairPorts(session, props, {}, await whatIsLeft(session, vipsOf(props)));
  },
};

async function bind(session: Session, vip: string, inputs: Properties, olds: Properties = inputs): Promise<void> {
  await session.store.update(kubeovnKey("Vip", vip), (live) => {
    const stamp = boundStampOf(live);
    const now = declarerOf(inputs);
    const wasOurs = stamp !== undefined && (isMadeBy(stamp, declarerOf(olds)) || stamp.owner === now.owner);
    if (isBound(live, inputs) && !wasOurs) return live;
    const { namespace, selector } = inputs;
    const spec = { ...part(live, "spec"), namespace, ...(selector === undefined ? {} : { selector }) };
    const annotations = { ...unboundAnnotations(live), ...boundAnnotations(now) };
    return { ...live, metadata: { ...live.metadata, annotations }, spec };
  });
}

function unboundAnnotations(live: KubeObject): Record<string, string> {
  const { boundBy, boundClaim, boundDeclaredBy } = ANNOTATION;
  const marks: readonly string[] = [boundBy, boundClaim, boundDeclaredBy];
  const all = Object.entries(live.metadata.annotations ?? {});
  return Object.fromEntries(all.filter(([name]) => !marks.includes(name)));
}

async function unbind(session: Session, vip: string, props: Properties): Promise<void> {
  try {
    await session.store.update(kubeovnKey("Vip", vip), (live) => {
      const stamp = boundStampOf(live);
      if (stamp === undefined || !isMadeBy(stamp, declarerOf(props))) return live;
      const { namespace: _n, selector: _s, ...spec } = part(live, "spec");
      return { ...withAnnotations(live, unboundAnnotations(live)), spec };
    });
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "not-found") throw error;
  }
}

async function whatIsLeft(session: Session, vips: readonly string[]): Promise<ReadonlyMap<string, VipLeft>> {
  const left = new Map<string, VipLeft>();
  for (const vip of vips) {
    const live = await session.store.get(kubeovnKey("Vip", vip));
    const isBound = live !== undefined && text(part(live, "spec"), "namespace") !== "";
    left.set(vip, live === undefined ? "gone" : isBound ? "bound" : "given-back");
  }
  return left;
}

function isBound(live: KubeObject, inputs: Properties): boolean {
  const { namespace, selector } = part(live, "spec");
  return equalValues(namespace, inputs.namespace) && equalValues(selector, inputs.selector, true);
}

function vipsOf(properties: Properties): readonly string[] {
  return (properties.vips ?? []) as readonly string[];
}
