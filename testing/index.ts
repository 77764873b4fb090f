import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { argumentsIn, type BatchFiles, openBatchFiles } from "../provider/dynamic/batches";
import { isUnknown, type Kind, kindOfToken } from "../provider/plan";
import { checkResource } from "../provider/runtime/check";
import { LIFECYCLES } from "../provider/runtime/lifecycles";
import { openSession, type Session } from "../provider/runtime/session";

type Fields = Readonly<Record<string, unknown>>;

/** What the mocks of a unit test plan against. */
export interface MockOptions {
  /** Directory of Kube-OVN manifests that is read, and never written; a relative path starts at the working directory. Default: a cluster with nothing in it. */
  readonly manifests?: string;
  /** Kube-OVN release, such as `1.13`. Default: what the manifests look like, else the newest. */
  readonly version?: string;
  /** Who answers for resources of other packages, and for function calls. Default: a resource has its inputs as outputs, a call its arguments as result. */
  readonly others?: pulumi.runtime.Mocks;
  /** Is told what a preview would refuse; the resource has the outputs that are known, then. Default: its registration fails. */
  readonly onRefusal?: (sentence: string) => void;
}

/**
 * Mocks for `pulumi.runtime.setMocks` under which the resources of this package are planned for real: they have the
 * addresses that a preview against these manifests shows, and what a preview refuses fails with the same sentences.
 *
 * @example
 * pulumi.runtime.setMocks(plannedMocks({ manifests: "cluster" }));
 */
export function plannedMocks(options: MockOptions = {}): pulumi.runtime.Mocks {
  const { others = ECHO, onRefusal = fail } = options;
  let session: Session | undefined;
  const files = openBatchFiles();
  const opened = (): Session => {
    session ??= openSession(configOf(options), () => undefined, { env: {} });
    return session;
  };
  return {
    call: (args) => others.call(args),
    newResource: async (args) => {
      const kind = kindOfToken(args.type);
      if (kind === undefined) return others.newResource(args);
      return args.id ? readOne(opened(), kind, args.id) : planOne({ session: opened(), files }, kind, args, onRefusal);
    },
  };
}

async function planOne(
  { session, files }: { readonly session: Session; readonly files: BatchFiles },
  kind: Kind,
  { name, inputs: news }: { readonly name: string; readonly inputs: Fields },
  onRefusal: (sentence: string) => void,
): Promise<{ id: string; state: Fields }> {
  const { inputs, failures } = await checkResource(session, kind, {}, argumentsIn(news), files.declaredIn(news));
  for (const { property, reason } of failures) {
    onRefusal(`${kind} ${JSON.stringify(name)} is refused: ${property === "" ? "" : `${property}: `}${reason}`);
  }
  const known = Object.entries(inputs).filter(([, value]) => !isUnknown(value));
  return { id: LIFECYCLES[kind].id(inputs), state: Object.fromEntries(known) };
}

async function readOne(session: Session, kind: Kind, id: string): Promise<{ id: string; state: Fields }> {
  const found = await LIFECYCLES[kind].read(session, id, {});
  if (found === undefined) throw new Error(`there is no ${kind} ${JSON.stringify(id)} in the manifests of this test`);
  return { id, state: found.outs };
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

const ECHO: pulumi.runtime.Mocks = {
  call: ({ inputs }) => inputs,
  newResource: ({ name, id, inputs }) => ({ id: id || `${name}-id`, state: inputs }),
};

/** Configuration of an explicit provider, so that what a developer's machine is configured with has no part in the test. */
function configOf({ manifests, version }: MockOptions): (key: string) => unknown {
  const config: Readonly<Record<string, string | undefined>> = {
    "kubeovn:explicit": "true",
    "kubeovn:manifests": manifests === undefined ? emptyDirectory() : path.resolve(manifests),
    "kubeovn:kubeOvnVersion": version,
  };
  return (key) => config[key];
}

function emptyDirectory(): string {
  const made = mkdtempSync(path.join(tmpdir(), "pulumi-kubeovn-test-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}
