/**
 * Whether a provider of that name was made by the engine, for a program that names none: `default`, and of a plugin
 * `default_<version>`, with the address that the plugin is downloaded from behind it.
 *
 * @source pulumi pkg/resource/deploy/providers/provider.go DefaultName
 */
export function isDefaultProvider(name: string): boolean {
  return /^default(_\d+_\d+_\d+(_.*)?)?$/.test(name);
}
