import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../provider/plan";
import { subnetObject, vipObject } from "../../../support/objects";
import { checkProgram, type PlanOptions, STORE } from "../../../support/plan";
import type { Resource } from "../../../support/program";

type Inputs = Readonly<Record<string, unknown>>;

const SMALL = subnetObject("small", "10.99.0.0/28", { gateway: "10.99.0.1", excludeIps: ["10.99.0.1"] });
const OWNER = "organization/test/dev/";

const plan = (wants: Inputs, name = "addresses"): Resource => ({ kind: "AddressPlan", name, args: { wants } });
const vip = (name: string, args: Inputs = {}): Resource => ({ kind: "Vip", name, args: { subnet: "small", ...args } });

function inputsOf(program: readonly Resource[], path: string, options: PlanOptions = {}, objects = [SMALL]): Inputs {
  const { inputs, refusals } = checkProgram(objects, program, options).get(path) ?? { inputs: {}, refusals: [] };
  assert.deepEqual(refusals, []);
  return inputs;
}

describe("AddressPlan", () => {
  it("gives each want the address of the resource that names it", () => {
    const program = [
      plan({ web: { subnet: "small" }, db: { subnet: "small" } }),
      vip("web", { plan: "addresses" }),
      vip("db", { plan: "addresses" }),
    ];
    const { v4ips, v6ips } = inputsOf(program, "AddressPlan::addresses");
    assert.deepEqual(v4ips, {
      web: inputsOf(program, "Vip::web").v4ip,
      db: inputsOf(program, "Vip::db").v4ip,
    });
    assert.deepEqual(v6ips, {});
  });

  it("has a want of each kind, in its own words", () => {
    const nad = subnetObject("nad", "192.168.100.0/24", { provider: "nad.kube-system" });
    const wants = {
      db: { kind: "ReservedIP", subnet: "small", workload: { kind: "Pod", name: "db" }, v4ip: "10.99.0.9" },
      lab: { kind: "OvnEip", subnet: "small", v4ip: "10.99.0.10" },
      office: { kind: "IptablesEIP", subnet: "nad", natGwDp: "gw", v4ip: "192.168.100.7" },
    };
    const { v4ips } = inputsOf([plan(wants)], "AddressPlan::addresses", {}, [SMALL, nad]);
    assert.deepEqual(v4ips, { db: "10.99.0.9", lab: "10.99.0.10", office: "192.168.100.7" });
  });

  it("tells a resource the address that it was told", () => {
    const program = [plan({ web: { subnet: "small", v4ip: "10.99.0.12" } }), vip("web", { plan: "addresses" })];
    assert.equal(inputsOf(program, "Vip::web").v4ip, "10.99.0.12");
  });

  it("keeps the address of an object that stands", () => {
    const live = vipObject("web", "small", "10.99.0.13", {}, { "pulumi-kubeovn/owner": `${OWNER}Vip/web` });
    const program = [plan({ web: { subnet: "small" } })];
    const { v4ips } = inputsOf(program, "AddressPlan::addresses", {}, [SMALL, live]);
    assert.deepEqual(v4ips, { web: "10.99.0.13" });
  });

  it("keeps what its own state says while nothing stands, beside a want that is new", () => {
    const wants = {
      web: { subnet: "small" },
      db: { kind: "ReservedIP", subnet: "small", workload: { kind: "Pod", name: "db" } },
    };
    const olds = {
      wants,
      v4ips: { web: "10.99.0.13", db: "10.99.0.14" },
      v6ips: {},
      macAddresses: { web: "02:00:00:00:00:13" },
      owner: `${OWNER}AddressPlan/addresses`,
      store: STORE,
    };
    const program = [plan({ ...wants, more: { subnet: "small" } })];
    const { v4ips, macAddresses } = inputsOf(program, "AddressPlan::addresses", {
      version: [1, 14],
      olds: { "AddressPlan::addresses": olds },
    });
    const { more, ...others } = v4ips as Inputs;
    assert.deepEqual(others, olds.v4ips);
    assert.ok(typeof more === "string" && !Object.values(others).includes(more));
    assert.equal((macAddresses as Inputs).web, "02:00:00:00:00:13");
  });

  it("knows a resource by the key that both say", () => {
    const program = [plan({ web: { subnet: "small", key: "shop" } }), vip("web", { plan: "addresses", key: "shop" })];
    assert.deepEqual(inputsOf(program, "AddressPlan::addresses").v4ips, { web: inputsOf(program, "Vip::web").v4ip });
  });

  it("is unknown as far as its wants are", () => {
    const program = [plan({ web: { subnet: UNKNOWN }, db: { subnet: "small", v4ip: "10.99.0.9" }, any: UNKNOWN })];
    const { v4ips } = inputsOf(program, "AddressPlan::addresses");
    assert.deepEqual(v4ips, { web: UNKNOWN, db: "10.99.0.9", any: UNKNOWN });
    const whole: Resource = { kind: "AddressPlan", name: "addresses", args: { wants: UNKNOWN } };
    assert.equal(inputsOf([whole], "AddressPlan::addresses").v4ips, UNKNOWN);
  });

  it("says each mistake of a want once, in its own words", () => {
    const wants = { web: { subnet: "small", v4ip: 7 }, db: { subnet: "small", natGwDp: "gw" }, lab: "small" };
    const { refusals } = checkProgram([SMALL], [plan(wants)]).get("AddressPlan::addresses") ?? { refusals: [] };
    assert.deepEqual(
      refusals.map(({ property, code }) => [property, code]),
      [
        ["wants.web.v4ip", "wrong-type"],
        ["wants.lab", "wrong-type"],
        ["wants.db.natGwDp", "unknown-field"],
      ],
    );
  });

  it("lets a resource stand alone that has its address already", () => {
    const live = vipObject("web", "small", "10.99.0.13", {}, { "pulumi-kubeovn/owner": `${OWNER}Vip/web` });
    const { v4ip } = inputsOf([vip("web", { plan: "addresses" })], "Vip::web", {}, [SMALL, live]);
    assert.equal(v4ip, "10.99.0.13");
  });
});
