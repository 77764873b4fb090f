// fetch.mjs: what the last pipeline of a merge request has written, into a folder.
//
// The number is all that is taken from who asks for a report: which pipeline and which job it is, GitLab says.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { CI_API_V4_URL, ADDRESSES_PROJECT, REPORT_TOKEN } = process.env;
const [mergeRequest, folder] = process.argv.slice(2);
if (!/^\d{1,10}$/.test(mergeRequest)) throw new Error("MERGE_REQUEST is no number");

async function get(path) {
  const url = `${CI_API_V4_URL}/projects/${ADDRESSES_PROJECT}/${path}`;
  const response = await fetch(url, { headers: { "private-token": REPORT_TOKEN } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return response;
}

const { head_pipeline } = await (await get(`merge_requests/${mergeRequest}`)).json();
const jobs = await (await get(`pipelines/${head_pipeline.id}/jobs?per_page=100`)).json();
const preview = jobs.find(({ name }) => name === "preview");
mkdirSync(folder, { recursive: true });
for (const file of ["preview.json", "decisions.jsonl"]) {
  writeFileSync(join(folder, file), await (await get(`jobs/${preview.id}/artifacts/${file}`)).text());
}
