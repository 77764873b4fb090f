import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { oneLine } from "../../provider/plan";
import {
  blocksOf,
  CELL_STATES,
  type CellState,
  countStates,
  type FamilyMap,
  type SubnetMap,
} from "../../provider/report";
import { printCount } from "../print/count";
import { drawMap, escapeXml, isInBlocks } from "./drawing";
import { printShare, printStates, printValue } from "./numbers";
import { LOOKS, styleRules } from "./palette";
import { mapTitle } from "./svg-file";

/** Tables up to this length stand in the page itself, for printers and for browsers without scripts. */
const STANDING_ROWS = 300;

/** Where a map comes from, in the words of a reader. */
export interface Origin {
  /** `cluster of kubeconfig …`, `directory manifests`. */
  readonly source: string;
  /** Kube-OVN's release, as `1.17`. */
  readonly release: string;
  readonly at: Date;
}

const LAYOUT = `
body{margin:0;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
main{max-width:62rem;margin:auto}h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .25rem}h3{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.25rem 0}.legend{display:flex;flex-wrap:wrap;gap:.35rem 1.2rem;list-style:none;padding:0;margin:.75rem 0}
.legend li{display:flex;align-items:center;gap:.45rem}.legend svg{flex:none}
.origin{color:var(--faint);font-size:13px;overflow-wrap:anywhere}
.status{position:sticky;top:0;z-index:1;padding:.3rem 0;min-height:1.6em;background:var(--back);font-family:ui-monospace,monospace;font-size:13px;overflow-wrap:anywhere}
.drawing{padding:4px;border-radius:6px}.drawing:focus-visible{outline:2px solid #0072b2;outline-offset:2px}
.drawing svg{display:block;max-width:100%;height:auto}.block,.folded{cursor:pointer}
.current>rect:first-child,.open>rect:first-child{stroke:var(--text);stroke-width:3}.current>line,.open>line{stroke:var(--text)}
.bar{display:flex;height:.75rem;max-width:40rem;margin:.4rem 0 .5rem;border:1px solid var(--line);border-radius:4px;overflow:hidden}
.bar i{background:var(--fill);min-width:2px}.bar .free{min-width:0}
table{border-collapse:collapse;margin-top:.5rem;font-size:14px}td,th{text-align:left;padding:.15rem .9rem .15rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:first-child{font-family:ui-monospace,monospace;white-space:nowrap}input{font:inherit;padding:.2rem .5rem;width:min(26rem,90%)}
summary{cursor:pointer;margin-top:1rem}ul{padding-left:1.2rem}.wide{overflow-x:auto}
@media (max-width:30rem){body{padding:.75rem}.legend{gap:.25rem .8rem;font-size:13px}td,th{padding-right:.5rem;font-size:13px}td:first-child{white-space:normal;overflow-wrap:anywhere}}
@page{size:A4;margin:14mm}
@media print{body{padding:0}.noprint,.status{display:none}tr,.legend{break-inside:avoid}h2{break-after:avoid}}
`;

/** The map as one file of HTML: nothing is loaded from anywhere, and it can be read without its script. */
export function printPage(map: SubnetMap, origin?: Origin): string {
  const script = readFileSync(path.join(__dirname, "..", "map-page", "page.js"), "utf8").trim();
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  const used = CELL_STATES.filter((state) => map.families.some((family) => countStates(family).has(state)));
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(mapTitle(map))}</title>`,
    `<style>\n${styleRules()}${LAYOUT}</style>\n</head>\n<body>\n<main>`,
    `<h1>${escapeXml(mapTitle(map))}</h1>`,
    origin === undefined ? "" : `<p class="origin">${escapeXml(printOrigin(origin))}</p>`,
    map.refused === undefined ? "" : `<p><strong>${escapeXml(map.refused)}</strong></p>`,
    `<ul class="legend">${used.map(legendItem).join("")}</ul>`,
    ...map.families.map(printFamily),
    "</main>",
    `<script type="application/json" id="data">${inScript(pageData(map))}</script>`,
    `<script>${script}</script>`,
    "</body>\n</html>\n",
  ].join("\n");
}

/** `directory manifests · Kube-OVN 1.17 · 2026-11-29 12:00 UTC`. */
export function printOrigin({ source, release, at }: Origin): string {
  return `${source} · Kube-OVN ${release} · ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function legendItem(state: keyof typeof LOOKS): string {
  const { word, sign } = LOOKS[state];
  return `<li><svg width="19" height="19" aria-hidden="true"><g class="cell ${state}"><rect x=".5" y=".5" width="18" height="18" rx="3"/><text x="9.5" y="13.5">${sign}</text></g></svg>${word}</li>`;
}

function printFamily(family: FamilyMap, index: number): string {
  const { body, width, height } = drawMap(family);
  const keys = isInBlocks(family) ? "arrow keys move, Enter or a click opens a block" : "arrow keys move";
  const counts = countStates(family);
  const summary = `${printShare(counts)}: ${printStates(counts)}`;
  return [
    `<section id="family-${index}">`,
    `<h2>${escapeXml(family.cidr)}</h2>`,
    printBar(counts),
    `<p>${summary}</p>`,
    `<p class="status noprint" aria-live="polite">Point at an address, or use the keyboard: ${keys}.</p>`,
    `<div class="drawing overview" tabindex="0" role="grid" aria-label="Map of ${escapeXml(family.cidr)}: ${summary}. ${keys}.">`,
    `<svg width="${width + 2}" height="${height + 2}" viewBox="-1 -1 ${width + 2} ${height + 2}">${body}</svg></div>`,
    `<div class="detail"></div>`,
    printHolders(family),
    "</section>",
  ].join("\n");
}

/** The whole range as one bar, in the order of the legend: how full it is, at a glance. The text below it says the same. */
function printBar(counts: ReadonlyMap<CellState, bigint>): string {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0n);
  const parts = CELL_STATES.filter((state) => counts.has(state)).map((state) => {
    const share = Number(((counts.get(state) ?? 0n) * 100_000n) / all) / 1000;
    return `<i class="${state}" style="flex:${share}"></i>`;
  });
  return `<div class="bar" aria-hidden="true">${parts.join("")}</div>`;
}

function printHolders({ family, occupants }: FamilyMap): string {
  const standing = occupants.length <= STANDING_ROWS ? occupants : [];
  const rows = standing.map(
    ({ value, state, label }) =>
      `<tr><td>${printValue(family, value)}</td><td>${LOOKS[state].word}</td><td>${escapeXml(label)}</td></tr>`,
  );
  return [
    `<details open><summary>${printCount(BigInt(occupants.length))} ${occupants.length === 1 ? "address" : "addresses"} in use, asked for or changed by the plan</summary>`,
    '<p class="noprint"><label>Search <input type="search" placeholder="address, state or holder"></label> <span class="found" aria-live="polite"></span></p>',
    `<div class="wide"><table><thead><tr><th>Address</th><th>State</th><th>Holder</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div></details>`,
  ].join("\n");
}

/**
 * What the script of the page reads (cli/map-page/page.ts). Offsets from the address before and the beginnings that
 * labels share keep it small: 20,000 pods take half a megabyte.
 */
function pageData(map: SubnetMap): unknown {
  const indexOf = (state: CellState): number => CELL_STATES.indexOf(state);
  const beginnings = new Map<string, number>();
  const split = (label: string): readonly [number, string] => {
    const text = oneLine(label);
    const end = Math.max(text.lastIndexOf("-"), text.lastIndexOf("/"), text.lastIndexOf(" ")) + 1;
    const beginning = text.slice(0, end);
    const known = beginnings.get(beginning) ?? beginnings.size;
    beginnings.set(beginning, known);
    return [known, text.slice(end)];
  };
  const families = map.families.map((family) => {
    const { first, last, occupants, zones } = family;
    let before = first;
    return {
      family: family.family,
      first: String(first),
      last: String(last),
      columns: drawMap(family).columns,
      blocks: isInBlocks(family)
        ? blocksOf(family).map((block) => [String(block.first - first), String(block.last - first)])
        : [],
      occupants: occupants.map(({ value, state, label }) => {
        const step = value - before;
        before = value;
        return [step <= Number.MAX_SAFE_INTEGER ? Number(step) : String(step), indexOf(state), ...split(label)];
      }),
      zones: zones.map((zone) => [
        String(zone.first - first),
        String(zone.last - first),
        indexOf(zone.state),
        oneLine(zone.label),
      ]),
    };
  });
  return {
    states: CELL_STATES.map((name) => ({ name, word: LOOKS[name].word, sign: LOOKS[name].sign })),
    beginnings: [...beginnings.keys()],
    families,
  };
}

/** JSON that cannot end the element that it stands in. */
function inScript(data: unknown): string {
  return JSON.stringify(data)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}
