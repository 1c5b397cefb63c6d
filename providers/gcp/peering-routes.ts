import type { Prefix } from "../../core/address-space/prefix.ts";
import type { Pair } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt } from "./faults.ts";
import { collect } from "./pages.ts";
import { readNetworks } from "./read-networks.ts";
import { toImportedPrefixes, toNames, toNetworkId } from "./translate.ts";

/** Subnet and static routes are the same in all regions; the call wants one for dynamic routes. */
const anyRegion = "us-central1";

/** The prefixes that a network has taken in through its half of the peering, whoever made the half. */
export async function readImportedPrefixes(
  gcp: GcpClients,
  network: NetworkId,
  pair: Pair,
): Promise<readonly Prefix[]> {
  const peer = network === pair.requester ? pair.accepter : pair.requester;
  const networks = await readNetworks(gcp, [network, peer]);
  const own = networks.get(network);
  const half = own?.peerings?.find((one) => toNetworkId(one.network) === peer);
  if (!half?.name) return [];
  const region = regionOf(own?.subnetworks?.[0]) ?? anyRegion;
  const query = { peeringName: half.name, direction: "INCOMING", region, ...gcp.paged };
  const routes = await attempt(`list what ${network} learns by ${half.name}`, () =>
    collect(gcp.networks.listPeeringRoutesAsync({ ...toNames(network), ...query }, reading())),
  );
  return toImportedPrefixes(routes, networks.get(peer) ?? {});
}

function regionOf(subnetwork: string | undefined): string | undefined {
  return /\/regions\/([^/]+)\//.exec(subnetwork ?? "")?.[1];
}
