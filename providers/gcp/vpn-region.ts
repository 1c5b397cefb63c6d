import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid, Throttled } from "../../core/faults.ts";
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

/** Where our gateway stands, or at least its router; undefined when there is neither. */
export async function standingPlace(gcp: GcpClients, network: NetworkId): Promise<VpnPlace | undefined> {
  const { account: project } = locate(network);
  const name = gatewayName(network);
  const request = { project, filter: `name = "${name}"`, ...gcp.paged };
  const [gateways, routers] = await attempt(`look for the vpn gateway of ${network}`, () =>
    Promise.all([
      collect(gcp.vpnGateways.aggregatedListAsync(request, reading())),
      collect(gcp.routers.aggregatedListAsync(request, reading())),
    ]),
  );
  const [scope] = [
    ...scopesWith(name, gateways, ({ vpnGateways }) => vpnGateways),
    ...scopesWith(name, routers, (scoped) => scoped.routers),
  ];
  return scope === undefined ? undefined : { network, project, region: lastPart(scope), name };
}

interface Scoped {
  readonly warning?: { readonly code?: unknown; readonly message?: string | null } | null;
}

type Named = readonly { readonly name?: string | null }[] | null | undefined;

/** @throws Throttled when a region does not answer: what stands there would be made a second time elsewhere */
function scopesWith<T extends Scoped>(
  name: string,
  scopes: readonly (readonly [string, T])[],
  itemsOf: (scoped: T) => Named,
): readonly string[] {
  return scopes.flatMap(([scope, scoped]) => {
    const { warning } = scoped;
    if (warning?.code && warning.code !== "NO_RESULTS_ON_PAGE") {
      throw new Throttled(`could not look for ${name} in ${scope}: ${warning.message ?? warning.code}`);
    }
    // A server may ignore a filter.
    return itemsOf(scoped)?.some((one) => one.name === name) === true ? [scope] : [];
  });
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

/** A zone's name is its region's with one part more: `us-central1-a`. */
function regionOf(clusterPath: string): string {
  const location = clusterPath.split("/")[3] ?? "";
  return location.split("-").slice(0, 2).join("-");
}

async function firstSubnetRegion(gcp: GcpClients, network: NetworkId): Promise<string | undefined> {
  const { account: project } = locate(network);
  const subnets = await attempt(`list the subnets of ${project}`, () => readSubnetworks(gcp, project));
  const regions = subnets.filter((one) => toNetworkId(one.network) === network).map(({ region }) => lastPart(region));
  return regions.sort()[0];
}

export function lastPart(link: string | null | undefined): string {
  return (link ?? "").split("/").at(-1) ?? "";
}
