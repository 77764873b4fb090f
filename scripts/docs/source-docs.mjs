import { readFileSync } from "node:fs";
import ts from "typescript";

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string} doc   its comment, on one line
 * @property {string} type  as it is written
 * @property {boolean} optional
 *
 * @typedef {object} Described
 * @property {string} doc
 * @property {readonly Member[]} members  in the order of the file; those of `extends` are not among them
 * @property {readonly string[]} bases    names of what it extends, without type arguments
 */

/**
 * The exported interfaces and classes of a file with the comments of their public properties and getters.
 *
 * @param {string} file
 * @returns {ReadonlyMap<string, Described>}
 */
export function describeFile(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  /** @type {Map<string, Described>} */
  const described = new Map();
  for (const node of source.statements) {
    if (!(ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) || node.name === undefined) continue;
    const members = [...node.members].flatMap((member) => memberOf(member, source));
    described.set(node.name.text, { doc: docOf(node), members, bases: basesOf(node, source) });
  }
  return described;
}

/** @param {ts.ClassElement | ts.TypeElement} member @param {ts.SourceFile} source @returns {Member[]} */
function memberOf(member, source) {
  const isProperty =
    ts.isPropertySignature(member) || ts.isPropertyDeclaration(member) || ts.isGetAccessorDeclaration(member);
  if (!isProperty || !ts.isIdentifier(member.name) || member.name.text.startsWith("_")) return [];
  const type = member.type?.getText(source) ?? "";
  const optional = "questionToken" in member && member.questionToken !== undefined;
  return [{ name: member.name.text, doc: docOf(member), type, optional }];
}

/** @param {ts.Node} node @returns {string} */
function docOf(node) {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (comment === undefined || !ts.isJSDoc(comment)) return "";
  return (ts.getTextOfJSDocComment(comment.comment) ?? "").replace(/\s*\n\s*/g, " ").trim();
}

/** @param {ts.InterfaceDeclaration | ts.ClassDeclaration} node @param {ts.SourceFile} source @returns {string[]} */
function basesOf(node, source) {
  const types = (node.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
  return types.map((type) => type.getText(source));
}
