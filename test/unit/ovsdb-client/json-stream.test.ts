import assert from "node:assert/strict";
import { createJsonStream } from "../../../provider/ovsdb-client/json-stream";

function read(text: string, limits = {}): { readonly texts: readonly string[]; readonly fault: string | undefined } {
  const { texts, fault } = createJsonStream(limits)(Buffer.from(text));
  return { texts: texts.map(String), fault };
}

describe("createJsonStream", () => {
  const cases: readonly {
    readonly name: string;
    readonly input: string;
    readonly texts: readonly string[];
    readonly fault?: string;
  }[] = [
    { name: "cuts objects without a delimiter", input: '{"a":1}{"b":{}}', texts: ['{"a":1}', '{"b":{}}'] },
    { name: "skips whitespace between objects", input: " \n{}\r\t{} ", texts: ["{}", "{}"] },
    { name: "reads brackets in strings as text", input: '{"a":"}]{["}{}', texts: ['{"a":"}]{["}', "{}"] },
    {
      name: "reads an escaped quote as text",
      input: String.raw`{"a":"\"}"}{}`,
      texts: [String.raw`{"a":"\"}"}`, "{}"],
    },
    {
      name: "reads an escaped backslash before a quote",
      input: String.raw`{"a":"\\"}{}`,
      texts: [String.raw`{"a":"\\"}`, "{}"],
    },
    { name: "keeps an incomplete object back", input: '{}{"a":[', texts: ["{}"] },
    { name: "leaves the grammar to the parser", input: "{]{}", texts: ["{]", "{}"] },
    { name: "refuses an array at the top", input: "{}[]", texts: ["{}"], fault: "not-an-object" },
    { name: "refuses a string at the top", input: '"{}"', texts: [], fault: "not-an-object" },
    { name: "refuses a stray closing bracket", input: "}", texts: [], fault: "not-an-object" },
  ];
  for (const { name, input, texts, fault } of cases) {
    it(name, () => assert.deepEqual(read(input), { texts, fault }));
  }

  it("refuses a text over the limit before it is complete", () => {
    assert.deepEqual(read('{"a":1}', { maxBytes: 7 }), { texts: ['{"a":1}'], fault: undefined });
    assert.deepEqual(read('{"a":12}', { maxBytes: 7 }), { texts: [], fault: "too-long" });
    assert.deepEqual(read('{"a":"xxxxxx', { maxBytes: 7 }), { texts: [], fault: "too-long" });
  });

  it("counts the bytes of every chunk of a text, and of no other", () => {
    const push = createJsonStream({ maxBytes: 8 });
    for (const part of ['{"a', '":1}', "{}", '{"b":', "12}"]) assert.equal(push(Buffer.from(part)).fault, undefined);
    for (const part of ['{"a":', "123"]) push(Buffer.from(part));
    assert.equal(push(Buffer.from("4}")).fault, "too-long");
  });

  it("refuses what is nested too deeply", () => {
    assert.equal(read(`{"a":${"[".repeat(999)}`).fault, undefined);
    assert.equal(read(`{"a":${"[".repeat(1000)}`).fault, "too-deep");
  });

  it("says so again after a fault, and reads no more", () => {
    const push = createJsonStream();
    push(Buffer.from("!"));
    assert.deepEqual(push(Buffer.from("{}")), { texts: [], fault: "not-an-object" });
  });

  it("joins a character that was split between chunks", () => {
    const bytes = Buffer.from('{"a":"😀"}');
    const push = createJsonStream();
    const texts = [...bytes].flatMap((byte) => push(Buffer.from([byte])).texts);
    assert.deepEqual(texts.map(String), ['{"a":"😀"}']);
  });
});
