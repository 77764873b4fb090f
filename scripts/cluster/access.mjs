import { apiClient } from "./api.mjs";
import { clusterFiles, readToken, serverUrl } from "./kubernetes.mjs";
import { clusterFolder, readRecord } from "./record.mjs";

/**
 * Requests to the API server of a cluster.
 *
 * @param {string} name
 * @param {"admin" | "guest"} user
 * @returns {import("./api.mjs").ApiClient}
 * @throws {Error} where there is no such cluster
 */
export function clusterClient(name, user) {
  const record = readRecord(name);
  if (!record) throw new Error(`there is no cluster "${name}"`);
  const files = clusterFiles(clusterFolder(name));
  return apiClient({ server: serverUrl(record.ports), caFile: files.ca, token: readToken(files, user) });
}
