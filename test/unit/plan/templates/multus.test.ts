import assert from "node:assert/strict";
import { attachmentOf, parseAttachments, printAttachments } from "../../../../provider/plan/templates/multus";

const lan = { namespace: "shop", name: "lan" };

describe("parseAttachments", () => {
  for (const [text, expected] of [
    ["", []],
    ["lan", [{ ...lan, interfaceName: undefined }]],
    [
      " prod/lan@eth1 , lan",
      [
        { namespace: "prod", name: "lan", interfaceName: "eth1" },
        { ...lan, interfaceName: undefined },
      ],
    ],
    ['[{"name":"lan","interface":"net1"}]', [{ ...lan, interfaceName: "net1" }]],
    ['[{"name":"lan","namespace":"prod"}]', [{ namespace: "prod", name: "lan", interfaceName: undefined }]],
    ["lan;wan", undefined],
    ["[lan]", undefined],
    ['{"name":"lan"}', undefined],
    ['[{"interface":"net1"}]', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseAttachments(text, "shop"), expected);
    });
  }
});

describe("printAttachments", () => {
  it("joins the short forms with commas", () => {
    assert.equal(printAttachments([lan, { ...lan, name: "wan", interfaceName: "net2" }]), "shop/lan,shop/wan@net2");
  });
});

describe("attachmentOf", () => {
  it("is the network behind a provider, and none for the pod's own", () => {
    assert.deepEqual(attachmentOf("lan.shop.ovn"), { name: "lan", namespace: "shop" });
    assert.deepEqual(attachmentOf("lan.shop"), { name: "lan", namespace: "shop" });
    assert.equal(attachmentOf("ovn"), undefined);
  });
});
