import { readFileSync } from "node:fs";
import { request } from "node:https";

/**
 * An API server and who asks it.
 *
 * @typedef {object} ApiAccess
 * @property {string} server  URL
 * @property {string} caFile  PEM
 * @property {string} token
 *
 * @typedef {object} Answer
 * @property {number} status  of HTTP, whatever it is
 * @property {any} body       parsed JSON
 *
 * @typedef {(method: string, path: string, body?: unknown, contentType?: string) => Promise<Answer>} ApiClient
 */

const REQUEST_MS = 30_000;

/**
 * Requests to an API server; a body that is text goes as it is, anything else as JSON. One connection each, as servers get restarted.
 *
 * @param {ApiAccess} access  the file is read with every request: the server writes it when it starts
 * @returns {ApiClient} rejects when there is no answer
 */
export function apiClient({ server, caFile, token }) {
  return (method, path, body, contentType = "application/json") =>
    new Promise((resolve, reject) => {
      const options = {
        method,
        agent: false,
        ca: readFileSync(caFile),
        timeout: REQUEST_MS,
        headers: { authorization: `Bearer ${token}`, accept: "application/json", "content-type": contentType },
      };
      const message = request(new URL(path, server), options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("error", reject);
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
      });
      message.on("timeout", () => message.destroy(new Error(`no answer from ${server}${path}`)));
      message.on("error", reject);
      message.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
    });
}

/** @param {string} text  health checks answer with plain words */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
