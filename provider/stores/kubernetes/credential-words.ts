/** Shorter texts occur by chance. */
const SHORTEST = 6;

/** Strikes credentials out of whatever a server sends: an error that quotes a token would carry it into logs. */
export interface CredentialWords {
  /** takes note of the headers that a request carries */
  note(headers: Readonly<Record<string, string>>): void;
  strike(text: string): string;
  /** the same of every text and name inside a value, whatever escapes it was sent in */
  strikeAll(value: unknown): unknown;
}

/** Knows no credentials yet. */
export function createCredentialWords(): CredentialWords {
  const words = new Set<string>();
  const strike = (text: string): string => {
    let struck = text;
    for (const word of words) if (struck.includes(word)) struck = struck.replaceAll(word, "(secret)");
    return struck;
  };
  const strikeAll = (value: unknown): unknown => {
    if (typeof value === "string") return strike(value);
    if (Array.isArray(value)) return value.map(strikeAll);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [strike(key), strikeAll(inner)]));
  };
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
    strike,
    strikeAll,
  };
}
