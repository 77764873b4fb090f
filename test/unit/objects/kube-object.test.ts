import assert from "node:assert/strict";
import { keyOf, keyText } from "../../../provider/objects/kube-object";

describe("keyText", () => {
  it("names a cluster-scoped object by apiVersion, kind and name", () => {
    assert.equal(
      keyText({ apiVersion: "kubeovn.io/v1", kind: "IP", name: "web-0.prod" }),
      'kubeovn.io/v1 IP "web-0.prod"',
    );
  });

  it("names a namespaced object with its namespace first", () => {
    assert.equal(keyText({ apiVersion: "v1", kind: "Pod", name: "web-0", namespace: "prod" }), 'v1 Pod "prod"/"web-0"');
  });

  it("tells apart names that contain each other's separators", () => {
    const first = keyText({ apiVersion: "v1", kind: "Pod", namespace: "a", name: 'b"/"c' });
    const second = keyText({ apiVersion: "v1", kind: "Pod", namespace: 'a"/"b', name: "c" });
    assert.notEqual(first, second);
  });
});

describe("keyOf", () => {
  it("takes the four parts of the key from an object", () => {
    const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "web-0", namespace: "prod" }, spec: {} };
    assert.deepEqual(keyOf(object), { apiVersion: "v1", kind: "Pod", name: "web-0", namespace: "prod" });
  });

  it("counts an empty namespace as none", () => {
    const object = { apiVersion: "kubeovn.io/v1", kind: "IP", metadata: { name: "web-0.prod", namespace: "" } };
    assert.deepEqual(keyOf(object), { apiVersion: "kubeovn.io/v1", kind: "IP", name: "web-0.prod" });
  });
});
