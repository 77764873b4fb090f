import { oneLine } from "../../provider/plan";
import { CELL_LIMIT, type CellState, type FamilyMap, type Tile, tilesOf } from "../../provider/report";
import { printBlock, printCount, printStates, printValue } from "./numbers";
import { LOOKS, STATES } from "./palette";

/** A piece of SVG of known size, in pixels. */
export interface Drawing {
  readonly body: string;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

const STEP = 27;
const CELL = 24;
const TILE_STEP = 40;
const TILE = 36;
const CHARACTER = 7.3;

/** One cell for each address, or one tile for each block where that would be too many. */
export function drawMap(map: FamilyMap): Drawing {
  return map.last - map.first < CELL_LIMIT ? drawCells(map) : drawTiles(map, tilesOf(map));
}

export function isTiled(map: FamilyMap): boolean {
  return map.last - map.first >= CELL_LIMIT;
}

function drawCells(map: FamilyMap): Drawing {
  const { family, first, last } = map;
  const columns = last - first < 256n ? 16 : 32;
  const begin = first - (first % BigInt(columns));
  const rows = Number((last - begin) / BigInt(columns)) + 1;
  const left = labelWidth(printValue(family, last));
  const parts: string[] = [];
  const held = new Map(map.occupants.map((occupant) => [occupant.value, occupant]));
  for (let row = 0; row < rows; row++) {
    const y = row * STEP;
    parts.push(
      `<text x="${left - 8}" y="${y + 16}" text-anchor="end">${printValue(family, begin + BigInt(row * columns))}</text>`,
    );
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
        `<g class="cell ${state}" data-i="${value - first}"><rect x="${x}" y="${y}" width="${CELL}" height="${CELL}" rx="3"/>`,
        LOOKS[state].sign === "" ? "" : `<text x="${x + CELL / 2}" y="${y + 16}">${LOOKS[state].sign}</text>`,
        `<title>${escapeXml(title)}</title></g>`,
      );
    }
  }
  return { body: parts.join(""), width: left + columns * STEP, height: rows * STEP, columns };
}

/** `planned now: Vip "web"`, `Pod prod/x`, `free`. */
export function describe(state: CellState, what: string): string {
  return state === "planned" || state === "released" ? `${LOOKS[state].word}: ${what}` : what;
}

function drawTiles(map: FamilyMap, tiles: readonly Tile[]): Drawing {
  const columns = 16;
  const rows = Math.ceil(tiles.length / columns);
  const left = labelWidth(printValue(map.family, map.last));
  const parts: string[] = [];
  tiles.forEach((tile, i) => {
    const [x, y] = [left + (i % columns) * TILE_STEP, Math.floor(i / columns) * TILE_STEP];
    if (i % columns === 0) {
      parts.push(`<text x="${left - 8}" y="${y + 22}" text-anchor="end">${printValue(map.family, tile.first)}</text>`);
    }
    const title = `${printBlock(map.family, tile.first, tile.last)}: ${printStates(tile.counts)}`;
    parts.push(
      `<g class="tile${tile.isFolded ? " folded" : ""}" data-i="${i}"><rect x="${x}" y="${y}" width="${TILE}" height="${TILE}" rx="3"/>`,
      bars(tile, x, y),
      label(tile, x + TILE / 2, y + 22),
      `<title>${escapeXml(title)}</title></g>`,
    );
  });
  return { body: parts.join(""), width: left + columns * TILE_STEP, height: rows * TILE_STEP, columns };
}

const HELD: readonly CellState[] = ["planned", "released", "pod", "reserved", "vip", "other"];

/** How many addresses of a tile somebody has, gets or loses: it can be read where colours cannot. */
function label({ counts, isFolded }: Tile, x: number, y: number): string {
  const held = HELD.reduce((sum, state) => sum + (counts.get(state) ?? 0n), 0n);
  const text = isFolded ? "⋯" : held === 0n ? "" : printCount(held);
  return text === "" ? "" : `<text x="${x}" y="${y}">${text}</text>`;
}

/** A tile as a stack of its states; the least of them can still be seen. */
function bars({ first, last, counts }: Tile, x: number, y: number): string {
  const size = Number(last - first + 1n);
  const shown = STATES.filter((state) => state !== "free" && state !== "unusable" && counts.has(state));
  const inner = TILE - 2;
  const heights = shown.map((state) => Math.max(2, (Number(counts.get(state) ?? 0n) / size) * inner));
  const sum = heights.reduce((a, b) => a + b, 0);
  const scale = sum > inner ? inner / sum : 1;
  let bottom = y + 1 + inner;
  return shown
    .map((state, i) => {
      const height = (heights[i] ?? 0) * scale;
      bottom -= height;
      return `<rect class="part ${state}" x="${x + 1}" y="${round(bottom)}" width="${inner}" height="${round(height)}"/>`;
    })
    .join("");
}

function labelWidth(longest: string): number {
  return Math.ceil(longest.length * CHARACTER) + 12;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text of somebody else as XML or HTML, in content and in attributes. */
export function escapeXml(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
