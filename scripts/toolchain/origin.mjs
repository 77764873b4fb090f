import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes where a release comes from into what it ships: the manifest, which npm compares with the provenance that it signs, and the schema,
 * from which classes of other languages learn where the CLI downloads the plugin.
 *
 * @param {string} folder  with `package.json` and `schemas/pulumi-schema.json`
 * @param {string | undefined} server  such as `https://github.com`
 * @param {string | undefined} repository  `<owner>/<name>`
 * @returns {string}  address of the repository
 * @throws {Error} where one of the two is no such thing; nothing is written then
 */
export function nameOrigin(folder, server, repository) {
  const isServer = server !== undefined && /^https:\/\/[\w.-]+$/.test(server);
  if (!isServer || repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new Error(
      `GITHUB_SERVER_URL "${server ?? ""}" and GITHUB_REPOSITORY "${repository ?? ""}" name no repository; in a workflow of GitHub they do`,
    );
  }
  const url = `${server}/${repository}`;
  rewrite(join(folder, "package.json"), {
    repository: { type: "git", url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
  });
  // An Enterprise Server answers under /api/v3, which has no place in such an address. Source: pulumi sdk/go/common/workspace/plugins.go newGithubSource.
  const host = server.replace("https://", "");
  const hasApiHost = host === "github.com" || host.endsWith(".ghe.com");
  rewrite(join(folder, "schemas", "pulumi-schema.json"), {
    repository: url,
    homepage: `${url}#readme`,
    ...(hasApiHost ? { pluginDownloadURL: `github://api.${host}/${repository}` } : {}),
  });
  return url;
}

/** @param {string} path @param {object} fields */
function rewrite(path, fields) {
  const before = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, `${JSON.stringify({ ...before, ...fields }, null, 2)}\n`);
}
