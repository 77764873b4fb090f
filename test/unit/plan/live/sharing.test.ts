import assert from "node:assert/strict";
import { isGuestOf } from "../../../../provider/plan";

const rule = { key: "SwitchLBRule/web" };

describe("isGuestOf", () => {
  it("is a pod that uses the Vip", () => {
    const pod = { key: "port/web.shop", sharesWith: "Vip/web" };
    assert.equal(isGuestOf(pod, { key: "Vip/web" }), true);
    assert.equal(isGuestOf(pod, { key: "Vip/other" }), false);
    assert.equal(isGuestOf({ key: "port/web.shop" }, { key: "Vip/web" }), false);
  });

  it("is a switch-LB rule in front of a Vip that is for one", () => {
    assert.equal(isGuestOf(rule, { key: "Vip/web", type: "switch_lb_vip" }), true);
    assert.equal(isGuestOf(rule, { key: "Vip/web", type: "" }), false);
    assert.equal(isGuestOf(rule, { key: "Vip/web" }), true);
  });

  it("is no rule at an external address or a pod", () => {
    assert.equal(isGuestOf(rule, { key: "OvnEip/web" }), false);
    assert.equal(isGuestOf(rule, { key: "port/web.shop" }), false);
  });
});
