/** A configuration that cannot be used; the message says which key and what to set. */
export class SettingsError extends Error {
  readonly code = "unusable-settings";
}
