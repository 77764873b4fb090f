import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeKubeconfig } from "../support/kubeconfig";
import { sharedCluster } from "../support/test-cluster";
import { repositoryFolder } from "../support/toolchain";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";

const kubeconfigs = new Map<string, Promise<string>>();

/** Kubeconfig of an account with the rights of one of the shipped roles, and none besides. */
export function accountWith(role: "preview" | "up"): Promise<string> {
  const known =
    kubeconfigs.get(role) ?? makeAccount(`pulumi-kubeovn-${role}`, join("deploy", `cluster-role-${role}.yaml`));
  kubeconfigs.set(role, known);
  return known;
}

async function makeAccount(name: string, roleFile: string): Promise<string> {
  const { admin, server, folder } = await sharedCluster();
  const made = async (path: string, body: unknown, type?: string): Promise<string> => {
    const answer = await admin("POST", path, body, type);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return String(answer.body.status?.token);
  };
  const metadata = { name };
  await made(`${RBAC}/clusterroles`, readFileSync(join(repositoryFolder, roleFile), "utf8"), "application/yaml");
  await made(ACCOUNTS, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  await made(`${RBAC}/clusterrolebindings`, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", name, namespace: "default" }],
  });
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 7200 } };
  const token = await made(`${ACCOUNTS}/${name}/token`, request);
  return writeKubeconfig(name, {
    cluster: { server, "certificate-authority": join(folder, "apiserver.crt") },
    user: { token },
  });
}
