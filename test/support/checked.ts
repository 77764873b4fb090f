import { writeFileSync } from "node:fs";
import path from "node:path";
import { openBatchFiles } from "../../provider/dynamic/batches";
import { BATCH_FORMAT, type Batch, DECLARATION_INPUT, type Kind } from "../../provider/plan";
import { type CheckAnswer, checkResource } from "../../provider/runtime/check";
import type { Session } from "../../provider/runtime/session";
import { newSealKey, seal } from "../../provider/scratch";

/** A resource without others beside it, as the provider is asked to check it in a preview. */
export function checkedAlone(
  session: Session,
  { kind, args }: { readonly kind: Kind; readonly args: Readonly<Record<string, unknown>> },
  folder: string,
): Promise<CheckAnswer> {
  const place = "acme/shop/prod/alone";
  const owner = typeof args.key === "string" ? { owner: `key/${args.key}`, declaredBy: place } : { owner: place };
  const declaration = { kind, name: "a", path: `${kind}::a`, ...owner, provider: "", args };
  const batch: Batch = {
    format: BATCH_FORMAT,
    ownerPrefix: "acme/shop/prod/",
    dryRun: true,
    declarations: [declaration],
  };
  const key = newSealKey();
  const file = path.join(folder, "0.sealed");
  writeFileSync(file, seal(JSON.stringify(batch), key));
  const declared = openBatchFiles().declaredIn({ [DECLARATION_INPUT]: { file, key, entry: 0 } });
  return checkResource(session, kind, {}, args, declared);
}
