import assert from "node:assert/strict";
import fc from "fast-check";
import { joinWithin } from "../../../cli/print/comment";
import { code, prose, table } from "../../../cli/print/markdown";
import { withoutCode } from "../../support/markdown";

/** What GitHub or GitLab makes a mention, a link, a reference or markup of, wherever it stands. */
const LIVE: readonly string[] = [
  "@octocat",
  "@team/reviewers",
  "user@example.com",
  "#123",
  "GH-123",
  "owner/repo#12",
  "TASK-7",
  "https://evil.example/x",
  "http://evil.example",
  "ftp://evil.example",
  "www.evil.example",
  "mailto:a@evil.example",
  "0123abc",
  "0123456789012345678901234567890123456789",
  "owner/repo@0123abc",
  "octocat:main",
  "!12",
  "$12",
  "&12",
  "%12",
  '~"label"',
  "[issue:12]",
  "[text](https://evil.example)",
  "![x](https://evil.example)",
  "<img src=x>",
  "<https://evil.example>",
  "<!-- x -->",
  "**x**",
  "_x_",
  "~~x~~",
  "`x`",
  "# h",
  "> q",
  "- [ ] x",
  "a|b",
  "\\",
  "&#64;octocat",
  "&commat;octocat",
  ":smile:",
  "$$x$$",
  "\n\n# h",
  "\r@octocat",
  "\u2028@octocat",
  "\u202e@octocat",
];

describe("a text of someone else in a comment", () => {
  for (const text of LIVE) {
    it(`is nothing but text: ${JSON.stringify(text)}`, () => {
      const sentence = `Pod ${text} has "${text}"; take (${text})`;
      for (const printed of [prose(text), prose(sentence), code(text), table(["a"], [[code(sentence), prose(text)]])]) {
        assertInert(printed);
      }
    });
  }

  it("is nothing but text, whatever it is", () => {
    const word = fc.oneof(fc.constantFrom(...LIVE), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom("", " ", "`"), (words, between) => {
        const text = words.join(between);
        for (const printed of [prose(text), code(text), table(["a"], [[code(text), prose(text)]])])
          assertInert(printed);
      }),
    );
  });

  it("leaves plain words, names and addresses as they are", () => {
    const text = 'Vip "web": 10.0.0.5 in Subnet "ovn-default" is held by Pod prod/web, and 90 % is the limit (at most)';
    assert.equal(prose(text), text);
    assert.equal(prose("address fd00::9 of web-0 is taken"), "address `fd00::9` of `web-0` is taken");
    assert.equal(prose("set kubeovn:owner @x #1 there"), "set `kubeovn:owner @x #1` there");
  });

  it("is code to its end where a comment is cut", () => {
    const head = `- ${code("@octocat ".repeat(50))}\n- ${code("@octocat")}`;
    for (let limit = 200; limit < 700; limit += 1) assertInert(joinWithin(head, [], limit));
  });
});

/** Outside of code there is nothing but letters, digits, spaces and signs that mean nothing in any dialect. */
function assertInert(markdown: string): void {
  const rest = withoutCode(markdown);
  assert.doesNotMatch(rest, /[^\p{L}\p{N} \n"'.,;:?()/%…→–|-]/u, markdown);
  assert.doesNotMatch(rest, /www\.|:\/\/|\p{L}-\p{N}|(?<![\p{L}\p{N}])[0-9a-f]{7,}(?![\p{L}\p{N}])/iu, markdown);
}
