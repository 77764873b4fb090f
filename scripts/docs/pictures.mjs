/** Pictures of the documents that no command of ours draws: what a terminal shows, and who says what to whom. */

const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";
const COLORS = `:root{color-scheme:light dark;--text:#1b1b1b;--faint:#5a5a5a;--line:#9a9a9a;--back:#ffffff;--box:#eef3f8;--note:#fff6dd;--good:#00754f;--bad:#b3121f}
@media (prefers-color-scheme:dark){:root{--text:#ececec;--faint:#a9a9a9;--line:#6a6e75;--back:#0f1114;--box:#1b2733;--note:#2e2713;--good:#2fc39a;--bad:#ff7b7b}}
text{font:12px ${FONT};fill:var(--text)}`;
const CHARACTER = 7.25;

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** @param {number} width @param {number} height @param {string} label @param {string} body */
function picture(width, height, label, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">
<style>${COLORS}</style>
<rect width="${width}" height="${height}" fill="var(--back)"/>
${body}
</svg>
`;
}

/** A line in parts of at most so many characters, broken at spaces; parts after the first are indented. @param {string} line @param {number} most */
function wrapped(line, most) {
  const parts = [];
  let rest = line;
  while (rest.length > most) {
    const space = rest.lastIndexOf(" ", most);
    const at = space > 8 ? space : most;
    parts.push(rest.slice(0, at));
    rest = `      ${rest.slice(at).trimStart()}`;
  }
  return [...parts, rest];
}

/** Commands are bold; what is created and what is wrong have colors. @param {string} line */
function styleOf(line) {
  if (line.startsWith("$ ")) return "font-weight:700";
  if (/^\s*error:|errored$/.test(line)) return "fill:var(--bad)";
  return /^\s*\+/.test(line) ? "fill:var(--good)" : "";
}

/**
 * A session in a terminal.
 *
 * @param {string} label
 * @param {string} session  commands begin with "$ "
 * @returns {string} an SVG
 */
export function terminalPicture(label, session) {
  const lines = session
    .trim()
    .split("\n")
    .flatMap((line) => wrapped(line, 100).map((part) => ({ part, style: styleOf(line) })));
  const width = 100 * CHARACTER + 48;
  const height = lines.length * 18 + 62;
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, i) => `<circle cx="${22 + i * 18}" cy="18" r="5.5" fill="${fill}"/>`,
  );
  const text = lines.map(
    ({ part, style }, i) =>
      `<text x="24" y="${56 + i * 18}" xml:space="preserve" style="${style}">${escaped(part)}</text>`,
  );
  const frame = `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" rx="8" fill="none" stroke="var(--line)"/><path d="M1 36H${width - 1}" stroke="var(--line)"/>`;
  return picture(width, height, label, [frame, ...dots, ...text].join("\n"));
}

/**
 * A report as a pull request shows it: what is folded there is folded here.
 *
 * @param {string} label
 * @param {string} markdown  of `pulumi-kubeovn plan --format markdown`
 * @returns {string} an SVG
 */
export function commentPicture(label, markdown) {
  const folded = markdown.replace(/<details><summary>(.*?)<\/summary>[\s\S]*?<\/details>/g, "▸ $1");
  const lines = folded.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("<!--"));
  const rows = lines.filter((line) => line.startsWith("|") && !line.startsWith("| ---")).map(cellsOf);
  const columns = (rows[0] ?? []).map(
    (_, i) => Math.max(...rows.map((row) => lengthOf(row[i] ?? ""))) * CHARACTER + 24,
  );
  const width = columns.reduce((sum, column) => sum + column, 0) + 48;
  const parts = [];
  let y = 66;
  let row = 0;
  for (const line of lines) {
    if (line.startsWith("| ---")) continue;
    if (line.startsWith("|")) {
      parts.push(tableRow(rows[row] ?? [], columns, y, row === 0));
      row += 1;
      y += ROW;
      continue;
    }
    y += 4;
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    parts.push(spansAt(heading ?? line, 24, y, heading === undefined ? "" : "font-size:16px;font-weight:700"));
    y += heading === undefined ? 24 : 34;
  }
  const height = y + 8;
  const frame = `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" rx="8" fill="none" stroke="var(--line)"/>
<path d="M1 36V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V36z" fill="var(--box)" stroke="var(--line)"/>
<text x="24" y="23"><tspan font-weight="700">addresses-bot</tspan> commented on this pull request</text>`;
  return picture(width, height, label, [frame, ...parts].join("\n"));
}

const ROW = 28;

/** @param {string} line  of a table */
function cellsOf(line) {
  return line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** Characters of a text without its marks. @param {string} markdown */
function lengthOf(markdown) {
  return markdown.replaceAll("`", "").length;
}

/** @param {readonly string[]} cells @param {readonly number[]} columns @param {number} y @param {boolean} isHead */
function tableRow(cells, columns, y, isHead) {
  let x = 24;
  return cells
    .map((cell, i) => {
      const left = x;
      const width = columns[i] ?? 0;
      x += width;
      const box = `<rect x="${left}" y="${y - 19}" width="${width}" height="${ROW}" fill="${isHead ? "var(--box)" : "none"}" stroke="var(--line)" stroke-width=".5"/>`;
      return box + spansAt(cell, left + 12, y, isHead ? "font-weight:700" : "");
    })
    .join("\n");
}

/** A line of Markdown: what stands in backquotes has a ground of its own. @param {string} line @param {number} x @param {number} y @param {string} style */
function spansAt(line, x, y, style) {
  let left = x;
  const spans = line.split("`").map((text, i) => {
    const at = left;
    left += text.length * CHARACTER;
    const ground = `<rect x="${at - 3}" y="${y - 13}" width="${text.length * CHARACTER + 6}" height="18" rx="4" fill="var(--box)"/>`;
    const shown =
      text === "" ? "" : `<text x="${at}" y="${y}" xml:space="preserve" style="${style}">${escaped(text)}</text>`;
    return i % 2 === 1 ? ground + shown : shown;
  });
  return spans.join("");
}

/**
 * @typedef {object} Sequence
 * @property {string} label
 * @property {readonly string[]} actors
 * @property {readonly (readonly [from: number, to: number, text: string] | string)[]} steps  messages between actors by their number, and notes
 */

const LANE = 210;
const STEP = 40;

/** Who says what to whom, from top to bottom. @param {Sequence} sequence @returns {string} an SVG */
export function sequencePicture({ label, actors, steps }) {
  const width = actors.length * LANE + 20;
  const height = steps.length * STEP + 90;
  const middle = (/** @type {number} */ actor) => 10 + LANE * actor + LANE / 2;
  const heads = actors.map(
    (
      actor,
      i,
    ) => `<rect x="${middle(i) - 88}" y="14" width="176" height="30" rx="6" fill="var(--box)" stroke="var(--line)"/>
<text x="${middle(i)}" y="34" text-anchor="middle" font-weight="700">${escaped(actor)}</text>
<path d="M${middle(i)} 44V${height - 14}" stroke="var(--line)" stroke-dasharray="3 4"/>`,
  );
  const rows = steps.map((step, i) => {
    const y = 84 + i * STEP;
    if (typeof step === "string") {
      return `<rect x="30" y="${y - 18}" width="${width - 60}" height="26" rx="5" fill="var(--note)" stroke="var(--line)"/>
<text x="${width / 2}" y="${y}" text-anchor="middle">${escaped(step)}</text>`;
    }
    const [from, to, text] = step;
    const [x, end] = [middle(from), middle(to)];
    if (from === to) {
      return `<path d="M${x} ${y - 12}h24v14h-22" fill="none" stroke="var(--text)" marker-end="url(#head)"/>
<text x="${x + 32}" y="${y}">${escaped(text)}</text>`;
    }
    const tip = end > x ? end - 2 : end + 2;
    return `<path d="M${x} ${y}H${tip}" stroke="var(--text)" marker-end="url(#head)"/>
<text x="${(x + end) / 2}" y="${y - 6}" text-anchor="middle" style="paint-order:stroke;stroke:var(--back);stroke-width:4">${escaped(text)}</text>`;
  });
  const marker = `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="var(--text)"/></marker></defs>`;
  return picture(width, height, label, [marker, ...heads, ...rows].join("\n"));
}

/** Sequences of the documents by the name of the file. @type {Readonly<Record<string, Sequence>>} */
export const SEQUENCES = {
  "way-of-an-address": {
    label: "The way of an address: program, Pulumi engine, provider, cluster or directory",
    actors: ["program", "Pulumi engine", "provider", "cluster or directory"],
    steps: [
      [0, 2, "all declarations of one turn"],
      [0, 1, "register each resource"],
      [1, 2, "Check"],
      [2, 3, "read what is in use, once"],
      [2, 2, "plan the whole batch"],
      [2, 1, "addresses, or every refusal"],
      [1, 0, "the address is known"],
      "A preview ends here: nothing is written.",
      [1, 2, "Create"],
      [2, 3, "claim it, write the object"],
      [3, 2, "accepted, and alone"],
      [2, 1, "outputs, into the state"],
    ],
  },
  claim: {
    label: "How an IP object claims its address on a cluster",
    actors: ["pulumi up", "Kubernetes API", "Kube-OVN"],
    steps: [
      [0, 1, "post a guard: a Vip"],
      [1, 2, "the guard"],
      [2, 1, "gives it the address"],
      "From here on nobody else gets the address.",
      [0, 1, "post the IP object"],
      [1, 2, "the IP object"],
      [2, 1, "accepts it beside the guard"],
      [1, 0, "watch: none was first"],
      [0, 1, "delete the guard"],
      "The address belongs to the IP object alone.",
    ],
  },
};
