import type { LocalNetworkGateway } from "@azure/arm-network";
import { comparePrefixes, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { AzureClients } from "./client.ts";
import { told } from "./compared.ts";
import { unlessMissing } from "./faults.ts";
import { collect } from "./pages.ts";
import { type Located, locateResource, locateVnet } from "./places.ts";
import { isMade } from "./provisioning.ts";

/** The local network gateways, which stand for far ends, of a network's group: those of others too, by name. */
export async function readLocalGateways(
  azure: AzureClients,
  network: NetworkId,
): Promise<ReadonlyMap<string, LocalNetworkGateway>> {
  const { subscription, group } = locateVnet(network);
  const { localNetworkGateways } = azure.at(subscription);
  const all = (await unlessMissing(() => collect(localNetworkGateways.list(group)))) ?? [];
  return new Map(all.map((one) => [one.name?.toLowerCase() ?? "", one]));
}

/** Asks for those that are missing or not as planned, and says whether all are made. They need no gateway of ours to be there yet. */
export async function ensureLocalGateways(azure: AzureClients, end: VpnEnd, location: string): Promise<boolean> {
  const { network } = end.near;
  const present = await readLocalGateways(azure, network);
  const { subscription, group } = locateVnet(network);
  const { localNetworkGateways } = azure.at(subscription);
  const made = await Promise.all(
    end.tunnels.map(async (tunnel) => {
      const name = tunnelName(end.connection, tunnel.index);
      const found = present.get(name);
      if (found !== undefined && !isMade(found, "local network gateway")) return false;
      if (found !== undefined && localGatewayDifferences(end, tunnel, found).length === 0) return true;
      const wanted = toLocalGateway(end, tunnel, location);
      await localNetworkGateways.createOrUpdate(group, name, wanted).submitted();
      return false;
    }),
  );
  return made.every(Boolean);
}

function toLocalGateway({ connection, far }: VpnEnd, tunnel: NearTunnel, location: string): LocalNetworkGateway {
  if (tunnel.farOutside === undefined) {
    throw new NotYetVisible(`the far end of tunnel ${tunnelName(connection, tunnel.index)} has no address yet`);
  }
  return {
    location,
    tags: { "crosspeer:connection": connection },
    gatewayIpAddress: tunnel.farOutside,
    // What is behind it is told by BGP.
    localNetworkAddressSpace: { addressPrefixes: [] },
    bgpSettings: { asn: far.asn, bgpPeeringAddress: tunnel.far.address },
  };
}

/** How a tunnel's far end, as Azure knows it, differs. Its address is compared only where the plan has one. */
export function localGatewayDifferences(
  { connection, far }: VpnEnd,
  tunnel: NearTunnel,
  found: LocalNetworkGateway | undefined,
): readonly string[] {
  const name = `local network gateway ${tunnelName(connection, tunnel.index)}`;
  if (found === undefined) return [`${name} is gone`];
  const { gatewayIpAddress, bgpSettings } = found;
  return told(name, [
    { what: "address", found: gatewayIpAddress, expected: tunnel.farOutside ?? gatewayIpAddress },
    { what: "asn", found: bgpSettings?.asn, expected: far.asn },
    { what: "bgp address", found: bgpSettings?.bgpPeeringAddress, expected: tunnel.far.address },
  ]);
}

/** The inside prefixes of all tunnels of a gateway: those of its connections whose far end speaks BGP from such an address. */
export async function readInside(azure: AzureClients, gateway: Located): Promise<readonly Prefix[]> {
  const { virtualNetworkGateways } = azure.at(gateway.subscription);
  const connections = await collect(virtualNetworkGateways.listConnections(gateway.group, gateway.name));
  const ends = await Promise.all(
    connections.flatMap(({ localNetworkGateway2 }) =>
      localNetworkGateway2 === undefined ? [] : [readFarEnd(azure, localNetworkGateway2.id)],
    ),
  );
  return [...new Set(ends.flatMap((end) => insideOf(end?.bgpSettings?.bgpPeeringAddress ?? "")))].sort(comparePrefixes);
}

function readFarEnd(azure: AzureClients, id: string): Promise<LocalNetworkGateway | undefined> {
  const { subscription, group, name } = locateResource(id);
  return unlessMissing(() => azure.at(subscription).localNetworkGateways.get(group, name));
}

/** The /30 around a link-local address. */
function insideOf(address: string): readonly Prefix[] {
  const [, block, host] = /^(169\.254\.\d+)\.(\d+)$/.exec(address) ?? [];
  if (block === undefined) return [];
  const parsed = parsePrefix(`${block}.${Number(host) - (Number(host) % 4)}/30`);
  return parsed.ok ? [parsed.prefix] : [];
}
