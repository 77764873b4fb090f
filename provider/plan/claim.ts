import { placementHash } from "../ipam";

/**
 * Which create of an owner an object comes from: delete needs the same one, so that an engine which deletes "the old"
 * resource after a new one with its key has taken the object over deletes nothing.
 *
 * It follows from the owner key, or where a program chose that itself, from the resource's place in the program: every
 * run writes the same, and a state need not say it.
 */
export function claimOf(text: string): string {
  const { high, low } = placementHash(text);
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** True for an owner key that comes from the argument `key`, which may move between resources. */
export function isKey(owner: string): boolean {
  return owner.startsWith("key/");
}
