/** Shorter texts occur by chance. */
const SHORTEST = 6;

/** Strikes credentials out of whatever a server sends: an error that quotes a token would carry it into logs. */
export interface CredentialWords {
  /** takes note of the headers that a request carries */
  note(headers: Readonly<Record<string, string>>): void;
  strike(text: string): string;
}

/** Knows no credentials yet. */
export function createCredentialWords(): CredentialWords {
  const words = new Set<string>();
  return {
    note(headers) {
      for (const [name, value] of Object.entries(headers)) {
        if (!/authorization|token|cookie|key|secret/i.test(name)) continue;
        const [scheme = "", rest = ""] = value.split(/ (.*)/s);
        const token = rest || scheme;
        const plain = /^basic$/i.test(scheme) ? Buffer.from(token, "base64").toString("utf8") : "";
        for (const word of [token, plain, plain.slice(plain.indexOf(":") + 1)]) {
          if (word.length < SHORTEST) continue;
          words.add(word);
          words.add(JSON.stringify(word).slice(1, -1));
        }
      }
    },
    strike(text) {
      let struck = text;
      for (const word of words) if (struck.includes(word)) struck = struck.replaceAll(word, "(secret)");
      return struck;
    },
  };
}
