import assert from "node:assert/strict";
import { createCredentialWords } from "../../../../provider/stores/kubernetes/credential-words";

describe("createCredentialWords", () => {
  it("strikes a token, the parts of a user's password, and both as JSON writes them", () => {
    const { note, strike } = createCredentialWords();
    note({ Authorization: "Bearer token-of-one" });
    note({ Authorization: `Basic ${Buffer.from('admin:pass"word').toString("base64")}` });
    note({ "x-api-key": "key-of-two", accept: "application/json" });
    const basic = Buffer.from('admin:pass"word').toString("base64");
    assert.equal(
      strike(`token-of-one ${basic} admin:pass"word pass\\"word key-of-two application/json`),
      "(secret) (secret) (secret) (secret) (secret) application/json",
    );
  });

  it("leaves what is too short to be told from chance", () => {
    const { note, strike } = createCredentialWords();
    note({ Authorization: "Bearer abc" });
    assert.equal(strike("abc"), "abc");
  });
});
