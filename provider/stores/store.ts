import type { AddressClaim } from "../objects/address-claim";
import type { KubeObject, ObjectKey } from "../objects/kube-object";
import type { Holder, Snapshot } from "../plan";

/**
 * Where objects are read from and written to. One suite of tests runs over every implementation.
 *
 * A store knows objects and claims; what a resource means is the plan's business.
 */
export interface Store {
  /** Names this store in messages. */
  readonly where: string;
  /**
   * Others apply what is written, perhaps late, perhaps never: what is released is given up, and goes once the cluster
   * shows that nothing uses it. Default: false.
   */
  readonly isInTwoSteps?: boolean;
  /** Tells this store from another one across machines and runs; no path of a machine, no secret. */
  identity(): Promise<string>;
  /** Everything that decides what may be handed out, as it is now. */
  snapshot(options?: SnapshotOptions): Promise<Snapshot>;
  get(key: ObjectKey): Promise<KubeObject | undefined>;
  /**
   * Makes an object that does not exist yet, with a claim on its addresses that two runs cannot both win.
   *
   * @returns the object as it is once the address is taken for it
   * @throws StoreError "already-exists" | "address-held" | "timeout", and those of every call
   */
  create(object: KubeObject, claim?: AddressClaim, limits?: Limits): Promise<KubeObject>;
  /**
   * Replaces an object by what `change` makes of it; nothing is written when that is the same.
   *
   * @returns the object as it is once the change is taken
   * @throws StoreError "not-found" | "timeout", and those of every call
   */
  update(key: ObjectKey, change: (live: KubeObject) => KubeObject, limits?: Limits): Promise<KubeObject>;
  /**
   * Removes an object if `may` says so of the one that is there now.
   *
   * @returns "deleted" once it is gone
   * @throws StoreError "timeout", and those of every call
   */
  delete(
    key: ObjectKey,
    may: (live: KubeObject) => boolean,
    options?: DeleteOptions,
  ): Promise<"deleted" | "absent" | "kept">;
  /** Who has the port that an IP object is for: a pod that lives now, or nobody. */
  userOf(ip: KubeObject): Promise<Holder | undefined>;
  /** What was not read although it is there, with the reason, a line each. Missing where everything is read. */
  readonly passedOver?: () => Promise<readonly string[]>;
  /**
   * This store for a rehearsal: what is created or updated meets everything that may refuse it, and nothing is written,
   * claimed or waited for. Missing where nothing stands between a write and the store.
   *
   * @throws StoreError "refused" | "forbidden", and those of every call
   */
  readonly rehearsal?: (options: RehearsalOptions) => Store;
}

export interface SnapshotOptions {
  /** Claims will come: what they need of what is read is kept, so that it need not be read again. Default: false. */
  readonly isForUpdate?: boolean;
}

export interface RehearsalOptions {
  /** An object that is there already is going to be deleted first. */
  readonly isReplaced: boolean;
}

export interface DeleteOptions extends Limits {
  /** The object as it was read just now: only if it has changed since, it is read again. */
  readonly seen?: KubeObject;
}

/** How long one call may take. */
export interface Limits {
  /** For what others have to do, in milliseconds. Default: 5 minutes. */
  readonly timeoutMs?: number;
}

/**
 * Every call may throw the last four: nobody there, not allowed, the other side's own reasons, a place in disorder.
 */
export type StoreErrorCode =
  | "already-exists"
  | "address-held"
  | "not-found"
  | "timeout"
  | "unreachable"
  | "forbidden"
  | "refused"
  | "unavailable";

/** The outside world refused or failed; `message` is a sentence for people. Recognized by `code`: two copies of a package may meet. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly holder: Holder | undefined;
  /** What a create that failed has left there, not taken yet. */
  readonly left: KubeObject | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { readonly holder?: Holder; readonly left?: KubeObject; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.holder = options.holder;
    this.left = options.left;
  }
}
