#!/usr/bin/env node
import { nameOrigin } from "./toolchain/origin.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
try {
  process.stdout.write(`a release of ${nameOrigin(repositoryFolder, GITHUB_SERVER_URL, GITHUB_REPOSITORY)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
