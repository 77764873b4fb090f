import { clusterFiles, serverUrl } from "./kubernetes.mjs";
import { clusterFolder, readRecord } from "./record.mjs";

/**
 * Where a cluster is, for those who use it.
 *
 * @typedef {object} ClusterDescription
 * @property {string} name
 * @property {string} server           URL of the API server
 * @property {string} kubeconfig       of an administrator
 * @property {string} guestKubeconfig  of a user who may do nothing
 * @property {string} northbound       `tcp:host:port` of OVN's northbound database
 * @property {string} southbound       `tcp:host:port` of OVN's southbound database
 * @property {string} folder           with one log per daemon; goes with the cluster
 */

/**
 * @param {string} name
 * @returns {ClusterDescription}
 * @throws {Error} where there is no such cluster
 */
export function describeCluster(name) {
  const record = readRecord(name);
  if (!record) throw new Error(`there is no cluster "${name}"`);
  const folder = clusterFolder(name);
  const { kubeconfig, guestKubeconfig } = clusterFiles(folder);
  const { northbound, southbound } = record.ports;
  return {
    name,
    server: serverUrl(record.ports),
    kubeconfig,
    guestKubeconfig,
    northbound: `tcp:127.0.0.1:${northbound}`,
    southbound: `tcp:127.0.0.1:${southbound}`,
    folder,
  };
}
