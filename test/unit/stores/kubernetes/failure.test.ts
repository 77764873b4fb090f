import assert from "node:assert/strict";
import { ApiError } from "../../../../provider/stores/kubernetes/api-error";
import { failureOf } from "../../../../provider/stores/kubernetes/failure";
import { resourceOf } from "../../../../provider/stores/kubernetes/resources";
import type { StoreError } from "../../../../provider/stores/store";

const WHERE = 'https://k8s.example (context "ci")';
const asked = { where: WHERE, verb: "list", resource: resourceOf({ apiVersion: "kubeovn.io/v1", kind: "IP" }) };

describe("failureOf", () => {
  const cases: readonly { name: string; error: unknown; code: string; says: string }[] = [
    {
      name: "a port where nothing listens",
      error: Object.assign(new Error(), { code: "ECONNREFUSED" }),
      code: "unreachable",
      says: `cluster ${WHERE} cannot be reached: nothing listens there; check address, network and VPN, or name another context`,
    },
    {
      name: "a certificate that is not trusted",
      error: Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
      code: "unreachable",
      says: `cluster ${WHERE} cannot be reached: self-signed certificate; check address, network and VPN, or name another context`,
    },
    {
      name: "a right that is missing",
      error: new ApiError(403, "Forbidden", 'ips.kubeovn.io is forbidden: User "ci" cannot list resource "ips"'),
      code: "forbidden",
      says: `cluster ${WHERE} forbids to list ips; add the rule {apiGroups: ["kubeovn.io"], resources: ["ips"], verbs: ["list"]} to a ClusterRole of this account`,
    },
    {
      name: "a webhook's own words",
      error: new ApiError(403, "Forbidden", 'admission webhook "policy.example" denied the request: no IPs on Fridays'),
      code: "refused",
      says: `cluster ${WHERE} refuses: admission webhook "policy.example" denied the request: no IPs on Fridays`,
    },
    {
      name: "a policy that forbids",
      error: new ApiError(403, "Forbidden", `ips "a" is forbidden: ValidatingAdmissionPolicy 'p' denied request: no`),
      code: "refused",
      says: `cluster ${WHERE} refuses: ips "a" is forbidden: ValidatingAdmissionPolicy 'p' denied request: no`,
    },
    {
      name: "a webhook that answers a conflict",
      error: new ApiError(409, "", 'admission webhook "kube-ovn.io" denied the request: overlaps'),
      code: "refused",
      says: `cluster ${WHERE} refuses: admission webhook "kube-ovn.io" denied the request: overlaps`,
    },
    {
      name: "an object that the schema does not allow",
      error: new ApiError(422, "Invalid", "spec.subnet: Required value"),
      code: "refused",
      says: `cluster ${WHERE} refuses: spec.subnet: Required value`,
    },
  ];
  for (const { name, error, code, says } of cases) {
    it(`puts into words: ${name}`, () => {
      const failure = failureOf(error, asked) as StoreError;
      assert.deepEqual([failure.code, failure.message], [code, says]);
    });
  }

  describe("of a dry run", () => {
    const tried = { apiVersion: "kubeovn.io/v1", kind: "IP", name: "web-0.prod" };

    it("says that nothing was refused yet", () => {
      const failure = failureOf(new ApiError(422, "Invalid", "spec.subnet: Required value"), { ...asked, tried });
      assert.equal(
        (failure as StoreError).message,
        `cluster ${WHERE} would refuse kubeovn.io/v1 IP "web-0.prod": spec.subnet: Required value; change the resource, or what refuses it`,
      );
    });

    it("says what it needs, and how to do without", () => {
      const error = new ApiError(403, "Forbidden", 'ips is forbidden: User "ci" cannot create resource "ips"');
      const failure = failureOf(error, { ...asked, verb: "create", tried });
      assert.equal(
        (failure as StoreError).message,
        `cluster ${WHERE} forbids to create ips, which a server-side dry run needs; add the rule {apiGroups: ["kubeovn.io"], resources: ["ips"], verbs: ["create"]} to a ClusterRole of this account, or leave kubeovn:serverDryRun out`,
      );
    });
  });

  for (const status of [404, 409, 410]) {
    it(`leaves ${status} to the caller`, () => {
      const error = new ApiError(status, "", "");
      assert.equal(failureOf(error, asked), error);
    });
  }
});
