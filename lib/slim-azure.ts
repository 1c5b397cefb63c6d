/** `this.virtualNetworks = _getVirtualNetworksOperations(this._client);`, over one line or two. */
const group = /^ *this\.(\w+) =\s+_get\w+Operations\(this\._client\);\n/gm;

/**
 * Takes the groups of operations that nobody uses from the constructor of Azure's network client, which makes all of
 * them; then a bundler can leave out what they are made of.
 *
 * @param isUsed whether code names a property of the client: `virtualNetworks`
 * @throws Error when there are no such groups, or nothing of them is used
 */
export function keepGroups(source: string, isUsed: (name: string) => boolean): string {
  const names = [...source.matchAll(group)].map(([, name = ""]) => name);
  const made = source.split("(this._client);").length - 1;
  if (names.length === 0 || names.length !== made) {
    throw new Error(
      `@azure/arm-network: the client is not as lib/slim-azure.ts knows it: ${names.length} of ${made} groups`,
    );
  }
  if (!names.some(isUsed)) throw new Error("@azure/arm-network: no group of operations is used");
  return source.replace(group, (line, name) => (isUsed(name) ? line : ""));
}
