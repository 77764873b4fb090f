import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { writeKubeconfig } from "../support/kubeconfig";
import { sharedCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";
import type { ApiObject } from "./objects";

/** The roles that are shipped, by file name in `deploy/`. */
export type ShippedRole =
  | "cluster-role-preview"
  | "cluster-role-dry-run"
  | "cluster-role-up"
  | "cluster-role-up-spiderpool"
  | "cluster-role-namespaces"
  | "cluster-role-templates"
  | "role-controller";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";

const kubeconfigs = new Map<string, Promise<string>>();
const roles = new Map<ShippedRole, Promise<ApiObject>>();

/** Kubeconfig of an account with the rights of these roles as they are shipped, and none besides. */
export function accountWith(...shipped: readonly ShippedRole[]): Promise<string> {
  const name = shipped.join("-and-");
  const known = kubeconfigs.get(name) ?? makeAccount(name, shipped);
  kubeconfigs.set(name, known);
  return known;
}

async function makeAccount(name: string, shipped: readonly ShippedRole[]): Promise<string> {
  const { server, folder } = await sharedCluster();
  await make(ACCOUNTS, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  for (const file of shipped) {
    const role = roles.get(file) ?? makeRole(file);
    roles.set(file, role);
    await bind(name, await role);
  }
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 7200 } };
  const { status } = await make(`${ACCOUNTS}/${name}/token`, request);
  return writeKubeconfig(name, {
    cluster: { server, "certificate-authority": join(folder, "apiserver.crt") },
    user: { token: String(status.token) },
  });
}

async function makeRole(file: ShippedRole): Promise<ApiObject> {
  const role = parse(readFileSync(join(repositoryFolder, "deploy", `${file}.yaml`), "utf8"));
  return make(`${within(role)}/${role.kind.toLowerCase()}s`, role);
}

async function bind(account: string, role: ApiObject): Promise<void> {
  const kind = `${role.kind}Binding`;
  const { name, namespace } = role.metadata;
  await make(`${within(role)}/${kind.toLowerCase()}s`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: { name: `${account}-${name}`, namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: role.kind, name },
    subjects: [{ kind: "ServiceAccount", name: account, namespace: "default" }],
  });
}

function within({ metadata: { namespace } }: ApiObject): string {
  return namespace === undefined ? RBAC : `${RBAC}/namespaces/${namespace}`;
}

async function make(path: string, object: ApiObject): Promise<ApiObject> {
  const { admin } = await sharedCluster();
  const { status, body } = await admin("POST", path, object);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}
