import assert from "node:assert/strict";
import { renderFlow, renderObject } from "../../../../provider/stores/manifests/render";

describe("renderObject", () => {
  it("writes identity first, then the rest in the order given, lists at the column of their key", () => {
    const object = {
      spec: { subnet: "ovn-default", selector: ["app: web", { a: [1, []], b: {} }], v6ip: "fd00::5", v4ip: "" },
      metadata: {
        labels: { on: "yes" },
        finalizers: ["x"],
        annotations: { note: "a\nb" },
        namespace: "prod",
        name: "web",
      },
      kind: "Vip",
      apiVersion: "kubeovn.io/v1",
    };
    assert.equal(
      renderObject(object),
      [
        "apiVersion: kubeovn.io/v1",
        "kind: Vip",
        "metadata:",
        "  name: web",
        "  namespace: prod",
        "  labels:",
        '    "on": "yes"',
        "  annotations:",
        '    note: "a\\nb"',
        "  finalizers:",
        "  - x",
        "spec:",
        "  subnet: ovn-default",
        "  selector:",
        '  - "app: web"',
        "  - a:",
        "    - 1",
        "    - []",
        "    b: {}",
        "  v6ip: fd00::5",
        '  v4ip: ""',
        "",
      ].join("\n"),
    );
  });

  it("omits members that are undefined", () => {
    const object = { apiVersion: "v1", kind: "X", metadata: { name: "a", uid: undefined }, spec: undefined };
    assert.equal(renderObject(object), "apiVersion: v1\nkind: X\nmetadata:\n  name: a\n");
  });

  it("writes lists in lists", () => {
    const object = { apiVersion: "v1", kind: "X", metadata: { name: "a" }, spec: [[1, 2], [[3]], []] };
    assert.equal(renderObject(object).split("metadata:\n  name: a\n")[1], "spec:\n- - 1\n  - 2\n- - - 3\n- []\n");
  });
});

describe("renderFlow", () => {
  it("writes JSON on one line", () => {
    assert.equal(renderFlow({ a: [1, "on", null], "b c": {} }), '{"a": [1, "on", null], "b c": {}}');
  });

  it("writes JSON over several lines at an indent", () => {
    assert.equal(
      renderFlow({ a: [1], b: {} }, { indent: "\t", step: "\t" }),
      '{\n\t\t"a": [\n\t\t\t1\n\t\t],\n\t\t"b": {}\n\t}',
    );
  });
});
