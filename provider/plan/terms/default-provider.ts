/**
 * Whether a provider of that name was made by the engine, for a program that names none: `default`, with the version
 * of the plugin and the address that it is downloaded from behind it, where the program says them.
 *
 * @source pulumi pkg/resource/deploy/providers/provider.go DefaultName
 */
export function isDefaultProvider(name: string): boolean {
  return /^default(_\d+_\d+_\d+(_.*)?|_[a-z]+_\/\/.*)?$/.test(name);
}
