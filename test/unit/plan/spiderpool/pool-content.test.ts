import assert from "node:assert/strict";
import { type Prefix, parsePrefix, printAddress } from "../../../../provider/ipam";
import {
  type ContentFault,
  type PoolContent,
  poolContent,
  shownTotal,
} from "../../../../provider/plan/spiderpool/pool-content";

const content = (
  cidr: string,
  ips: readonly string[],
  excludeIPs: readonly string[] = [],
): PoolContent | ContentFault => poolContent(parsePrefix(cidr) as Prefix, ips, excludeIPs);

const V4 = "10.6.0.0/24";
const V6 = "fd00::/64";
const short = (item: string): string => item.replaceAll(/(^|-)\./g, "$110.6.0.");
const short6 = (item: string): string => item.replaceAll(/(^|-)::/g, "$1fd00::");

function printed(found: PoolContent | ContentFault): readonly string[] {
  if ("fault" in found) return [found.fault];
  return found.stretches.map(({ first, last }) =>
    [first, last]
      .map((value) => printAddress({ family: found.stretches[0] && first < 1n << 32n ? 4 : 6, value }))
      .join("-"),
  );
}

describe("poolContent", () => {
  const counted: readonly [cidr: string, ips: readonly string[], excluded: readonly string[], total: bigint][] = [
    [V4, [], [], 0n],
    [V4, [".1-.2"], [], 2n],
    [V4, [".1-.2", ".4-.6"], [], 5n],
    [V4, [".10-.1"], [], 10n],
    [V4, [".1-.10"], [".8-.3"], 14n],
    [V6, ["::1-::10"], ["::1-::2"], 14n],
    [
      "fd12:3456:789a:baba::/64",
      ["fd12:3456:789a:baba::1-fd12:3456:789a:baba:ffff:ffff:ffff:ffff"],
      [],
      (1n << 64n) - 1n,
    ],
  ];
  for (const [cidr, ips, excluded, total] of counted) {
    it(`counts ${total} in [${ips.join(", ")}] without [${excluded.join(", ")}]`, () => {
      const write = cidr === V6 ? short6 : short;
      const found = content(cidr, ips.map(write), excluded.map(write));
      assert.ok(!("fault" in found));
      assert.equal(found.total, total);
    });
  }

  it("shows no more than a signed 64-bit number holds", () => {
    const huge = content(
      "fd12:3456:789a:baba::/64",
      ["fd12:3456:789a:baba::1-fd12:3456:789a:baba:ffff:ffff:ffff:ffff"],
      ["fd12:3456:789a:baba::1-fd12:3456:789a:baba::10"],
    ) as PoolContent;
    assert.equal(shownTotal(huge), 9_223_372_036_854_775_807n);
  });

  const stretches: readonly [ips: readonly string[], excluded: readonly string[], expected: readonly string[]][] = [
    [[".1-.10"], [".1-.2"], [".3-.10"]],
    [[".1-.10"], [".1-.2", ".8-.10"], [".3-.7"]],
    [
      [".1-.10", ".11-.20", ".21-.30"],
      [".1-.2", ".8-.22"],
      [".3-.7", ".23-.30"],
    ],
    [[".1-.10"], [".8-.3"], [".1-.7", ".4-.10"]],
  ];
  for (const [ips, excluded, expected] of stretches) {
    it(`leaves ${expected.join(", ")} of [${ips.join(", ")}] without [${excluded.join(", ")}]`, () => {
      assert.deepEqual(printed(content(V4, ips.map(short), excluded.map(short))), expected.map(short));
    });
  }

  it("leaves ::3-::7 and ::23-::30 of three IPv6 stretches", () => {
    const found = content(V6, ["::1-::10", "::11-::20", "::21-::30"].map(short6), ["::1-::2", "::8-::22"].map(short6));
    assert.deepEqual(printed(found), ["fd00::3-fd00::7", "fd00::23-fd00::30"]);
    assert.equal((found as PoolContent).total, 19n);
  });

  const faults: readonly [ips: readonly string[], fault: string][] = [
    [[".1-.10", ".1-.10"], "self-overlap"],
    [[".1-.10", ".10-.20"], "self-overlap"],
    [[".1-.10", ".3-.5"], "self-overlap"],
    [[".1-.10", ".3"], "self-overlap"],
    [["10.5.0.1"], "outside"],
    [["10.5.0.1-10.6.0.10"], "outside"],
    [[".1-"], "malformed"],
    [["10.6.0.1-fd:00::1"], "outside"],
    [["10.6.0.1-fd00::1"], "outside"],
    [[".1-.300"], "malformed"],
  ];
  for (const [ips, fault] of faults) {
    it(`cannot read [${ips.join(", ")}]: ${fault}`, () =>
      assert.deepEqual(printed(content(V4, ips.map(short))), [fault]));
  }

  it("cannot read IPv6 items of another family or form", () => {
    assert.deepEqual(printed(content(V6, ["fd00::1-10.6.0.1"])), ["outside"]);
    assert.deepEqual(printed(content(V6, ["fd00::1-"])), ["malformed"]);
    assert.deepEqual(printed(content(V6, ["fd00::1-fd00::zzzz"])), ["malformed"]);
  });
});
