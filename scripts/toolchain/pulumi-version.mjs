/** The oldest CLI that is taken from the PATH. */
export const MINIMUM_VERSION = "3.150";

/**
 * Whether a CLI that says this version can be used; one that says none is taken for someone's own new build.
 *
 * @param {string} version  e.g. `v3.259.0`
 * @returns {boolean}
 */
export function isRecentEnough(version) {
  const match = /^v?(\d+)\.(\d+)\./.exec(version);
  if (!match) return true;
  const [minimumMajor = 0, minimumMinor = 0] = MINIMUM_VERSION.split(".").map(Number);
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > minimumMajor || (major === minimumMajor && minor >= minimumMinor);
}
