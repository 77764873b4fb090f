/** How thoroughly the attack suite attacks: 1 in a plain run, ATTACK_ROUNDS in a long one. */
export const ROUNDS: number = Number(process.env.ATTACK_ROUNDS ?? 1);

/** Of that many moments a plain run tries one, and a long one all. */
const STRIDE = 5;

/** Which moments a run tries, from the first one on: others in each round of a plain run's length. */
export function isTried(moment: number): boolean {
  return ROUNDS > 1 || moment % STRIDE === 1;
}
