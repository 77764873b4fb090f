import assert from "node:assert/strict";
import { kubeNameFaults, type NamedObject } from "../../../provider/plan";

const object = (metadata: Partial<NamedObject["metadata"]>, spec: unknown = {}): NamedObject => ({
  apiVersion: "kubeovn.io/v1",
  kind: "IP",
  metadata: { name: "web.prod", ...metadata },
  spec,
});

const PREFIXED = `${"a".repeat(200)}.example/${"b".repeat(63)}`;

describe("kubeNameFaults", () => {
  for (const [name, good] of [
    ["a name of 253 characters", object({ name: "a".repeat(253) })],
    ["labels at their limits", object({ labels: { [PREFIXED]: "c".repeat(63), a: "" } })],
    ["annotations at their limit", object({ annotations: { a: "x".repeat(262_143) } })],
    [
      "lines in fields of other kinds",
      { ...object({}, { config: "{\n}" }), apiVersion: "spiderpool.spidernet.io/v2beta1" },
    ],
  ] as const) {
    it(`has nothing against ${name}`, () => assert.deepEqual(kubeNameFaults(good), []));
  }

  for (const [name, bad, said] of [
    [
      "a name of 254 characters",
      object({ name: "a".repeat(254) }),
      /^the name of IP "a+"… has 254 characters, and Kubernetes takes 253; shorten/,
    ],
    ["a name with a capital letter", object({ name: "Web" }), /is none for Kubernetes, which takes small letters/],
    ["a name with a line break", object({ name: "web\n" }), /is none for Kubernetes/],
    ["a namespace with a dot", object({ namespace: "a.b" }), /^namespace "a\.b" of IP "web\.prod" is none/],
    [
      "a label's key of 64 characters",
      object({ labels: { ["k".repeat(64)]: "" } }),
      /the label "k+", whose key Kubernetes refuses/,
    ],
    [
      "a label's value of 64 characters",
      object({ labels: { a: "v".repeat(64) } }),
      /the label "a" with the value "v+", which Kubernetes refuses/,
    ],
    ["a label's value with a slash", object({ labels: { a: "x/y" } }), /with the value "x\/y"/],
    [
      "an annotation's key with two slashes",
      object({ annotations: { "a/b/c": "" } }),
      /the annotation "a\/b\/c", whose key/,
    ],
    [
      "annotations of 300 kB",
      object({ annotations: { a: "é".repeat(150_000) } }),
      /would have 300001 bytes, and Kubernetes takes 262144; shorten "key"/,
    ],
    [
      "a selector with a line break",
      object({}, { selector: ["app: a\nb: c"] }),
      /^selector of IP "web\.prod" is "app: a\\nb: c", with a line break/,
    ],
  ] as const) {
    it(`refuses ${name}`, () => {
      const faults = kubeNameFaults(bad);
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? "", said);
      assert.ok((faults[0] ?? "").length < 500);
    });
  }
});
