import { CELL_STATES, type CellState } from "../../provider/report";

/** How a state looks: the colors can be told apart without seeing red and green, and the sign without seeing colors. */
export interface Look {
  readonly word: string;
  /** Behind a number other than one. */
  readonly words: string;
  readonly sign: string;
  readonly light: readonly [fill: string, sign: string];
  readonly dark: readonly [fill: string, sign: string];
}

/**
 * Fills after Okabe and Ito, "Color Universal Design" (2008); the order is that of legends.
 *
 * Signs have a contrast of at least 4.5 on their fill.
 */
export const LOOKS: { readonly [state in CellState]: Look } = {
  conflict: {
    word: "conflict",
    words: "conflicts",
    sign: "!",
    light: ["#c1121f", "#ffffff"],
    dark: ["#ff6b6b", "#1f0000"],
  },
  planned: {
    word: "new in this plan",
    words: "new in this plan",
    sign: "+",
    light: ["#00754f", "#ffffff"],
    dark: ["#2fc39a", "#00140d"],
  },
  released: {
    word: "released in this plan",
    words: "released in this plan",
    sign: "−",
    light: ["#b34700", "#ffffff"],
    dark: ["#ff8f4d", "#200c00"],
  },
  pod: { word: "pod", words: "pods", sign: "●", light: ["#0072b2", "#ffffff"], dark: ["#56b4e9", "#001420"] },
  reserved: {
    word: "reserved IP",
    words: "reserved IPs",
    sign: "◆",
    light: ["#e69f00", "#1f1500"],
    dark: ["#f0b840", "#1f1500"],
  },
  vip: { word: "Vip", words: "Vips", sign: "▲", light: ["#cc79a7", "#1d0413"], dark: ["#dd9cc0", "#1d0413"] },
  "given-up": {
    word: "given up",
    words: "given up",
    sign: "◇",
    light: ["#b9a88f", "#1f1500"],
    dark: ["#6e6048", "#ffffff"],
  },
  other: {
    word: "node, EIP, rule or pool",
    words: "of nodes, EIPs, rules or pools",
    sign: "■",
    light: ["#4d4d4d", "#ffffff"],
    dark: ["#b8b8b8", "#111111"],
  },
  asked: {
    word: "asked for",
    words: "asked for",
    sign: "?",
    light: ["#f7dfa6", "#4a3200"],
    dark: ["#5a4410", "#ffe3a3"],
  },
  gateway: {
    word: "gateway",
    words: "gateways",
    sign: "G",
    light: ["#000000", "#ffffff"],
    dark: ["#f5f5f5", "#000000"],
  },
  "planned-range": {
    word: "free in a planned range",
    words: "free in a planned range",
    sign: "·",
    light: ["#cfeee2", "#00543a"],
    dark: ["#12392d", "#8fe0c4"],
  },
  pool: {
    word: "free in a pool",
    words: "free in a pool",
    sign: "p",
    light: ["#d6e4f5", "#12365e"],
    dark: ["#1b3350", "#b9d6f7"],
  },
  excluded: {
    word: "excluded",
    words: "excluded",
    sign: "/",
    light: ["#c9c9c9", "#3b3b3b"],
    dark: ["#474747", "#e0e0e0"],
  },
  free: { word: "free", words: "free", sign: "", light: ["#ffffff", "#000000"], dark: ["#16181c", "#ffffff"] },
  unusable: {
    word: "not assignable",
    words: "not assignable",
    sign: "×",
    light: ["#f0f0f0", "#5f5f5f"],
    dark: ["#23262b", "#a8a8a8"],
  },
};

/** CSS rules of a drawing, in pages and in SVG files. */
export function styleRules(): string {
  const rules = (side: "light" | "dark"): string =>
    CELL_STATES.map((state) => {
      const [fill, sign] = LOOKS[state][side];
      return `.${state}{--fill:${fill};--sign:${sign}}`;
    }).join("");
  return [
    `:root{color-scheme:light dark;--text:#1b1b1b;--faint:#5a5a5a;--line:#9a9a9a;--back:#ffffff}${rules("light")}`,
    `@media (prefers-color-scheme:dark){:root{--text:#ececec;--faint:#a9a9a9;--line:#6a6e75;--back:#0f1114}${rules("dark")}}`,
    // Paper is white, whatever the screen is.
    `@media print{:root{--text:#000;--faint:#444;--line:#888;--back:#fff;color-scheme:light}${rules("light")}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`,
    "svg text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--text)}",
    ".scale{font-size:10px;fill:var(--faint)}.cell rect{fill:var(--fill);stroke:var(--line);stroke-width:1}",
    ".cell text{fill:var(--sign);text-anchor:middle}.block rect{fill:var(--back);stroke:var(--line)}",
    ".block path{fill:none;stroke:var(--fill);stroke-width:12}.block .count{font-size:11px}",
    ".folded line{stroke:var(--line);stroke-dasharray:2 4}.folded text{fill:var(--faint)}",
  ].join("\n");
}
