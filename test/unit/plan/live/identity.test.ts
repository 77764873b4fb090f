import assert from "node:assert/strict";
import {
  claimOf,
  type Declarer,
  isMadeBy,
  isMine,
  mayTake,
  memberDeclarer,
  type Stamp,
  succeed,
} from "../../../../provider/plan";

const HERE = "org/p/dev/Vip/web";
const THERE = "org/p/prod/Vip/web";
const plain: Declarer = { owner: HERE };
const keyed: Declarer = { owner: "key/web", declaredBy: HERE };
const stampOf = (declarer: Declarer): Stamp => ({
  owner: declarer.owner,
  declaredBy: declarer.declaredBy,
  claim: declarer.claim ?? claimOf(declarer.declaredBy ?? declarer.owner),
});

describe("the identity of an object", () => {
  const cases: readonly {
    readonly what: string;
    readonly stamp: Stamp;
    readonly declarer: Declarer;
    readonly mine: boolean;
    readonly taken: boolean;
    readonly made: boolean;
  }[] = [
    { what: "its own", stamp: stampOf(plain), declarer: plain, mine: true, taken: true, made: true },
    { what: "nobody's", stamp: {}, declarer: plain, mine: false, taken: false, made: false },
    { what: "another's", stamp: stampOf({ owner: THERE }), declarer: plain, mine: false, taken: false, made: false },
    {
      what: "its own of an earlier name",
      stamp: stampOf({ owner: THERE }),
      declarer: succeed(plain, { owner: THERE }),
      mine: true,
      taken: true,
      made: false,
    },
    {
      what: "its own of an alias, without a state",
      stamp: stampOf({ owner: THERE }),
      declarer: { ...plain, former: [THERE] },
      mine: true,
      taken: true,
      made: false,
    },
    {
      what: "one of a later create of its own",
      stamp: { ...stampOf(plain), claim: "0123456789abcdef" },
      declarer: { ...plain, hasState: true },
      mine: true,
      taken: true,
      made: false,
    },
    {
      what: "one with its key, before it has a state",
      stamp: stampOf({ owner: "key/web", declaredBy: THERE }),
      declarer: keyed,
      mine: false,
      taken: true,
      made: false,
    },
    {
      what: "one with its key that another has taken over",
      stamp: stampOf({ owner: "key/web", declaredBy: THERE }),
      declarer: { ...keyed, hasState: true },
      mine: false,
      taken: false,
      made: false,
    },
    {
      what: "one that an earlier version made, with its key and the claim in its state",
      stamp: { owner: "key/web", claim: "00000000000000aa" },
      declarer: { owner: "key/web", declaredBy: HERE, claim: "00000000000000aa", hasState: true },
      mine: true,
      taken: true,
      made: true,
    },
    {
      what: "one without a claim",
      stamp: { owner: HERE },
      declarer: plain,
      mine: true,
      taken: true,
      made: false,
    },
    {
      what: "one that it left to a pod",
      stamp: { leftBy: HERE },
      declarer: plain,
      mine: true,
      taken: true,
      made: false,
    },
  ];
  for (const { what, stamp, declarer, mine, taken, made } of cases) {
    it(`is told for ${what}`, () => {
      assert.deepEqual(
        { mine: isMine(stamp, declarer), taken: mayTake(stamp, declarer), made: isMadeBy(stamp, declarer) },
        { mine, taken, made },
      );
    });
  }

  it("is a member's own in a set, with the set's claim", () => {
    const member = memberDeclarer({ ...keyed, former: [THERE] }, "prod", "web-0");
    assert.deepEqual(member, {
      owner: "key/web#prod/web-0",
      declaredBy: `${HERE}#prod/web-0`,
      former: [`${THERE}#prod/web-0`],
      claim: claimOf(HERE),
      hasState: undefined,
    });
  });

  it("has claims that never change", () => {
    assert.equal(claimOf("organization/shop/dev/ReservedIP/db"), "be7dd3cccd1155f4");
  });
});
