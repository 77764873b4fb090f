import type { Deployment } from "./deployment";
import { drop } from "./operations";
import { pathIn } from "./outcome";
import type { Saved } from "./state";

/**
 * Deletes what the program no longer declares and what was replaced, dependents first, when everything else is done.
 *
 * @source pulumi pkg/resource/deploy/step_generator.go GenerateDeletes and ScheduleDeletes
 */
export async function deleteTheRest(deployment: Deployment): Promise<void> {
  const { options } = deployment;
  const isGone = (saved: Saved): boolean => saved.delete || !deployment.isOperatedOn(saved.urn);
  let doomed = deployment.previous
    .map((saved) => deployment.refreshed.get(saved) ?? saved)
    .filter((saved) => options.state.resources.includes(saved) && deployment.isTargeted(saved.urn) && isGone(saved));
  for (const { urn, delete: isReplaced } of doomed) {
    if (!isReplaced) deployment.outcome.operations.set(pathIn(urn), "delete");
  }
  while (doomed.length > 0 && !deployment.isStopped) {
    const others = doomed;
    const isNeeded = ({ urn }: Saved): boolean =>
      others.some((other) => other.urn !== urn && (other.dependencies.includes(urn) || isProviderOf(urn, other)));
    const free = others.filter((saved) => !isNeeded(saved));
    const turn = free.length > 0 ? free : others;
    for (const saved of turn) await deployment.executor.issue(() => deleteOne(deployment, saved));
    await deployment.executor.idle();
    doomed = others.filter((saved) => !turn.includes(saved));
  }
}

async function deleteOne(deployment: Deployment, saved: Saved): Promise<void> {
  if (deployment.isStopped) return;
  try {
    if (!saved.delete && saved.protect) throw new Error(`resource "${saved.urn}" cannot be deleted: it is protected`);
    if (!saved.pendingReplacement && !goesWith(deployment, saved)) await deployment.callDelete(saved);
    drop(deployment.options.state, saved);
  } catch (error) {
    deployment.fail(saved.urn, error);
  }
}

/** A resource that goes with another that is deleted needs no deletion of its own. */
function goesWith(deployment: Deployment, { deletedWith }: Saved): boolean {
  return (
    deletedWith !== "" &&
    deployment.previous.some(({ urn }) => urn === deletedWith) &&
    !deployment.isOperatedOn(deletedWith)
  );
}

function isProviderOf(urn: string, { provider }: Saved): boolean {
  return provider.startsWith(`${urn}::`);
}
