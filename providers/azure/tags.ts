import type { NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import type { AzureClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { readTags } from "./networks.ts";
import { locateVnet } from "./places.ts";

/** Characters. Resource Manager's limit for a tag's value. */
const longest = 256;

/**
 * Sets a tag of a network, or takes it away when the value is undefined. It goes through the tags' own resource, which
 * merges: a write of the network would replace all its tags, and wait for its lock.
 */
export async function writeTag(
  azure: AzureClients,
  { network, key, value }: { network: NetworkId; key: string; value: string | undefined },
): Promise<void> {
  if (value !== undefined && value.length > longest) {
    throw new Invalid(
      `could not set tag ${key} of ${network}: ${value.length} characters, at most ${longest} expected`,
    );
  }
  const present = (await readTags(azure, network))?.[key];
  if (present === value) return;
  // A deletion names the value too: one that somebody set meanwhile stays.
  const change = value === undefined ? { operation: "Delete", tag: present } : { operation: "Merge", tag: value };
  const url = `${network}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
  const body = { operation: change.operation, properties: { tags: { [key]: change.tag } } };
  await attempt(`${value === undefined ? "delete" : "set"} tag ${key} of ${network}`, () =>
    azure.send(locateVnet(network).subscription, { method: "PATCH", url, body }),
  );
}
