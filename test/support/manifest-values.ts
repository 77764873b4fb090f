import fc from "fast-check";
import type { KubeObject } from "../../provider/objects/kube-object";

/** Strings that readers of YAML have been known to take for something else. */
const TREACHEROUS = [
  ...[
    "",
    " ",
    "~",
    "null",
    "Null",
    "true",
    "True",
    "yes",
    "Yes",
    "y",
    "N",
    "on",
    "OFF",
    "=",
    "<<",
    ".",
    "..",
    "...",
    "---",
  ],
  ...[
    "0",
    "-0",
    "+1",
    "1_000",
    "0x1F",
    "0b11",
    "0o17",
    "017",
    "09",
    "1e3",
    "1E-3",
    "e3",
    ".5",
    "5.",
    "1.5",
    ".inf",
    "-.INF",
    ".NaN",
  ],
  ...["1:30", "00:11:22:33:44:55", "190:20:30.15", "2026-11-21", "2026-11-21T09:07:18Z", "2026-1-2 3:4:5", "1.2.3"],
  ...["::1", "fd00::", "fd00::1", "10.16.0.1", "10.0.0.1..10.0.0.9", "10.0.0.0/8,fd00::/64", "56:95:29:b5:e9:e3"],
  ...[
    "a: b",
    "a:",
    ":a",
    "a #b",
    "#a",
    "- a",
    "-",
    "? a",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "'a'",
    '"a"',
    "a\\b",
  ],
  ...[
    "[a]",
    "{a}",
    "a, b",
    "a]",
    "\ta",
    "a\t",
    "a\nb",
    "a\n",
    "\na",
    "a\r\nb",
    "\u0000",
    "\u0007",
    "\u007f",
    "\u0085",
    "\u00a0",
  ],
  ...["\u2028", "\u2029", "\ufeff", "\ufffe", "ü", "名前", "👾", "\ud800", "__proto__", "constructor", "x".repeat(200)],
];

/** Any string, the treacherous ones and pieces of them more often. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TREACHEROUS),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(..."01_.:-+eExXob ,#'\"\\[]{}&*!|>%@`?=<~ynYNfdaT/\n\t".split("")),
    maxLength: 12,
  }),
);

const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => (Object.is(double, -0) ? 0 : double)),
  fc.constantFrom(1.8446744073709552e19, 1e21, 1e-7),
);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 10 }) },
  { weight: 1, arbitrary: text },
);

/** Any value that JSON can say. */
export const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const name = text.filter((candidate) => candidate !== "");
const texts = fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true });

/** A Kubernetes object of any content. */
export const object: fc.Arbitrary<KubeObject> = fc.record(
  {
    apiVersion: fc.constantFrom("v1", "kubeovn.io/v1"),
    kind: fc.constantFrom("Pod", "Vip"),
    metadata: fc.record(
      { name, namespace: name, labels: texts, annotations: texts, finalizers: value },
      { requiredKeys: ["name"], noNullPrototype: true },
    ),
    spec: value,
    status: value,
  },
  { requiredKeys: ["apiVersion", "kind", "metadata"], noNullPrototype: true },
) as fc.Arbitrary<KubeObject>;
