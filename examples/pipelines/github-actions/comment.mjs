// .github/comment.mjs: one comment on a pull request that is kept up to date.
//
// The first line of the report says which comment it takes the place of.
import { readFileSync } from "node:fs";

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST } = process.env;
const body = readFileSync(process.argv[2], "utf8");
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

async function findComment() {
  for (let page = 1; ; page++) {
    const comments = await api("GET", `issues/${PULL_REQUEST}/comments?per_page=100&page=${page}`);
    const found = comments.find((comment) => comment.body.startsWith(mark));
    if (found !== undefined || comments.length < 100) return found;
  }
}

const known = await findComment();
if (known === undefined) await api("POST", `issues/${PULL_REQUEST}/comments`, { body });
else await api("PATCH", `issues/comments/${known.id}`, { body });
