import assert from "node:assert/strict";
import { PROPERTIES, TYPES } from "../../../sdk";

describe("TYPES", () => {
  it("are the tokens that every state has", () => {
    assert.deepEqual(TYPES, {
      Subnet: "pulumi-nodejs:dynamic/kubeovn:Subnet",
      PlannedRange: "pulumi-nodejs:dynamic/kubeovn:PlannedRange",
      IPPool: "pulumi-nodejs:dynamic/kubeovn:IPPool",
      ReservedIP: "pulumi-nodejs:dynamic/kubeovn:ReservedIP",
      ReservedIPSet: "pulumi-nodejs:dynamic/kubeovn:ReservedIPSet",
      Vip: "pulumi-nodejs:dynamic/kubeovn:Vip",
      OvnEip: "pulumi-nodejs:dynamic/kubeovn:OvnEip",
      IptablesEIP: "pulumi-nodejs:dynamic/kubeovn:IptablesEIP",
      AapBinding: "pulumi-nodejs:dynamic/kubeovn:AapBinding",
      AddressPlan: "pulumi-nodejs:dynamic/kubeovn:AddressPlan",
    });
  });
});

describe("PROPERTIES", () => {
  it("name arguments and planned values by themselves", () => {
    assert.equal(PROPERTIES.ReservedIP.v4IpAddress, "v4IpAddress");
    assert.equal(PROPERTIES.Vip.v6ip, "v6ip");
    assert.equal(PROPERTIES.Subnet.v4Usable, "v4Usable");
    assert.equal(PROPERTIES.ReservedIPSet.reservations, "reservations");
    // @ts-expect-error a Vip has no such property
    assert.equal(PROPERTIES.Vip.v4IpAddress, undefined);
  });
});
