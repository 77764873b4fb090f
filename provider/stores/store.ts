import type { Address, Mac } from "../ipam";
import type { Holder, Snapshot } from "../plan";
import type { KubeObject, ObjectKey } from "./kube-object";

/** What a new object claims for itself: nobody else may have these addresses, or this MAC, in the subnet. */
export interface AddressClaim {
  readonly subnet: string;
  readonly addresses: readonly Address[];
  readonly mac?: Mac;
}

/**
 * Where objects are read from and written to. One suite of tests runs over every implementation.
 *
 * A store knows objects and claims; what a resource means is the plan's business.
 */
export interface Store {
  /** Tells this store from another one across machines and runs; no path of a machine, no secret. */
  readonly identity: string;
  /** Everything that decides what may be handed out, as it is now. */
  snapshot(): Promise<Snapshot>;
  get(key: ObjectKey): Promise<KubeObject | undefined>;
  /**
   * Makes an object that does not exist yet, with a claim on its addresses that two runs cannot both win.
   *
   * @throws StoreError "already-exists" | "address-held" | "unavailable"
   */
  create(object: KubeObject, claim?: AddressClaim): Promise<KubeObject>;
  /**
   * Replaces an object by what `change` makes of it; nothing is written when that is the same.
   *
   * @throws StoreError "not-found" | "unavailable"
   */
  update(key: ObjectKey, change: (live: KubeObject) => KubeObject): Promise<KubeObject>;
  /** Removes an object if `may` says so of the one that is there now. */
  delete(key: ObjectKey, may: (live: KubeObject) => boolean): Promise<"deleted" | "absent" | "kept">;
}

export type StoreErrorCode = "already-exists" | "address-held" | "not-found" | "unavailable";

/** The outside world refused or failed; `message` is a sentence for people. Recognised by `code`: two copies of a package may meet. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly holder: Holder | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { readonly holder?: Holder; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.holder = options.holder;
  }
}
