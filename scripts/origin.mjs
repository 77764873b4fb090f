#!/usr/bin/env node
import { nameOrigin } from "./toolchain/origin.mjs";
import { repositoryFolder } from "./toolchain/repository.mjs";

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
process.stdout.write(`a release of ${nameOrigin(repositoryFolder, GITHUB_SERVER_URL, GITHUB_REPOSITORY)}\n`);
