import assert from "node:assert/strict";
import { printAuditMarkdown } from "../../../cli/print/audit-markdown";
import { COMMENT_LIMIT } from "../../../cli/print/comment";
import type { AuditReport, AuditRow } from "../../../provider/report";

function row(name: string, more: Partial<AuditRow> = {}): AuditRow {
  return {
    level: "risk",
    kind: "Vip",
    name,
    subnet: "a",
    addresses: ["10.0.0.5"],
    owner: null,
    givenUpBy: null,
    code: "outside-planned-range",
    text: "its address is in no planned range",
    ...more,
  };
}

function report(rows: readonly AuditRow[], virtualPorts: number | null = null): AuditReport {
  return {
    format: 1,
    version: "1.13",
    objects: 30,
    judged: { IP: 30 },
    notJudged: { Deployment: 2 },
    virtualPorts,
    givenUp: [],
    rows,
  };
}

const wrong = (name: string, more: Partial<AuditRow> = {}): AuditRow =>
  row(name, { level: "wrong", code: "address-shared", text: "has the address of another", ...more });

describe("printAuditMarkdown", () => {
  it("begins with the mark by which a pipeline finds its comment, and with what was found in how much", () => {
    assert.equal(
      printAuditMarkdown(report([])),
      "<!-- pulumi-kubeovn audit -->\n### Reservations of Kube-OVN: 0 wrong, 0 at risk\n\n30 objects, by the rules of Kube-OVN 1.13; judged: 30 IPs; not judged: 2 Deployments.\n",
    );
    assert.match(printAuditMarkdown(report([], 1)), /^30 objects and 1 virtual port in OVN, by the rules/m);
  });

  it("has what is wrong in an open list, and a folded table for each kind of risk with its sentence once", () => {
    const rows = [
      wrong("bad", { addresses: ["10.0.0.5", "fd00::5"], text: "has the address of <another>" }),
      row("web", { owner: "organization/shop/dev/Vip/web" }),
      row("six", { addresses: ["fd00::6"] }),
      row("db", { kind: "IP", code: "deleted-at-restart", text: "a restart deletes it" }),
    ];
    const expected = `<!-- pulumi-kubeovn audit -->
### Reservations of Kube-OVN: 1 wrong, 3 at risk

30 objects, by the rules of Kube-OVN 1.13; judged: 30 IPs; not judged: 2 Deployments.

- ❗ Vip \`bad\` at \`10.0.0.5, fd00::5\` in \`a\`: has the address of \`<another>\`

<details><summary>At risk: outside-planned-range (2)</summary>

its address is in no planned range.

| object | address | subnet | owner |
| --- | --- | --- | --- |
| Vip \`web\` | \`10.0.0.5\` | \`a\` | \`organization/shop/dev/Vip/web\` |
| Vip \`six\` | \`fd00::6\` | \`a\` |  |

</details>

<details><summary>At risk: deleted-at-restart (1)</summary>

a restart deletes it.

| object | address | subnet | owner |
| --- | --- | --- | --- |
| IP \`db\` | \`10.0.0.5\` | \`a\` |  |

</details>
`;
    assert.equal(printAuditMarkdown(report(rows)), expected);
  });

  it("gives each its own sentence where they differ, and calls a port of OVN by its name", () => {
    const port = { kind: "Logical_Switch_Port", addresses: [], code: "leftover-virtual-port" };
    const text = printAuditMarkdown(report([row("p", { ...port, text: "of x" }), row("q", { ...port, text: "of y" })]));
    assert.match(text, /^\| object \| address \| subnet \| owner \| finding \|$/m);
    assert.match(text, /^\| virtual port `q` \| {2}\| `a` \| {2}\| of y \|$/m);
  });

  it("lists twenty that are wrong, and all of them folded where there are more", () => {
    const twenty = Array.from({ length: 20 }, (_, i) => wrong(`v${i}`));
    assert.doesNotMatch(printAuditMarkdown(report(twenty)), /<details>/);
    const text = printAuditMarkdown(report([...twenty, wrong("last")]));
    assert.equal(text.match(/^- ❗/gm)?.length, 20);
    assert.match(text, /^- … and 1 more below$/m);
    assert.match(text, /<summary>Wrong: address-shared \(21\)<\/summary>[\s\S]*\| Vip `last` \|/);
  });

  it("stays within the length of a comment, whole rows only, and says how many are missing", () => {
    const many = Array.from({ length: 2_000 }, (_, i) => row(`vip-${i}`));
    const other = row("late", { code: "deleted-at-restart" });
    const text = printAuditMarkdown(report([...many, other]));
    assert.ok(text.length <= COMMENT_LIMIT && text.length > COMMENT_LIMIT - 1_000, String(text.length));
    const missing = [...text.matchAll(/… and (\d+) more, for which there is no room here\./g)].map(countOf);
    const shown = text.match(/^\| Vip `vip-/gm)?.length ?? 0;
    assert.deepEqual(missing, [2_000 - shown, 1]);
    assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
  });

  it("lets no name and no sentence be markup", () => {
    const name = "a|b`c</details>\n# h";
    const text = printAuditMarkdown(report([wrong(name, { text: "*x* <b> @team" }), row(name, { text: "[a](b)" })]));
    assert.ok(text.includes("- ❗ Vip ``a|b`c</details> # h`` at `10.0.0.5` in `a`: `*x* <b> @team`\n"));
    assert.ok(text.includes("\n`[a](b)`.\n"));
    assert.doesNotMatch(text, /^# h/m);
  });
});

function countOf([, count]: RegExpMatchArray): number {
  return Number(count);
}
