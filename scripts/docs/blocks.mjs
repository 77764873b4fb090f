import { dirname, relative } from "node:path";

/** A generated part of a document: `<!-- begin NAME -->`, its text, `<!-- end NAME -->`. */
const BLOCK = /^<!-- begin (.+?) -->\n[\s\S]*?^<!-- end \1 -->$/gm;

/**
 * A document with the text of its generated parts put in.
 *
 * @param {string} document
 * @param {(name: string) => string | undefined} textOf  undefined leaves a part as it is
 * @returns {string}
 */
export function fillBlocks(document, textOf) {
  return document.replace(BLOCK, (whole, name) => {
    const text = textOf(name);
    return text === undefined ? whole : `<!-- begin ${name} -->\n\n${text.trim()}\n\n<!-- end ${name} -->`;
  });
}

/**
 * A generated text as it stands in one of the documents: its links name files from the repository's folder.
 *
 * @param {string} path  of the document, from the repository's folder
 * @param {string | undefined} text
 */
export function linkFrom(path, text) {
  return text?.replace(/\]\(((?:docs|examples)\/[^)#\s]+)/g, (_, target) => `](${relative(dirname(path), target)}`);
}

/** The text of a generated part. @param {string} document @param {string} name */
export function textIn(document, name) {
  const block = [...document.matchAll(BLOCK)].find(([, known]) => known === name)?.[0];
  if (block === undefined) throw new Error(`there is no part "${name}"`);
  return block.split("\n").slice(1, -1).join("\n").trim();
}

/** What is inside of the code that a generated part of a document shows. @param {string} document @param {string} name */
export function codeIn(document, name) {
  const block = [...document.matchAll(BLOCK)].find(([, known]) => known === name)?.[0] ?? "";
  const code = /^```.*\n([\s\S]*?)^```$/m.exec(block)?.[1];
  if (code === undefined) throw new Error(`no code stands in the part "${name}"`);
  return code;
}

/** @param {string} document @returns {readonly string[]} names of its generated parts, in order */
export function blockNames(document) {
  return [...document.matchAll(BLOCK)].map(([, name]) => /** @type {string} */ (name));
}

/**
 * A table in Markdown; the columns are not padded, so that a changed cell changes one line.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** @param {string} cell */
function escapeCell(cell) {
  return cell.replaceAll("|", "\\|").replaceAll("\n", "<br>");
}

/** @param {string} language @param {string} text @returns {string} */
export function fence(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
