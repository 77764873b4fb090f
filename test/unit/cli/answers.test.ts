import assert from "node:assert/strict";
import { type Answers, answersOf } from "../../support/answers/answers";
import { casesOf, NUMBERS, type Numbers } from "../../support/answers/cases";

const NOTHING = { audit: "nothing", import: "nothing" } as const;

function asked(claimant: string): Answers {
  return {
    ...NOTHING,
    preview: "address-asked",
    explain: `an ordinary address, asked for by ${claimant}`,
    map: `asked: asked for by ${claimant}`,
  };
}

/** One object, and one code of what is wrong with it in every command. */
function wrong(code: string, map: string): Answers {
  return { ...NOTHING, preview: code, audit: code, explain: code, map };
}

/** What is said of each case. */
function expected({ family, at }: Numbers): Readonly<Record<string, Answers>> {
  const sticking = `${at(5)}..${family === 4 ? "10.17.0.0" : "fd00:17::"}`;
  const omitted = (address: string, why: string): string => `omitted: ${address} in Subnet "s" is ${why}`;
  return {
    A1: asked('VpcNatGateway "g"'),
    A2: {
      ...NOTHING,
      preview: "address-held",
      explain: "an ordinary address, held by Service shop/web",
      map: "other: Service shop/web",
    },
    A3: asked("CronJob shop/nginx"),
    A4: asked("CloneSet shop/nginx"),
    A5: {
      preview: "excluded-address",
      audit: "outside-subnet",
      explain: `excluded by excludeIps (${sticking})`,
      map: "excludeIps",
      import: "nothing",
    },
    A6: asked('multicast querier of Subnet "s"'),
    A7: {
      preview: "address-held",
      audit: "outside-planned-range",
      explain: 'an ordinary address, held by Vip "v"; an ordinary address, held by Vip "v"',
      map: 'vip: Vip "v"',
      import: "written",
    },
    A8: asked("Prometheus shop/nginx"),
    A9: asked("VpcEgressGateway shop/g"),
    A10: asked("Pod shop/web"),
    A11: {
      ...NOTHING,
      preview: "address-held",
      explain: "an ordinary address, held by Pod shop/web",
      map: "pod: Pod shop/web",
    },
    B1: { ...NOTHING, preview: "planned", explain: "an ordinary address", map: "free" },
    B2: {
      preview: "address-held",
      audit: "nothing",
      explain: "nothing",
      map: 'reserved: IP "db.shop"',
      import: "written",
    },
    B3: { ...NOTHING, preview: "planned", audit: "no-namespace", explain: "an ordinary address", map: "free" },
    B4: { ...NOTHING, preview: "planned", explain: "nothing", map: 'pod: Vip "v" and Pod shop/web', import: "written" },
    C1: wrong("node-inside", 'other: Node "n1"'),
    C2: wrong("refused-subnet", "in a Subnet that gives no addresses"),
    C3: { ...wrong("cidr-overlap", "in a Subnet that gives no addresses"), preview: "refused-subnet" },
    C4: wrong("pool-namespace", 'free in IPPool "p"'),
    C5: { ...wrong("unknown-vpc", "in a Subnet that gives no addresses"), preview: "refused-subnet" },
    C6: {
      ...NOTHING,
      preview: "leaving-subnet",
      explain: 'an ordinary address; Subnet "s" is being deleted; use another one',
      map: "in a Subnet that gives no addresses",
    },
    C7: {
      ...wrong("reversed-range", "in a Subnet that gives no addresses"),
      preview: "refused-subnet",
      explain: `an ordinary address; Kube-OVN refuses Subnet "s": range "${at(63)}..${at(32)}" ends before it begins; fix the Subnet first`,
    },
    D1: {
      ...wrong("gateway-address", 'conflict: Vip "v"; wrong: gateway-address'),
      preview: "address-held, gateway-address",
      import: omitted(at(1), "the gateway; recreate the object with another address"),
    },
    D2: {
      ...wrong("last-address", 'conflict: Vip "v"; wrong: last-address'),
      preview: "address-held, last-address",
      import: omitted(
        at(255),
        "the last address of the CIDR, which Kube-OVN never hands out; recreate the object with another address",
      ),
    },
    D3: { ...wrong("pod-elsewhere", "conflict: Pod shop/db; wrong: pod-elsewhere"), preview: "address-held" },
    D4: {
      ...wrong("address-shared", 'conflict: OvnEip "x" and OvnEip "y"; wrong: address-shared'),
      preview: "address-held",
      import: omitted(
        at(9),
        `held by OvnEip "x" too; remove one of the two, ${at(9)} in Subnet "s" is held by OvnEip "y" too; remove one of the two`,
      ),
    },
    D5: {
      ...wrong("address-shared", 'conflict: spec.vips of Subnet "s" and Vip "v"; wrong: address-shared'),
      preview: "address-held",
      import: omitted(at(40), 'held by spec.vips of Subnet "s" too; remove one of the two'),
    },
    D6: {
      ...wrong("address-shared", 'conflict: Vip "v" and Vip "w"; wrong: address-shared'),
      import: omitted(
        at(9),
        `held by Vip "v" too; remove one of the two, ${at(9)} in Subnet "s" is held by Vip "w" too; remove one of the two`,
      ),
    },
  };
}

for (const numbers of NUMBERS) {
  describe(`one answer in preview, audit, explain, map and import, IPv${numbers.family}`, () => {
    const answers = expected(numbers);
    for (const one of casesOf(numbers)) {
      it(`${one.id}: ${one.what}`, async () => assert.deepEqual(await answersOf(one), answers[one.id]));
    }

    it("is expected of every case", () =>
      assert.deepEqual(
        casesOf(numbers).map(({ id }) => id),
        Object.keys(answers),
      ));
  });
}
