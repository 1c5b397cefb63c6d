import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import { type GcpClients, reading } from "./client.ts";
import { clustersAround } from "./clusters.ts";
import { attempt } from "./faults.ts";
import { collect } from "./pages.ts";
import { readSubnetworks } from "./subnetworks.ts";
import { toNetworkId } from "./translate.ts";

/** What serves all VPNs of a network: a gateway and a router of one name in one region. */
export interface VpnPlace {
  readonly network: NetworkId;
  readonly project: string;
  readonly region: string;
  readonly name: string;
}

/** Where our gateway stands; undefined when there is none. */
export async function standingPlace(gcp: GcpClients, network: NetworkId): Promise<VpnPlace | undefined> {
  const { account: project } = locate(network);
  const name = gatewayName(network);
  const filter = `name = "${name}"`;
  const scopes = await attempt(`look for the vpn gateway of ${network}`, () =>
    collect(gcp.vpnGateways.aggregatedListAsync({ project, filter, ...gcp.paged }, reading())),
  );
  // A server may ignore a filter.
  const [scope] = scopes.find(([, { vpnGateways }]) => vpnGateways?.some((one) => one.name === name)) ?? [];
  return scope === undefined ? undefined : { network, project, region: lastPart(scope), name };
}

/** Where our gateway stands, or will: in the region of the network's clusters, the first by name when there are several. */
export async function placeOf(gcp: GcpClients, network: NetworkId): Promise<VpnPlace> {
  const standing = await standingPlace(gcp, network);
  if (standing !== undefined) return standing;
  const { account: project } = locate(network);
  const own = (await clustersAround(gcp, project)).filter((cluster) => cluster.network === network);
  const [first = await firstSubnetRegion(gcp, network)] = own.map(({ path }) => regionOf(path)).sort();
  if (first === undefined) throw new Invalid(`${network} has neither a cluster nor a subnet: a vpn needs a region`);
  return { network, project, region: first, name: gatewayName(network) };
}

/** A zone's name is its region's and a letter. */
function regionOf(clusterPath: string): string {
  const location = clusterPath.split("/")[3] ?? "";
  return location.replace(/^([a-z]+-[a-z]+\d+)-[a-z]$/, "$1");
}

async function firstSubnetRegion(gcp: GcpClients, network: NetworkId): Promise<string | undefined> {
  const { account: project } = locate(network);
  const subnets = await attempt(`list the subnets of ${project}`, () => readSubnetworks(gcp, project));
  const regions = subnets.filter((one) => toNetworkId(one.network) === network).map(({ region }) => lastPart(region));
  return regions.sort()[0];
}

function lastPart(link: string | null | undefined): string {
  return (link ?? "").split("/").at(-1) ?? "";
}
