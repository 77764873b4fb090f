import { table } from "./blocks.mjs";

/**
 * @typedef {{ family: 4 | 6, value: bigint }} Address
 * @typedef {{ addresses: readonly Address[] }} Assigned
 * @typedef {{ address: Address, owners: readonly string[] }} PassedOver
 *
 * @typedef {object} Ipam  what is used of the compiled provider/ipam
 * @property {(text: string) => any} parsePrefix
 * @property {(text: string) => any} parseRange
 * @property {(text: string) => Address} parseAddress
 * @property {(address: Address) => string} printAddress
 * @property {(spec: object) => any} makePool
 * @property {(pools: object) => { hold(owner: string, held: object): void }} createSpace
 * @property {(owner: string) => { high: number }} placementHash
 * @property {(space: any, wants: readonly object[], strategy: string) => readonly Assigned[]} assign
 * @property {(space: any, owner: string, addresses: readonly Address[], families: readonly number[]) => readonly PassedOver[]} passedOver
 */

const PLANNED_RANGE = "10.80.0.200..10.80.0.207";
const PREFIX = "acme/shop/prod/Vip/";

/**
 * Five owners in a planned range of eight addresses, alone and with a stranger among them, as the allocator decides it.
 *
 * @param {Ipam} ipam
 * @returns {string} two tables in Markdown
 */
export function searchExample(ipam) {
  const alone = place(ipam, []);
  const [first] = alone;
  if (first === undefined) throw new Error("nothing was placed");
  return [
    `Five Vips, and a planned range of eight addresses, \`${PLANNED_RANGE}\`:`,
    table(["owner", "passes over", "gets"], alone.map(printRow)),
    `The same five after someone else has taken ${first.gets}:`,
    table(["owner", "passes over", "gets"], place(ipam, [first.gets]).map(printRow)),
  ].join("\n\n");
}

/**
 * The rows in the order in which the owners choose.
 *
 * @param {Ipam} ipam
 * @param {readonly string[]} taken
 */
function place(ipam, taken) {
  const prefix = ipam.parsePrefix("10.80.0.0/24");
  const gateway = ipam.parseAddress("10.80.0.1");
  const planned = [ipam.parseRange(PLANNED_RANGE)];
  const space = ipam.createSpace({ v4: ipam.makePool({ prefix, gateway, excluded: planned, planned, named: [] }) });
  for (const address of taken) space.hold("Pod default/stranger", { addresses: [ipam.parseAddress(address)] });
  const turn = (/** @type {string} */ owner) => ipam.placementHash(owner).high >>> 0;
  const wants = ["api", "cache", "db", "mail", "web"]
    .map((name) => ({ owner: PREFIX + name, families: [4], mac: false }))
    .sort((a, b) => turn(a.owner) - turn(b.owner));
  const answers = ipam.assign(space, wants, "spread");
  return wants.map(({ owner }, i) => {
    const { addresses } = /** @type {Assigned} */ (answers[i]);
    return {
      owner: owner.slice(PREFIX.length),
      passedOver: ipam
        .passedOver(space, owner, addresses, [4])
        .map(
          ({ address, owners }) =>
            `${ipam.printAddress(address)} (${owners.map((one) => one.replace(PREFIX, "")).join()})`,
        ),
      gets: ipam.printAddress(/** @type {Address} */ (addresses[0])),
    };
  });
}

/** @param {{ owner: string, passedOver: readonly string[], gets: string }} row */
function printRow({ owner, passedOver, gets }) {
  return [owner, passedOver.join(", "), gets];
}
