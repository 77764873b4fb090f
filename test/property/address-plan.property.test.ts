import assert from "node:assert/strict";
import fc from "fast-check";
import { subnetObject, vipObject } from "../support/objects";
import { checkProgram } from "../support/plan";
import type { Resource } from "../support/program";
import { propertyOptions } from "../support/property";

const options = propertyOptions({ runs: 60 });

const SUBNETS = [
  subnetObject("small", "10.99.0.0/27", { gateway: "10.99.0.1", excludeIps: ["10.99.0.1"] }),
  subnetObject("dual", "10.66.0.0/27,fd00:66::/64", { gateway: "10.66.0.1,fd00:66::1" }),
];

const name = fc.stringMatching(/^[a-z]{1,4}$/);
const subnet = fc.constantFrom("small", "dual");
const resources: fc.Arbitrary<readonly Resource[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({ kind: fc.constant("Vip" as const), name, args: fc.record({ subnet }) }),
    name.chain((pod) =>
      fc.record({
        kind: fc.constant("ReservedIP" as const),
        name: fc.constant(pod),
        args: fc.record({ subnet, workload: fc.constant({ kind: "Pod", name: pod }) }),
      }),
    ),
  ),
  { minLength: 1, maxLength: 12, selector: (one) => one.name },
);

describe("an AddressPlan", () => {
  it("decides what a batch of the same resources decides, beside whatever stands", () => {
    fc.assert(
      fc.property(resources, fc.uniqueArray(fc.integer({ min: 2, max: 12 }), { maxLength: 5 }), (batch, held) => {
        const objects = [...SUBNETS, ...held.map((last) => vipObject(`live${last}`, "small", `10.99.0.${last}`))];
        const wants = Object.fromEntries(batch.map(({ kind, name, args }) => [name, { kind, ...args }]));
        const plan: Resource = { kind: "AddressPlan", name: "addresses", args: { wants } };
        const alone = checkProgram(objects, batch);
        const users = batch.map((one) => ({ ...one, batch: 1, args: { ...one.args, plan: "addresses" } }));
        const planned = checkProgram(objects, [plan, ...users]);
        const { v4ips, v6ips } = planned.get("AddressPlan::addresses")?.inputs ?? {};
        for (const { kind, name } of batch) {
          const fields = kind === "Vip" ? (["v4ip", "v6ip"] as const) : (["v4IpAddress", "v6IpAddress"] as const);
          const expected = fields.map((field) => alone.get(`${kind}::${name}`)?.inputs[field] ?? undefined);
          const found = [v4ips, v6ips].map((map) => (map as Readonly<Record<string, unknown>>)[name]);
          assert.deepEqual(found, expected);
          const own = fields.map((field) => planned.get(`${kind}::${name}`)?.inputs[field] ?? undefined);
          assert.deepEqual(own, expected);
        }
      }),
      options,
    );
  });
});
