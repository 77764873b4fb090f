import { OvsdbError } from "./errors";
import type { JsonObject } from "./json-text";
import type { Session } from "./session";
import { isIdentifier } from "./values";

/** A claim on a lock of the server, renewed with every connection. A lock ends with the connection that held it. */
export interface Lock {
  readonly name: string;
  readonly isHeld: boolean;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Takes the lock away from its holder; default false. A renewal never steals. */
  readonly steal?: boolean;
  readonly onChange?: (isHeld: boolean) => void;
}

interface Claim {
  isHeld: boolean;
  readonly onChange: ((isHeld: boolean) => void) | undefined;
}

/** @source RFC 7047 sections 4.1.8 to 4.1.10 */
export interface Locks {
  acquire(session: Session, name: string, options: LockOptions, deadlineMs: number): Promise<Lock>;
  /** Claims all locks again, from a new server. A lock that it refuses stays claimed and is not held. */
  renew(session: Session, deadlineMs: number): Promise<void>;
  /** False where the notification is not about locks. */
  take(method: string, name: unknown): boolean;
  /** The connection is gone, and every lock with it. */
  lose(): void;
}

export function createLocks(currentSession: () => Session | undefined): Locks {
  const claims = new Map<string, Claim>();

  function set(name: string, isHeld: boolean): void {
    const claim = claims.get(name);
    if (claim === undefined || claim.isHeld === isHeld) return;
    claim.isHeld = isHeld;
    if (claim.onChange !== undefined) queueMicrotask(() => claim.onChange?.(isHeld));
  }

  async function ask(session: Session, method: "lock" | "steal", name: string, deadlineMs: number): Promise<void> {
    await session.request(method, [name], deadlineMs, {
      onResult: (result) => set(name, (result as JsonObject).locked === true),
    });
  }

  return {
    async acquire(session, name, { steal = false, onChange }, deadlineMs) {
      if (!isIdentifier(name)) throw new OvsdbError("invalid-operation", { details: `no name of a lock: ${name}` });
      if (claims.has(name)) throw new OvsdbError("invalid-operation", { details: `lock ${name} is claimed already` });
      const claim: Claim = { isHeld: false, onChange };
      claims.set(name, claim);
      try {
        await ask(session, steal ? "steal" : "lock", name, deadlineMs);
      } catch (error) {
        claims.delete(name);
        throw error;
      }
      return {
        name,
        get isHeld() {
          return claim.isHeld;
        },
        async release() {
          if (claims.get(name) !== claim) return;
          claims.delete(name);
          claim.isHeld = false;
          await currentSession()?.request("unlock", [name], deadlineMs);
        },
      };
    },
    async renew(session, deadlineMs) {
      await Promise.allSettled([...claims.keys()].map((name) => ask(session, "lock", name, deadlineMs)));
    },
    take(method, name) {
      if (method !== "locked" && method !== "stolen") return false;
      set(String(name), method === "locked");
      return true;
    },
    lose() {
      for (const name of claims.keys()) set(name, false);
    },
  };
}
