import { oneLine } from "../../provider/plan";
import {
  BLOCK_COLUMNS,
  type Block,
  blocksOf,
  CELL_LIMIT,
  type CellState,
  type FamilyMap,
  type Run,
  runsOf,
} from "../../provider/report";
import { printCount } from "../print/count";
import { heldIn, printBlock, printStates, printValue } from "./numbers";
import { LOOKS } from "./palette";

/** A piece of SVG of known size, in pixels. */
export interface Drawing {
  readonly body: string;
  readonly width: number;
  readonly height: number;
  /** Of cells; a map of blocks has one. */
  readonly columns: number;
}

const STEP = 27;
const CELL = 24;
/** Room for the scale of the columns. */
const HEAD = 16;
const CHARACTER = 7.3;

/** Rows of blocks; the paths of palette.ts are as thick as a strip is high. */
const STRIP = { step: 18, height: 12, column: 3 };
const COUNT_WIDTH = 70;

/** One cell for each address, or one row for each block where that would be too many. */
export function drawMap(map: FamilyMap): Drawing {
  return isInBlocks(map) ? drawBlocks(map, blocksOf(map)) : drawCells(map);
}

export function isInBlocks(map: FamilyMap): boolean {
  return map.last - map.first >= CELL_LIMIT;
}

function drawCells(map: FamilyMap): Drawing {
  const { family, first, last } = map;
  const columns = last - first < 256n ? 16 : 32;
  const begin = first - (first % BigInt(columns));
  const rows = Number((last - begin) / BigInt(columns)) + 1;
  const left = labelWidth(printValue(family, last));
  const parts: string[] = [];
  for (let column = 0; column < columns; column++) {
    const x = left + column * STEP + CELL / 2;
    parts.push(`<text class="scale" x="${x}" y="${HEAD - 6}" text-anchor="middle">+${column}</text>`);
  }
  const held = new Map(map.occupants.map((occupant) => [occupant.value, occupant]));
  for (let row = 0; row < rows; row++) {
    const y = HEAD + row * STEP;
    const label = printValue(family, begin + BigInt(row * columns));
    parts.push(`<g role="row"><text role="rowheader" x="${left - 8}" y="${y + 16}" text-anchor="end">${label}</text>`);
    for (let column = 0; column < columns; column++) {
      const value = begin + BigInt(row * columns + column);
      if (value < first || value > last) continue;
      const occupant = held.get(value);
      const zone = map.zones.find((one) => one.first <= value && value <= one.last);
      const state = occupant?.state ?? zone?.state ?? "free";
      const what = occupant?.label ?? zone?.label ?? "free";
      const title = `${printValue(family, value)}: ${describe(state, what)}`;
      const x = left + column * STEP;
      parts.push(
        `<g role="gridcell" class="cell ${state}" data-i="${value - first}"><rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" rx="3"/>`,
        LOOKS[state].sign === "" ? "" : `<text x="${x + CELL / 2}" y="${y + 16}">${LOOKS[state].sign}</text>`,
        `<title>${escapeXml(title)}</title></g>`,
      );
    }
    parts.push("</g>");
  }
  return { body: parts.join(""), width: left + columns * STEP, height: HEAD + rows * STEP, columns };
}

/** States whose word a label alone does not tell. */
const SAID: readonly CellState[] = ["conflict", "planned", "released"];

/** `new in this plan: Vip "web"`, `Pod prod/x`, `free`. */
export function describe(state: CellState, what: string): string {
  return SAID.includes(state) ? `${LOOKS[state].word}: ${what}` : what;
}

function drawBlocks(map: FamilyMap, blocks: readonly Block[]): Drawing {
  const labels = blocks.map(({ first, last }) => printBlock(map.family, first, last));
  const longest = blocks.map(({ isFolded }, i) => (isFolded ? 0 : (labels[i]?.length ?? 0)));
  const left = labelWidth("x".repeat(Math.max(...longest)));
  const width = BLOCK_COLUMNS * STRIP.column;
  const parts: string[] = scaleOf(blocks, left);
  blocks.forEach((block, i) => {
    const y = HEAD + i * STRIP.step;
    const title = `${labels[i]}: ${printStates(block.counts)}`;
    const content = block.isFolded
      ? drawFold(title, left, width)
      : `${drawStrip(map, block, left, width)}<text role="rowheader" x="${left - 8}" y="10" text-anchor="end">${labels[i]}</text>`;
    parts.push(
      `<g role="row" transform="translate(0 ${y})"><g role="gridcell" class="${block.isFolded ? "folded" : "block"}" data-i="${i}">`,
      content,
      `<title>${escapeXml(title)}</title></g></g>`,
    );
  });
  return {
    body: parts.join(""),
    width: left + width + COUNT_WIDTH,
    height: HEAD + blocks.length * STRIP.step,
    columns: 1,
  };
}

/** The offsets in a block that the columns stand for. */
function scaleOf(blocks: readonly Block[], left: number): string[] {
  const size = blocks.reduce((most, { first, last, isFolded }) => {
    const own = last - first + 1n;
    return !isFolded && own > most ? own : most;
  }, BigInt(BLOCK_COLUMNS));
  return [0, 64, 128, 192].map((column) => {
    const offset = (size / BigInt(BLOCK_COLUMNS)) * BigInt(column);
    return `<text class="scale" x="${left + column * STRIP.column}" y="${HEAD - 6}">+${printCount(offset)}</text>`;
  });
}

/** A block as a strip of its columns, and how many addresses are held, for who sees no colors. */
function drawStrip(map: FamilyMap, { first, last, counts }: Block, left: number, width: number): string {
  const held = heldIn(counts);
  return [
    `<rect x="${left - 0.5}" y="-.5" width="${width + 1}" height="${STRIP.height + 1}"/>`,
    drawRuns(runsOf(map, first, last), { left, column: STRIP.column, middle: STRIP.height / 2 }),
    held === 0n ? "" : `<text class="count" x="${left + width + 8}" y="10">${printCount(held)} held</text>`,
  ].join("");
}

/** Where a strip is drawn, in units of its picture; its lines are as thick as the style says. */
interface StripPlace {
  readonly left: number;
  readonly column: number;
  readonly middle: number;
}

/** The columns of a strip: one path for each state, and none for what is free. */
export function drawRuns(runs: readonly Run[], { left, column: width, middle }: StripPlace): string {
  const paths = new Map<CellState, string>();
  for (const { column, length, state } of runs) {
    if (state === "free") continue;
    paths.set(state, `${paths.get(state) ?? ""}M${left + column * width} ${middle}h${length * width}`);
  }
  return [...paths].map(([state, path]) => `<path class="${state}" d="${path}"/>`).join("");
}

function drawFold(title: string, left: number, width: number): string {
  const end = left + 8 + Math.ceil(title.length * CHARACTER) + 6;
  const line = end < left + width ? `<line x1="${end}" x2="${left + width}" y1="6" y2="6"/>` : "";
  return `<line x1="${left}" x2="${left + 4}" y1="6" y2="6"/><text x="${left + 8}" y="10">${escapeXml(title)}</text>${line}`;
}

function labelWidth(longest: string): number {
  return Math.ceil(longest.length * CHARACTER) + 12;
}

/** Text of someone else as XML or HTML, in content and in attributes. */
export function escapeXml(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
