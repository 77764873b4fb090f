import assert from "node:assert/strict";
import { kubeNameFaults, type NamedObject } from "../../../../provider/plan";

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
      /^the name of IP "a+"… has 254 characters, and Kubernetes accepts 253; shorten/,
    ],
    ["a name with a capital letter", object({ name: "Web" }), /is invalid: Kubernetes accepts lowercase letters/],
    ["a name with a line break", object({ name: "web\n" }), /is invalid/],
    ["a namespace with a dot", object({ namespace: "a.b" }), /^namespace "a\.b" of IP "web\.prod" is invalid/],
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
      /would have 300001 bytes, and Kubernetes accepts 262144; shorten what "a" is made of/,
    ],
    [
      "a selector with a line break",
      object({}, { selector: ["app: a\nb: c"] }),
      /^selector of IP "web\.prod" is "app: a\\nb: c", with a line break/,
    ],
    [
      "an object of 2 MB",
      object({}, { ips: Array.from({ length: 200_000 }, (_, i) => `10.0.${i}`) }),
      /^IP "web\.prod" would have \d+ bytes, and a cluster stores 1572864; declare less in one resource/,
    ],
    [
      "half a character in a field",
      object({}, { podName: "a\ud800" }),
      /^podName of IP "web\.prod" is ".*", with half of a/,
    ],
    [
      "half a character in an annotation",
      object({ annotations: { "pulumi-kubeovn/owner": "a\ud800" } }),
      /^annotation pulumi-kubeovn\/owner of IP "web\.prod" is ".*", with half of a character in it/,
    ],
    [
      "a VPC that cannot be",
      object({}, { vpc: "Team A" }),
      /^vpc of IP "web\.prod" is "Team A", which cannot be the name/,
    ],
    [
      "a namespace in a list",
      object({}, { namespaces: ["a", "b.c"] }),
      /^namespaces of IP "web\.prod" is "b\.c", which cannot be/,
    ],
    [
      "a selector's key",
      object({}, { podAffinity: { matchLabels: { ["k".repeat(64)]: "x" } } }),
      /^matchLabels of IP "web\.prod" asks for the label "k+", which no object can have/,
    ],
    [
      "a selector's value",
      object({}, { selectors: [{ matchLabels: { a: "x y" } }] }),
      /^matchLabels of IP "web\.prod" asks for the label "x y"/,
    ],
    [
      "a selector's expression",
      object({}, { podAffinity: { matchExpressions: [{ key: "a", operator: "In", values: ["ok", "x\ny"] }] } }),
      /^matchExpressions of IP "web\.prod" asks for the label "x\\ny"/,
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
