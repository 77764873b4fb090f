import assert from "node:assert/strict";
import { COMMENT_LIMIT } from "../../../cli/print/comment";
import { printMarkdown } from "../../../cli/print/plan-markdown";
import { snapshotOf } from "../../../provider/objects/kubeovn/facts";
import { makeReport, type PlanReport, readRun } from "../../../provider/report";
import { withoutCode } from "../../support/markdown";
import { subnetObject } from "../../support/objects";
import { previewOutput, reservedIpInputs, STORE, type Step, vipInputs } from "../../support/pulumi-output";

function report(steps: readonly Step[]): PlanReport {
  const objects = [subnetObject("a", "10.0.0.0/16", { gateway: "10.0.0.1", excludeIps: ["10.0.0.1"] })];
  return makeReport({
    run: readRun(previewOutput(steps)),
    snapshots: new Map([[STORE, snapshotOf(objects)]]),
    decisions: new Map(),
  });
}

function created(name: string, address: string): Step {
  return { op: "create", kind: "Vip", name, now: vipInputs(name, "a", address) };
}

function same(name: string, address: string): Step {
  const inputs = vipInputs(name, "a", address);
  return { op: "same", kind: "Vip", name, old: inputs, now: inputs };
}

describe("printMarkdown", () => {
  it("begins with the mark by which a pipeline finds its comment", () => {
    assert.match(printMarkdown(report([])), /^<!-- pulumi-kubeovn plan shop\/dev -->\n### Addresses of shop\/dev: /);
  });

  it("has a mark that ends nowhere else and steers nothing, whatever stack and project are called", () => {
    for (const stack of [
      "b\u202e--!>##[error]\n::error::c-",
      "https://evil.example #12 fixes team/x#1",
      "x".repeat(9_000),
    ]) {
      const [mark = ""] = printMarkdown({ ...report([]), project: "a-->@x", stack }).split("\n");
      assert.match(mark, /^<!-- pulumi-kubeovn plan [\w./ -]{1,400} -->$/);
      assert.doesNotMatch(mark.slice(4, -3), /--/);
    }
  });

  it("has nothing live in it, whatever stands in any text of a report", () => {
    const evil = "@admin https://evil.example #12 <img src=x> | `x` **b**\n# h\u202e";
    const workload = { name: "db.prod", podName: "db-0", podType: "StatefulSet", namespace: "prod" };
    const now = reservedIpInputs("db", "a", "10.0.0.6", workload);
    const sound = report([
      created("web", "10.0.0.5"),
      same("kept", "10.0.0.7"),
      { op: "create", kind: "ReservedIP", name: "db", now },
    ]);
    const all: PlanReport = {
      ...sound,
      conflicts: [
        { code: "refused", resource: "r", property: "p", text: "t", refusal: null },
        { code: "failed", text: "t", refusal: null },
        { code: "taken", resource: "r", subnet: "s", address: "a", holder: "h" },
        { code: "not-possible", resource: "r", text: "t" },
        { code: "subnet-in-use", subnet: "s", count: 1, holders: ["h"] },
        { code: "over-limit", region: "r", utilisation: 91, limit: 90 },
      ],
      ranges: [
        {
          kind: "planned",
          subnet: "s",
          name: "n",
          owner: "o",
          store: "t",
          before: null,
          after: { range: "r", size: "1" },
          freeForPods: null,
        },
      ] as unknown as PlanReport["ranges"],
      unreadStores: [{ store: "s", why: "w" }],
      exports: [{ store: "s", file: "f", time: null }],
      switches: ["s"],
      notes: ["n"],
    };
    /** What is chosen from a list of ours, or counted. */
    const own = new Set(["action", "code", "source", "size", "used", "reserved", "excluded", "free"]);
    const hostile = (value: unknown): unknown => {
      if (typeof value === "string") return evil;
      if (Array.isArray(value)) return value.map(hostile);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, own.has(key) ? inner : hostile(inner)]),
      );
    };
    const [, ...lines] = printMarkdown(hostile(all) as PlanReport).split("\n");
    const text = lines.join("\n").replace(/<\/?(?:details|summary)>/g, "");
    assert.match(text, /@admin/);
    assert.doesNotMatch(withoutCode(text), /@|#12|<img|https?:|\*\*b|evil|\u202e|^# h/mu);
  });

  it("has what changes in one open table, and what stays folded", () => {
    const text = printMarkdown(report([same("kept", "10.0.0.7"), created("web", "10.0.0.5")]));
    const [open = "", ...folded] = text.split("<details>");
    assert.match(open, /^\| new \| {2}\| `a` \| {2}\| `10\.0\.0\.5` \| Vip `web` \|$/m);
    assert.doesNotMatch(open, /10\.0\.0\.7/);
    assert.match(folded.join(), /^\| kept \| {2}\| `a` \| `10\.0\.0\.7` \| `10\.0\.0\.7` \| Vip `kept` \|/m);
  });

  it("says for which workload and pod an address is, the members of a set by ordinal", () => {
    const member = (ordinal: number): object => ({
      name: `kafka-${ordinal}.prod`,
      podName: `kafka-${ordinal}`,
      namespace: "prod",
      podType: "StatefulSet",
      v4IpAddress: `10.0.0.${30 - ordinal}`,
    });
    const reservations = [10, 2, 0].map(member);
    const text = printMarkdown(
      report([
        {
          op: "create",
          kind: "ReservedIPSet",
          name: "set",
          now: { subnet: "a", store: STORE, owner: "o", reservations },
        },
        { op: "create", kind: "ReservedIP", name: "db", now: reservedIpInputs("db", "a", "10.0.0.9") },
      ]),
    );
    const rows = (text.split("<details>")[0] ?? "").match(/^\| new \|.*$/gm);
    assert.deepEqual(rows, [
      "| new | Pod `prod/db` | `a` |  | `10.0.0.9` | ReservedIP `db` |",
      "| new | StatefulSet `prod/kafka` · `kafka-0` | `a` |  | `10.0.0.30` | ReservedIPSet `set` |",
      "| new | StatefulSet `prod/kafka` · `kafka-2` | `a` |  | `10.0.0.28` | ReservedIPSet `set` |",
      "| new | StatefulSet `prod/kafka` · `kafka-10` | `a` |  | `10.0.0.20` | ReservedIPSet `set` |",
    ]);
  });

  it("says in the heading that the preview was refused, and lists every refused resource", () => {
    const refusals = Array.from({ length: 30 }, (_, i) => ({
      code: "refused" as const,
      resource: `Vip "vip-${i}"`,
      property: null,
      text: "no",
      refusal: "address-held",
    }));
    const text = printMarkdown({ ...report([]), conflicts: refusals });
    assert.match(text, /\n### Addresses of shop\/dev: refused \(30 resources\)\n/);
    assert.equal(text.match(/❗ Vip `"vip-\d+":` no/g)?.length, 30);
    assert.match(
      printMarkdown({ ...report([]), conflicts: [{ code: "failed", text: "no", refusal: null }] }),
      /: the preview failed\n/,
    );
  });

  it("links to the map of the run, whatever is in its address", () => {
    const text = printMarkdown(report([]), { mapUrl: new URL("https://ci.example/a(1)>/maps/index.html?q=<b>") });
    assert.match(text, /\n\[Map of this plan\]\(<https:\/\/ci\.example\/a\(1\)%3E\/maps\/index\.html\?q=%3Cb%3E>\)\n/);
  });

  it("says that nothing changes", () => {
    assert.match(printMarkdown(report([same("kept", "10.0.0.7")])), /\n\nNo address changes\.\n\n<details>/);
  });

  it("stays within the length of a comment, whole rows only, and says how many are missing", () => {
    const many = Array.from({ length: 2_000 }, (_, i) => created(`vip-${i}`, `10.0.${i >> 8}.${i & 255}`));
    const text = printMarkdown(report(many));
    assert.ok(text.length <= COMMENT_LIMIT && text.length > COMMENT_LIMIT - 1_000, String(text.length));
    const rest = Number(/… and (\d+) more, for which there is no room here\./.exec(text)?.[1]);
    const folded = text.split("All 2000 reservations")[1]?.match(/^\| new /gm) ?? [];
    assert.equal(folded.length + rest, 2_000);
    assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
    assert.match(text, /… and 1988 more below\./);
  });

  it("keeps within a limit that not even the head fits into", () => {
    const many = Array.from({ length: 30 }, (_, i) => created(`vip-${i}`, `10.0.0.${i + 2}`));
    assert.ok(printMarkdown(report(many), { limit: 600 }).length <= 600);
  });

  it("lets no name be markup", () => {
    const name = "a|b`c</details><img src=x> @team\n# h";
    const text = printMarkdown(report([created(name, "10.0.0.5")]));
    assert.ok(text.includes("Vip ``a¦b`c</details><img src=x> @team # h``"));
    const rows = text.split("\n").filter((line) => line.includes("@team"));
    assert.equal(rows.length, 2);
    assert.ok(rows.every((row) => row.startsWith("| new |")));
  });

  it("lets no sentence of a refusal be markup", () => {
    const { conflicts: _, ...rest } = report([]);
    const text = printMarkdown({
      ...rest,
      conflicts: [{ code: "failed", text: "*x* <b> @team [a](b) `c`", refusal: null }],
    });
    assert.ok(text.includes("- ❗ `` *x* <b> @team [a](b) `c` ``"));
  });
});
