import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Batch, DeclarationRef, KeptRef } from "../provider/plan";
import { newSealKey, scratchFolder, seal } from "../provider/scratch";

/** Which provider a resource is registered with: an explicit one, or the default one of a release of the plugin. */
export type Destination = Pick<pulumi.InvokeOptions, "provider" | "version" | "pluginDownloadURL">;

/** How batches of one program get to the process that plans. */
export interface Handover {
  /** Takes in the next batch. */
  add(batch: Batch): void;
  /** Where a resource of this destination finds batch `index`; all batches up to that one are there, then. */
  whereabouts(index: number, destination: Destination): Promise<Whereabouts>;
}

type Whereabouts = Pick<DeclarationRef, "file" | "key"> | Pick<KeptRef, "batch">;

/** Files `0.sealed`, `1.sealed`, … that whoever has the key can read. */
export function createFiles(): Handover {
  // Declarations may carry what the program holds secret, and a killed process removes nothing.
  const key = newSealKey();
  const files: string[] = [];
  let directory: string | undefined;
  return {
    add(batch) {
      directory ??= mkdtempSync(path.join(scratchFolder(), "program-"));
      const file = path.join(directory, `${files.length}.sealed`);
      writeFileSync(file, seal(JSON.stringify(batch), key), { mode: 0o600 });
      files.push(file);
    },
    whereabouts: async (index) => ({ file: files[index] ?? "", key }),
  };
}

/** Calls of the plugin's function; what it asks of a caller is in provider/served/declarations.ts. */
export function createCalls(): Handover {
  const texts: string[] = [];
  const taken = new Map<pulumi.ProviderResource | string, Promise<string>[]>();
  return {
    add: (batch) => void texts.push(JSON.stringify(batch)),
    async whereabouts(index, destination) {
      // The engine has a default provider for each release and each place that it is downloaded from.
      const key = destination.provider ?? JSON.stringify([destination.version, destination.pluginDownloadURL]);
      const names = taken.get(key) ?? [];
      taken.set(key, names);
      for (const text of texts.slice(names.length, index + 1)) {
        const before = names.at(-1);
        names.push(Promise.resolve(before).then(() => declareTo(destination, text)));
      }
      return { batch: (await names[index]) ?? "" };
    },
  };
}

async function declareTo(destination: Destination, batch: string): Promise<string> {
  const answer = await pulumi.runtime.invoke("kubeovn:index:declare", { batch }, destination);
  return answer.batch;
}
