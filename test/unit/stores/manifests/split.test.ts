import assert from "node:assert/strict";
import { newlinesBetween, splitDocuments } from "../../../../provider/stores/manifests/split";

const parts = (text: string): readonly string[] => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

describe("splitDocuments", () => {
  it("finds one document where there is no marker", () => {
    assert.deepEqual(parts("a: 1\n"), ["a: 1\n"]);
  });

  it("begins a document at each marker, the text before the first one being another", () => {
    assert.deepEqual(parts("a: 1\n---\nb: 2\n--- # c\n"), ["a: 1\n", "---\nb: 2\n", "--- # c\n"]);
  });

  it("has no empty document before a marker that opens the text", () => {
    assert.deepEqual(parts("---\na: 1\n"), ["---\na: 1\n"]);
  });

  it("ends a block scalar at a marker, and none at dashes that are indented or run on", () => {
    assert.deepEqual(parts("a: |\n  ---\n  x\n---x: 1\n---\n"), ["a: |\n  ---\n  x\n---x: 1\n", "---\n"]);
  });

  it("takes as long for many documents as they are long", () => {
    const document = `{"kind": "IP", "spec": {"podName": "${"p".repeat(200)}"}}\n`;
    const shortestOf = (count: number): number => {
      const text = Array(count).fill(document).join("---\n");
      const times = Array.from({ length: 5 }, () => {
        const begin = performance.now();
        assert.equal(splitDocuments(text).length, count);
        return performance.now() - begin;
      });
      return Math.min(...times);
    };
    const growth = shortestOf(16_000) / shortestOf(1_000);
    assert.ok(growth < 100, `16 times the text takes ${growth} times as long`);
  });

  it("leaves directives with the document that they introduce", () => {
    assert.deepEqual(parts("# c\n%YAML 1.1\n---\na: 1\n"), ["# c\n%YAML 1.1\n---\na: 1\n"]);
  });

  it("takes no line for one that only a Unicode line separator begins", () => {
    assert.deepEqual(parts("a: x\u2028---\n"), ["a: x\u2028---\n"]);
  });

  it("knows lines that end with a carriage return", () => {
    assert.deepEqual(parts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "---\r\nb: 2\r\n"]);
  });
});

describe("newlinesBetween", () => {
  it("counts the lines that end between two offsets", () => {
    assert.deepEqual(
      [newlinesBetween("a\nb\nc", 0, 5), newlinesBetween("a\nb\nc", 2, 5), newlinesBetween("", 0, 0)],
      [2, 1, 0],
    );
  });
});
