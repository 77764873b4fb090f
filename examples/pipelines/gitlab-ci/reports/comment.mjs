// comment.mjs: one note on a merge request that is kept up to date.
//
// The first line of the report says which note it takes the place of.
import { readFileSync } from "node:fs";

const { CI_API_V4_URL, ADDRESSES_PROJECT, REPORT_TOKEN } = process.env;
const [mergeRequest, file] = process.argv.slice(2);
const body = readFileSync(file, "utf8");
const [mark] = body.split("\n");
const notes = `projects/${ADDRESSES_PROJECT}/merge_requests/${mergeRequest}/notes`;

async function api(method, path, content) {
  const response = await fetch(`${CI_API_V4_URL}/${path}`, {
    method,
    headers: { "private-token": REPORT_TOKEN, "content-type": "application/json" },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The token's own: a note of someone else that begins alike is left alone. */
async function findNote() {
  const { id: self } = await api("GET", "user");
  for (let page = 1; ; page++) {
    const found = await api("GET", `${notes}?per_page=100&page=${page}`);
    const note = found.find((one) => one.author.id === self && one.body.startsWith(mark));
    if (note !== undefined || found.length < 100) return note;
  }
}

const known = await findNote();
if (known === undefined) await api("POST", notes, { body });
else await api("PUT", `${notes}/${known.id}`, { body });
