import { MAX_NESTING } from "../nesting";
import { YamlFault } from "./cursor";
import { createScanner, type ScalarStyle, type Scanner, type Token, type TokenType } from "./scanner";

interface Place {
  /** the offset of its first character, an anchor or tag before it included */
  readonly start: number;
  /** the offset after the last character that says something of it; a block scalar's is after its last line break */
  readonly end: number;
  readonly anchor: string | undefined;
}

export interface ScalarNode extends Place {
  readonly kind: "scalar";
  readonly value: string;
  readonly style: ScalarStyle;
  readonly tag: string | undefined;
  /** where its own text begins, after anchor and tag; its end if it has none */
  readonly textStart: number;
}

export interface AliasNode extends Place {
  readonly kind: "alias";
  readonly name: string;
}

export interface MapNode extends Place {
  readonly kind: "map";
  readonly isFlow: boolean;
  readonly textStart: number;
  readonly pairs: readonly PairNode[];
}

export interface ListNode extends Place {
  readonly kind: "list";
  readonly isFlow: boolean;
  readonly textStart: number;
  readonly items: readonly ItemNode[];
}

/** A member of a map, with the offset of its colon if there is one. */
export interface PairNode {
  readonly key: YamlNode;
  readonly value: YamlNode;
  readonly colon: number | undefined;
  /** its key is announced by `?` */
  readonly isExplicit: boolean;
}

/** An item of a list, with the offset of its dash in block style. */
export interface ItemNode {
  readonly value: YamlNode;
  readonly dash: number | undefined;
}

/** A node of a document, and where it stands. */
export type YamlNode = ScalarNode | AliasNode | MapNode | ListNode;

const CORE = "tag:yaml.org,2002:";
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
const NODE_END: ReadonlySet<TokenType> = new Set([
  "block-end",
  "dash",
  "directive",
  "document-end",
  "document-start",
  "entry",
  "flow-list-end",
  "flow-map-end",
  "key",
  "stream-end",
  "value",
]);

/** A document, and where it ends: kubectl reads no further, whatever follows. */
export interface YamlDocument {
  readonly root: YamlNode;
  readonly rest: number;
}

/**
 * The first document of a text as a tree; undefined if it says nothing.
 *
 * @throws YamlFault where Kubernetes' reader refuses the text, and where it is nested too deeply
 * @source go-yaml v2 parserc.go, written as a recursive descent; sigs.k8s.io/yaml reads one document
 */
export function readTree(text: string): YamlDocument | undefined {
  const control = CONTROL.exec(text);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, "0");
    throw new YamlFault(control.index, `it has the control character U+${code.toUpperCase()}`);
  }
  // kubectl reads line by line and ends the last one, too.
  return createTreeReader(createScanner(text.endsWith("\n") ? text : `${text}\n`)).document();
}

function createTreeReader(scanner: Scanner): { document(): YamlDocument | undefined } {
  const handles = new Map([
    ["!", "!"],
    ["!!", CORE],
  ]);
  let depth = 0;

  function take(): Token {
    const token = scanner.peek();
    scanner.skip();
    return token;
  }

  function document(): YamlDocument | undefined {
    for (let isOpen = false; ; isOpen = true) {
      const token = scanner.peek();
      if (token.type === "stream-end" && !isOpen) return undefined;
      if (token.type === "directive") readDirective(take());
      else {
        if (token.type === "document-start") take();
        else if (isOpen) throw new YamlFault(token.start, 'after a "%" line the document has to begin with "---"');
        break;
      }
    }
    const first = scanner.peek();
    const isEmpty = ["directive", "document-end", "document-start", "stream-end"].includes(first.type);
    const root = isEmpty ? emptyAt(first.start) : node(true, false);
    return { root, rest: scanner.peek().start };
  }

  function readDirective({ value, start }: Token): void {
    const directive = value.replace(/[ \t]+#.*$/, "").trimEnd();
    if (/^%YAML[ \t]+1\.\d$/.test(directive)) return;
    const [, handle, prefix] = /^%TAG[ \t]+(!(?:[\w-]*!)?)[ \t]+(\S+)$/.exec(directive) ?? [];
    if (handle !== undefined && prefix !== undefined) {
      handles.set(handle, prefix);
      return;
    }
    throw new YamlFault(
      start,
      `a line that begins with "%" is no directive; quote the text (a template has to be rendered first)`,
    );
  }

  function tagOf({ value, start }: Token): string {
    if (value.startsWith("!<")) return value.slice(2, -1);
    const [, handle = "!", suffix = ""] = /^(![\w-]*!)(.*)$/.exec(value) ?? [undefined, "!", value.slice(1)];
    if (value === "!") return "!";
    const prefix = handles.get(handle);
    if (prefix === undefined) throw new YamlFault(start, `the tag handle "${handle}" is not declared`);
    return prefix + suffix;
  }

  /** @param mayBeBare  a list may stand at the column of the key that it belongs to */
  function node(isBlock: boolean, mayBeBare: boolean): YamlNode {
    let token = scanner.peek();
    const { start } = token;
    if (token.type === "alias") {
      take();
      return { kind: "alias", name: token.value, start, end: token.end, anchor: undefined };
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    let end = start;
    while ((token.type === "anchor" && anchor === undefined) || (token.type === "tag" && tag === undefined)) {
      if (token.type === "anchor") anchor = token.value;
      else tag = tagOf(token);
      end = token.end;
      take();
      token = scanner.peek();
    }
    const textStart = token.start;
    switch (token.type) {
      case "scalar":
        take();
        return {
          kind: "scalar",
          value: token.value,
          style: token.style,
          tag,
          anchor,
          start,
          textStart,
          end: token.end,
        };
      case "flow-list":
        return nested(token, () => flowList({ start, anchor, textStart }));
      case "flow-map":
        return nested(token, () => flowMap({ start, anchor, textStart }));
      case "dash":
        if (mayBeBare) return nested(token, () => bareList({ start, anchor, textStart }));
        break;
      case "block-list":
        if (isBlock) return nested(token, () => blockList({ start, anchor, textStart }));
        break;
      case "block-map":
        if (isBlock) return nested(token, () => blockMap({ start, anchor, textStart }));
        break;
    }
    if (anchor !== undefined || tag !== undefined) {
      return { kind: "scalar", value: "", style: "plain", tag, anchor, start, textStart: end, end };
    }
    throw new YamlFault(token.start, expected(token, "a value"));
  }

  function nested(token: Token, read: () => YamlNode): YamlNode {
    if (++depth > MAX_NESTING) {
      throw new YamlFault(token.start, `its values are nested too deeply, over ${MAX_NESTING} levels`);
    }
    const value = read();
    depth -= 1;
    return value;
  }

  /** The value that follows, or the empty one where none does. */
  function nodeOr(mark: number, isBlock: boolean, mayBeBare: boolean): YamlNode {
    const { type } = scanner.peek();
    if (NODE_END.has(type) && !(type === "dash" && mayBeBare)) return emptyAt(mark);
    return node(isBlock, mayBeBare);
  }

  type Begun = Pick<MapNode, "start" | "anchor" | "textStart">;

  function blockList(begun: Begun): ListNode {
    take();
    const items: ItemNode[] = [];
    while (scanner.peek().type === "dash") items.push(item());
    const token = take();
    if (token.type !== "block-end") throw new YamlFault(token.start, expected(token, 'the "- " of the list'));
    return { kind: "list", isFlow: false, items, ...begun, end: endOfItems(items, begun.textStart) };
  }

  function bareList(begun: Begun): ListNode {
    const items: ItemNode[] = [];
    while (scanner.peek().type === "dash") items.push(item());
    return { kind: "list", isFlow: false, items, ...begun, end: endOfItems(items, begun.textStart) };
  }

  function item(): ItemNode {
    const dash = take();
    return { dash: dash.start, value: nodeOr(dash.end, true, false) };
  }

  function blockMap(begun: Begun): MapNode {
    take();
    const pairs: PairNode[] = [];
    for (;;) {
      const token = scanner.peek();
      if (token.type === "key") {
        take();
        const key = nodeOr(token.end, true, true);
        pairs.push({ key, ...blockValue(key), isExplicit: token.end > token.start });
      } else break;
    }
    const token = take();
    if (token.type !== "block-end") throw new YamlFault(token.start, expected(token, "a key of the map"));
    return { kind: "map", isFlow: false, pairs, ...begun, end: pairs.at(-1)?.value.end ?? begun.textStart };
  }

  function blockValue(key: YamlNode): Pick<PairNode, "value" | "colon"> {
    const token = scanner.peek();
    if (token.type !== "value") return { value: emptyAt(key.end), colon: undefined };
    take();
    return { value: nodeOr(token.end, true, true), colon: token.start };
  }

  function flowList(begun: Begun): ListNode {
    take();
    const items: ItemNode[] = [];
    for (let token = scanner.peek(); token.type !== "flow-list-end"; token = scanner.peek()) {
      if (items.length > 0) token = afterComma(token, "]");
      if (token.type === "flow-list-end") break;
      if (token.type !== "key") items.push({ value: node(false, false), dash: undefined });
      else {
        const pair = flowPair("flow-list-end");
        const { start } = pair.key;
        const map: MapNode = {
          kind: "map",
          isFlow: true,
          pairs: [pair],
          start,
          textStart: start,
          end: Math.max(pair.value.end, pair.key.end),
          anchor: undefined,
        };
        items.push({ value: map, dash: undefined });
      }
    }
    return { kind: "list", isFlow: true, items, ...begun, end: take().end };
  }

  function flowMap(begun: Begun): MapNode {
    take();
    const pairs: PairNode[] = [];
    for (let token = scanner.peek(); token.type !== "flow-map-end"; token = scanner.peek()) {
      if (pairs.length > 0) token = afterComma(token, "}");
      if (token.type === "flow-map-end") break;
      if (token.type === "key") pairs.push(flowPair("flow-map-end"));
      else {
        const key = node(false, false);
        pairs.push({ key, value: emptyAt(key.end), colon: undefined, isExplicit: false });
      }
    }
    return { kind: "map", isFlow: true, pairs, ...begun, end: take().end };
  }

  function flowPair(close: TokenType): PairNode {
    const begin = take();
    const isExplicit = begin.end > begin.start;
    const first = scanner.peek();
    const ends = (type: TokenType): boolean => type === "entry" || type === close;
    const key = first.type === "value" || ends(first.type) ? emptyAt(first.start) : node(false, false);
    const token = scanner.peek();
    if (token.type !== "value") return { key, value: emptyAt(key.end), colon: undefined, isExplicit };
    take();
    const value = ends(scanner.peek().type) ? emptyAt(token.end) : node(false, false);
    return { key, value, colon: token.start, isExplicit };
  }

  function afterComma(token: Token, close: string): Token {
    if (token.type !== "entry") throw new YamlFault(token.start, expected(token, `"," or "${close}"`));
    take();
    return scanner.peek();
  }

  return { document };
}

function endOfItems(items: readonly ItemNode[], fallback: number): number {
  return items.at(-1)?.value.end ?? fallback;
}

function emptyAt(at: number): ScalarNode {
  return {
    kind: "scalar",
    value: "",
    style: "plain",
    tag: undefined,
    anchor: undefined,
    start: at,
    textStart: at,
    end: at,
  };
}

function expected({ type, value }: Token, what: string): string {
  const found = type === "scalar" || type === "anchor" || type === "alias" ? `"${excerpt(value)}"` : FOUND[type];
  return `${what} is expected where ${found ?? "something else"} stands`;
}

const FOUND: Partial<Record<TokenType, string>> = {
  "block-end": "the indent goes back",
  "block-list": "a list begins",
  "block-map": "a map begins",
  dash: 'a "-"',
  entry: 'a ","',
  "flow-list": 'a "["',
  "flow-list-end": 'a "]"',
  "flow-map": 'a "{"',
  "flow-map-end": 'a "}"',
  key: "a key",
  "stream-end": "the end of the document",
  value: 'a ":"',
};

function excerpt(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
