import { CELL_STATES, countStates, type SubnetMap } from "../../provider/report";
import { type Drawing, drawMap, escapeXml } from "./drawing";
import { printShare, printStates } from "./numbers";
import { LOOKS, styleRules } from "./palette";

const MARGIN = 16;
/** Left of a word in the legend, and right of it. */
const LEGEND_SIGN = 25;
const LEGEND_GAP = 16;
const LEGEND_ROW = 26;
const CHARACTER = 7.3;

/** The map as an image of its own: title, legend, every family below the other. */
export function printSvg(map: SubnetMap, families: SubnetMap["families"] = map.families): string {
  const drawings = families.map((family) => ({ family, drawing: drawMap(family) }));
  const width = Math.max(560, ...drawings.map(({ drawing }) => drawing.width)) + 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN + 14;
  parts.push(text(MARGIN, y, mapTitle(map), "font-weight:bold;font-size:15px"));
  for (const line of map.refused === undefined ? [] : wrap(map.refused, (width - 2 * MARGIN) / CHARACTER, "")) {
    y += 20;
    parts.push(text(MARGIN, y, line));
  }
  y += 14;
  const used = CELL_STATES.filter((state) => families.some((family) => countStates(family).has(state)));
  const widest = Math.max(0, ...used.map((state) => LOOKS[state].word.length));
  const column = LEGEND_SIGN + widest * CHARACTER + LEGEND_GAP;
  const perRow = Math.max(1, Math.floor((width - 2 * MARGIN) / column));
  used.forEach((state, i) => {
    const [left, top] = [MARGIN + (i % perRow) * column, y + Math.floor(i / perRow) * LEGEND_ROW];
    parts.push(
      `<g class="cell ${state}"><rect x="${left}" y="${top}" width="18" height="18" rx="3"/>`,
      `<text x="${left + 9}" y="${top + 13}">${LOOKS[state].sign}</text></g>`,
      text(left + LEGEND_SIGN, top + 13, LOOKS[state].word),
    );
  });
  y += Math.ceil(used.length / perRow) * LEGEND_ROW + 12;
  for (const { family, drawing } of drawings) {
    for (const line of wrap(`${family.cidr}: ${describeFill(family)}`, (width - 2 * MARGIN) / CHARACTER, ",")) {
      parts.push(text(MARGIN, y, line));
      y += 16;
    }
    parts.push(place(drawing, MARGIN, y));
    y += drawing.height + 2 * MARGIN;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escapeXml(mapSummary(map))}">`,
    `<style>${styleRules()}</style><rect width="100%" height="100%" style="fill:var(--back)"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function describeFill(family: SubnetMap["families"][number]): string {
  const counts = countStates(family);
  return `${printShare(counts)}, ${printStates(counts)}`;
}

export function mapTitle({ kind, subnet, pool, isPlan }: SubnetMap): string {
  const what = pool === undefined ? `${kind} ${subnet}` : `IPPool ${pool} of Subnet ${subnet}`;
  return isPlan ? `${what}, with the plan drawn in` : what;
}

/** The map in a sentence, for those who do not see it. */
export function mapSummary(map: SubnetMap): string {
  const families = map.families.map((family) => `${family.cidr}: ${describeFill(family)}`);
  return `${mapTitle(map)}. ${families.join(". ")}`;
}

/** Lines of at most so many characters, broken behind a separator. */
function wrap(content: string, length: number, separator: "," | ""): readonly string[] {
  const lines: string[] = [];
  for (const part of content.split(separator === "," ? /(?<=, )/ : /(?<= )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.trimEnd().length <= length) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

function place({ body }: Drawing, x: number, y: number): string {
  return `<g transform="translate(${x} ${y})">${body}</g>`;
}

function text(x: number, y: number, content: string, style = ""): string {
  return `<text x="${x}" y="${y}"${style === "" ? "" : ` style="${style}"`}>${escapeXml(content)}</text>`;
}
