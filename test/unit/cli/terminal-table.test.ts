import assert from "node:assert/strict";
import { layOut } from "../../../cli/print/terminal-table";

const cells = (...texts: string[]): { text: string }[] => texts.map((text) => ({ text }));
const ROWS = [cells("+", "10.0.0.5", "02:00", "web"), cells("~", "fd00::5", "02:01", "database")];

describe("layOut", () => {
  it("puts rows into columns that are as wide as their widest text", () => {
    assert.equal(layOut(ROWS), "+  10.0.0.5  02:00  web\n~  fd00::5   02:01  database");
  });

  it("omits as few expendable columns as it must, in their order", () => {
    const full = layOut(ROWS);
    assert.equal(layOut(ROWS, 28, [2, 0]), full);
    assert.equal(layOut(ROWS, 27, [2, 0]), "+  10.0.0.5  web\n~  fd00::5   database");
    assert.equal(layOut(ROWS, 20, [2, 0]), "10.0.0.5  web\nfd00::5   database");
    assert.equal(layOut(ROWS, 5, [2, 0]), "10.0.0.5  web\nfd00::5   database");
  });

  it("counts no colors, and steers no terminal", () => {
    const paint = (text: string): string => `\u001b[31m${text}\u001b[39m`;
    assert.equal(
      layOut([[{ text: "a\u001b[2J", paint }, { text: "b" }], cells("long-one", "c")], 11, [1]),
      `${paint("a [2J")}     b\nlong-one  c`,
    );
  });
});
