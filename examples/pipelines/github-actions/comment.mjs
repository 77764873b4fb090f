// .github/comment.mjs: one comment on a pull request that is kept up to date, and the check "addresses" on its last commit.
//
// Which pull request it is, GitHub says: nothing that a job of the pull request wrote decides it. The first line of the report says
// which comment it takes the place of.
import { readFileSync } from "node:fs";

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, HEAD, HEAD_SHA } = process.env;
const [file, code] = process.argv.slice(2);
const body = readFileSync(file, "utf8");
const [mark] = body.split("\n");

async function api(method, path, content) {
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers: { authorization: `Bearer ${GITHUB_TOKEN}`, accept: "application/vnd.github+json" },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** The bot's own: a comment of someone else that begins alike is left alone. */
async function findComment(pull) {
  for (let page = 1; ; page++) {
    const comments = await api("GET", `issues/${pull}/comments?per_page=100&page=${page}`);
    const found = comments.find((comment) => comment.user.type === "Bot" && comment.body.startsWith(mark));
    if (found !== undefined || comments.length < 100) return found;
  }
}

const pulls = await api("GET", `pulls?${new URLSearchParams({ state: "open", head: HEAD })}`);
const pull = pulls.find(({ head }) => head.sha === HEAD_SHA);
// Closed, or there is a newer commit, which has a run of its own.
if (pull === undefined) process.exit(0);

const known = await findComment(pull.number);
if (known === undefined) await api("POST", `issues/${pull.number}/comments`, { body });
else await api("PATCH", `issues/comments/${known.id}`, { body });
await api("POST", `statuses/${HEAD_SHA}`, { context: "addresses", state: code === "0" ? "success" : "failure" });
