import type { Pair } from "../../core/connection/connection-id.ts";
import { connectionIdOf } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { AzureClients } from "./client.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { isAsWanted, sides, toHalf } from "./halves.ts";
import { locateVnet } from "./places.ts";

/**
 * Mends each half of ours that does not take forwarded traffic or does not know the other's address space. What somebody
 * set for gateways stays.
 */
export async function setPeeringOptions(
  azure: AzureClients,
  pair: Pair,
  { options }: Pick<Peering, "options">,
): Promise<void> {
  for (const side of sides.filter((one) => !options[one])) {
    const [network, remote] = side === "requester" ? [pair.requester, pair.accepter] : [pair.accepter, pair.requester];
    await attempt(`mend ${connectionIdOf(pair)} of ${network}`, () => mend(azure, pair, network, remote));
  }
}

async function mend(azure: AzureClients, pair: Pair, network: NetworkId, remote: NetworkId): Promise<void> {
  const { subscription, group, name } = locateVnet(network);
  const connection = connectionIdOf(pair);
  const { virtualNetworkPeerings } = azure.at(subscription, locateVnet(remote).subscription);
  // Under our name: another's half bears another, and is not ours to mend.
  const given = await unlessMissing(() => virtualNetworkPeerings.get(group, name, connection));
  if (given === undefined) return;
  const half = toHalf(network, given);
  if (half === undefined || isAsWanted(half)) return;
  // What it is to know of the other network is what the query asks for, not what it knew.
  const { remoteAddressSpace: _, remoteVirtualNetworkAddressSpace: __, peeringSyncLevel: ___, ...kept } = given;
  const wanted = { ...kept, allowVirtualNetworkAccess: true, allowForwardedTraffic: true };
  await virtualNetworkPeerings
    .createOrUpdate(group, name, connection, wanted, {
      syncRemoteAddressSpace: "true",
      requestOptions: { headers: { "if-match": given.etag ?? "*" } },
    })
    .submitted();
}
