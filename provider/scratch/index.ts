export { scratchFolder } from "./folder";
export { newSealKey, seal, unseal } from "./seal";
