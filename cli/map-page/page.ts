/** Runs in the page that `pulumi-kubeovn map` writes: a script without imports, and the page's data beside it. */
interface PageData {
  readonly states: readonly { readonly name: string; readonly word: string; readonly sign: string }[];
  /** What labels begin with. */
  readonly beginnings: readonly string[];
  readonly families: readonly PageFamily[];
}

interface PageFamily {
  readonly family: 4 | 6;
  /** Decimal texts: an IPv6 address does not fit into a number. */
  readonly first: string;
  readonly last: string;
  readonly columns: number;
  /** First and last address of each block as offsets; empty where every address has a cell. */
  readonly blocks: readonly (readonly [string, string])[];
  /** Distance from the occupant before, index of the state, label as index of its beginning and rest. */
  readonly occupants: readonly (readonly [string | number, number, number, string])[];
  /** First and last offset, index of the state, what it is. */
  readonly zones: readonly (readonly [string, string, number, string])[];
}

interface Spot {
  readonly value: bigint;
  readonly state: number;
  readonly label: string;
}

const SVG = "http://www.w3.org/2000/svg";
const MOST_CELLS = 4096n;
const MOST_ROWS = 500;
/** Of the cells of a block, in units of its picture: as in the drawing above it. */
const STEP = 27;
const HEAD = 16;
const CHARACTER = 7.3;

/** How many items have been given an id, by which a screen reader knows which one is the current one. */
let named = 0;

function startPage(data: PageData): void {
  const free = data.states.findIndex(({ name }) => name === "free");
  data.families.forEach((family, index) => {
    const section = document.getElementById(`family-${index}`);
    if (section !== null) startFamily(data, family, section, free);
  });
  // Paper cannot be clicked on.
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

function startFamily(data: PageData, family: PageFamily, section: HTMLElement, free: number): void {
  const first = BigInt(family.first);
  const spots = new Map<string, Spot>();
  let value = first;
  for (const [step, state, beginning, rest] of family.occupants) {
    value += BigInt(step);
    spots.set(String(value - first), { value, state, label: `${data.beginnings[beginning]}${rest}` });
  }
  const zones = family.zones.map(([from, to, state, label]) => ({ from: BigInt(from), to: BigInt(to), state, label }));
  const spotAt = (offset: bigint): Spot => {
    const known = spots.get(String(offset));
    if (known !== undefined) return known;
    const zone = zones.find(({ from, to }) => from <= offset && offset <= to);
    return { value: first + offset, state: zone?.state ?? free, label: zone?.label ?? "free" };
  };
  const tell = (spot: Spot): string => `${printAddress(family.family, spot.value)}: ${describe(data, spot)}`;
  const status = find(section, ".status");
  const overview = find(section, ".overview");
  const detail = find(section, ".detail");

  if (family.blocks.length === 0) {
    startCursor(overview, status, family.columns, (i) => tell(spotAt(BigInt(i))));
  } else {
    const open = (i: number): void => {
      const [from, to] = offsetsOf(family, i);
      showBlock(detail, { from, to, family, data, spotAt, tell, spots: [...spots.values()] });
      markOpen(overview, i);
      detail.scrollIntoView({ block: "nearest" });
    };
    startCursor(overview, status, family.columns, (i) => titleOf(overview, i), open);
    startPointer(overview, status, family, (offset) => tell(spotAt(offset)));
  }
  startSearch(section, [...spots.values()], (spot) => [
    printAddress(family.family, spot.value),
    data.states[spot.state]?.word ?? "",
    spot.label,
  ]);
}

/** In a row of a block the pointer is at one address, or at few of them. */
function startPointer(
  overview: HTMLElement,
  status: HTMLElement,
  family: PageFamily,
  tell: (offset: bigint) => string,
): void {
  overview.addEventListener("pointermove", (event) => {
    const block = event.target instanceof Element ? event.target.closest(".block") : null;
    const frame = block?.querySelector("rect")?.getBoundingClientRect();
    if (block === null || frame === undefined || frame.width === 0) return;
    const [from, to] = offsetsOf(family, Number(block.getAttribute("data-i")));
    const column = Math.floor(((event.clientX - frame.left) / frame.width) * 256);
    if (column < 0 || column > 255) return;
    const size = (to - from) / 256n + 1n;
    const offset = from + BigInt(column) * size;
    if (size === 1n && offset <= to) status.textContent = tell(offset);
  });
}

function offsetsOf(family: PageFamily, block: number): [bigint, bigint] {
  const [from, to] = family.blocks[block] ?? ["0", "0"];
  return [BigInt(from), BigInt(to)];
}

/** One tab stop for a whole drawing; arrow keys go through it, and what is under the cursor is said. */
function startCursor(
  drawing: HTMLElement,
  status: HTMLElement,
  columns: number,
  tell: (index: number) => string,
  open?: (index: number) => void,
): void {
  let current = -1;
  const itemAt = (index: number): Element | null => drawing.querySelector(`[data-i="${index}"]`);
  const goTo = (index: number): void => {
    const item = itemAt(index);
    if (item === null) return;
    itemAt(current)?.classList.remove("current");
    current = index;
    item.classList.add("current");
    item.id ||= `item-${++named}`;
    drawing.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest", inline: "nearest" });
    status.textContent = tell(index);
  };
  const indexOf = (target: EventTarget | null): number => {
    const item = target instanceof Element ? target.closest("[data-i]") : null;
    return item === null ? -1 : Number(item.getAttribute("data-i"));
  };
  drawing.addEventListener("pointerover", (event) => {
    const index = indexOf(event.target);
    if (index >= 0) status.textContent = tell(index);
  });
  drawing.addEventListener("click", (event) => {
    const index = indexOf(event.target);
    if (index < 0) return;
    goTo(index);
    open?.(index);
  });
  drawing.addEventListener("focus", () =>
    goTo(current < 0 ? Number(drawing.querySelector("[data-i]")?.getAttribute("data-i")) : current),
  );
  drawing.addEventListener("keydown", (event) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = steps[event.key];
    const items = drawing.querySelectorAll("[data-i]");
    if (step !== undefined) goTo(current + step);
    else if (event.key === "Home") goTo(indexOf(items[0] ?? null));
    else if (event.key === "End") goTo(indexOf(items[items.length - 1] ?? null));
    else if ((event.key === "Enter" || event.key === " ") && open !== undefined && current >= 0) open(current);
    else return;
    event.preventDefault();
  });
}

interface Block {
  readonly from: bigint;
  readonly to: bigint;
  readonly family: PageFamily;
  readonly data: PageData;
  readonly spots: readonly Spot[];
  spotAt(offset: bigint): Spot;
  tell(spot: Spot): string;
}

/** The addresses of one block: as cells, or as a list of holders where they are too many. */
function showBlock(detail: HTMLElement, block: Block): void {
  const { from, to, family, data } = block;
  const first = BigInt(family.first);
  const name = `${printAddress(family.family, first + from)} to ${printAddress(family.family, first + to)}`;
  detail.replaceChildren(element("h3", name));
  if (to - from >= MOST_CELLS) {
    const inside = block.spots.filter(({ value }) => value >= first + from && value <= first + to);
    const lines = inside.slice(0, MOST_ROWS).map((spot) => element("li", block.tell(spot)));
    const list = element("ul");
    list.append(...lines);
    const rest = inside.length > lines.length ? ` and ${inside.length - lines.length} more` : "";
    detail.append(
      element("p", `${inside.length} held${rest === "" ? "" : `, of which ${lines.length} are listed`}`),
      list,
    );
    return;
  }
  const columns = 16;
  const svg = document.createElementNS(SVG, "svg");
  const rows = Number((to - from) / BigInt(columns)) + 1;
  const addressAt = (row: number): string => printAddress(family.family, first + from + BigInt(row * columns));
  const left = Math.ceil(addressAt(rows - 1).length * CHARACTER) + 12;
  const [width, height] = [left + columns * STEP, HEAD + rows * STEP];
  svg.setAttribute("width", String(width + 2));
  svg.setAttribute("height", String(height + 2));
  svg.setAttribute("viewBox", `-1 -1 ${width + 2} ${height + 2}`);
  for (let column = 0; column < columns; column++) {
    const at = { x: left + column * STEP + 12, y: HEAD - 6, "text-anchor": "middle", class: "scale" };
    svg.append(svgElement("text", at, `+${column}`));
  }
  for (let row = 0; row < rows; row++) {
    const at = { x: left - 8, y: HEAD + row * STEP + 16, "text-anchor": "end", role: "rowheader" };
    svg.append(svgElement("text", at, addressAt(row)));
  }
  for (let i = 0; BigInt(i) <= to - from; i++) {
    const spot = block.spotAt(from + BigInt(i));
    const look = data.states[spot.state];
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", `cell ${look?.name ?? ""}`);
    group.setAttribute("role", "gridcell");
    group.setAttribute("data-i", String(i));
    const [x, y] = [left + (i % columns) * STEP, HEAD + Math.floor(i / columns) * STEP];
    group.append(
      svgElement("rect", { x, y, width: 24, height: 24, rx: 3 }),
      svgElement("text", { x: x + 12, y: y + 16 }, look?.sign ?? ""),
      svgElement("title", {}, block.tell(spot)),
    );
    svg.append(group);
  }
  const status = element("p", "");
  status.className = "status";
  status.setAttribute("aria-live", "polite");
  const holder = element("div");
  holder.className = "drawing";
  holder.tabIndex = 0;
  holder.setAttribute("role", "grid");
  holder.setAttribute("aria-label", `Addresses ${name}. Arrow keys move.`);
  holder.append(svg);
  detail.append(status, holder);
  startCursor(holder, status, columns, (i) => block.tell(block.spotAt(from + BigInt(i))));
}

function startSearch(section: HTMLElement, spots: readonly Spot[], cells: (spot: Spot) => readonly string[]): void {
  const input = section.querySelector("input");
  const table = section.querySelector("tbody");
  const count = find(section, ".found");
  if (input === null || table === null) return;
  const rows = spots.map((spot) => ({ spot, text: cells(spot).join(" ").toLowerCase() }));
  const show = (): void => {
    const wanted = input.value.trim().toLowerCase();
    const found = rows.filter(({ text }) => text.includes(wanted));
    const shown = found.slice(0, MOST_ROWS);
    count.textContent =
      found.length > shown.length ? `${found.length} found, the first ${shown.length} shown` : `${found.length} found`;
    table.replaceChildren(
      ...shown.map(({ spot }) => {
        const row = element("tr");
        row.append(...cells(spot).map((text) => element("td", text)));
        return row;
      }),
    );
  };
  input.addEventListener("input", show);
  // A long list does not stand in the page.
  if (table.childElementCount === 0 && rows.length > 0) show();
}

function markOpen(overview: HTMLElement, index: number): void {
  overview.querySelector(".open")?.classList.remove("open");
  overview.querySelector(`[data-i="${index}"]`)?.classList.add("open");
}

function titleOf(drawing: HTMLElement, index: number): string {
  return drawing.querySelector(`[data-i="${index}"] title`)?.textContent ?? "";
}

function describe({ states }: PageData, { state, label }: Spot): string {
  const look = states[state];
  return look !== undefined && ["conflict", "planned", "released"].includes(look.name)
    ? `${look.word}: ${label}`
    : label;
}

/** Text of an address, IPv6 as RFC 5952 wants it. */
function printAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let [begin, length] = [0, 0];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === "0") end++;
    if (end - i > length) [begin, length] = [i, end - i];
  }
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, begin).join(":")}::${groups.slice(begin + length).join(":")}`;
}

function find(section: HTMLElement, selector: string): HTMLElement {
  const found = section.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

function element(name: string, text?: string): HTMLElement {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

function svgElement(name: string, attributes: Readonly<Record<string, number | string>>, text?: string): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

startPage(JSON.parse(document.getElementById("data")?.textContent ?? "{}"));
