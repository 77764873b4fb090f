import { countStates, type FamilyMap, runsOf, type SubnetMap } from "../../provider/report";
import { drawRuns, escapeXml } from "./drawing";
import { permilleHeld, printShare, printStates } from "./numbers";
import { type Origin, printOrigin } from "./page";
import { styleRules } from "./palette";

/** A map and the page that it has, relative to the index. */
export interface IndexEntry {
  readonly file: string;
  readonly map: SubnetMap;
}

const LAYOUT = `
body{margin:0;padding:1.5rem;font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
main{max-width:72rem;margin:auto}h1{font-size:1.35rem;margin:0 0 .25rem}.origin{color:var(--faint);font-size:13px;overflow-wrap:anywhere}
ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:1rem}
li{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;break-inside:avoid}
a{color:inherit;font-weight:600;overflow-wrap:anywhere}p{margin:.15rem 0;font-size:13px}
.strip{display:block;width:100%;height:16px;border:1px solid var(--line);border-radius:3px;margin:.35rem 0}
.strip path{fill:none;stroke:var(--fill);stroke-width:16}.faint{color:var(--faint)}
@page{size:A4;margin:14mm}@media print{body{padding:0}}
`;

/** Every subnet and pool as a small picture, the fullest first, each a link to its page. Nothing is loaded from anywhere. */
export function printIndex(entries: readonly IndexEntry[], origin: Origin): string {
  const sorted = [...entries].sort((a, b) => fullest(b.map) - fullest(a.map) || (a.file < b.file ? -1 : 1));
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>Subnets and pools</title>",
    `<style>\n${styleRules()}${LAYOUT}</style>\n</head>\n<body>\n<main>`,
    `<h1>Subnets and pools</h1>\n<p class="origin">${escapeXml(printOrigin(origin))}</p>`,
    `<ul>${sorted.map(printEntry).join("\n")}</ul>`,
    "</main>\n</body>\n</html>\n",
  ].join("\n");
}

function fullest({ families }: SubnetMap): number {
  return Math.max(...families.map((family) => permilleHeld(countStates(family))));
}

function printEntry({ file, map }: IndexEntry): string {
  const name = map.kind === "Subnet" ? map.subnet : `${map.kind} ${map.subnet}`;
  const families = map.families.map((family) => {
    const counts = countStates(family);
    return [
      `<p>${escapeXml(family.cidr)} · ${printShare(counts)}</p>`,
      drawStrip(family),
      `<p class="faint">${printStates(counts)}</p>`,
    ].join("");
  });
  return `<li><a href="${escapeXml(encodeURIComponent(file))}">${escapeXml(name)}</a>${families.join("")}</li>`;
}

/** The whole range in one strip; the text beside it says the same. */
function drawStrip(family: FamilyMap): string {
  const runs = runsOf(family, family.first, family.last);
  const columns = runs.reduce((sum, { length }) => sum + length, 0);
  const body = drawRuns(runs, { left: 0, column: 1, middle: 8 });
  return `<svg class="strip" viewBox="0 0 ${columns} 16" preserveAspectRatio="none" aria-hidden="true">${body}</svg>`;
}
