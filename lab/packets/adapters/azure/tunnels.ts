import { contains, prefix } from "../../../../core/address-space/prefix.ts";
import type { BgpEnd, TunnelEnd } from "../../site.ts";
import type { AzureDocuments, Connection, Instance, LocalGateway, VnetGateway } from "./documents.ts";
import { proposalsOf } from "./proposals.ts";

/** More prefixes than this from one peer and Azure drops the session ("About BGP with Azure VPN Gateway"). */
const MOST_PREFIXES = 4000;
/** Azure's timers, which cannot be set. */
const TIMERS = { keepaliveSeconds: 60, holdSeconds: 180 };

/** Every instance of a gateway tries to reach the far end of each connection, whichever one the far end points at. */
export function tunnelsOf(
  { connections, localGateways }: AzureDocuments,
  gateway: VnetGateway,
  advertises: readonly string[],
): TunnelEnd[] {
  const instances = gateway.properties.bgpSettings?.bgpPeeringAddresses ?? [];
  return connections
    .filter(({ properties }) => properties.virtualNetworkGateway1.id === gateway.id)
    .filter(wasReady)
    .flatMap((connection) => {
      const far = localGateways.find(({ id }) => id === connection.properties.localNetworkGateway2?.id);
      if (far === undefined) return [];
      const parts = { gateway, connection, far, advertises };
      return instances.flatMap((instance, index) => toEnd({ ...parts, instance, index }) ?? []);
    });
}

interface Parts {
  readonly gateway: VnetGateway;
  readonly connection: Connection;
  readonly far: LocalGateway;
  readonly advertises: readonly string[];
  readonly instance: Instance;
  readonly index: number;
}

/** One that has never been ready has no status yet; from its provisioning state a change is not to be told from that. */
function wasReady({ properties }: Connection): boolean {
  return properties.connectionStatus !== undefined && properties.provisioningState !== "Deleting";
}

function toEnd(parts: Parts): TunnelEnd | undefined {
  const { connection, far, instance, index } = parts;
  const { connectionProtocol, connectionMode, ipsecPolicies } = connection.properties;
  const [local] = instance.tunnelIpAddresses;
  const remote = far.properties.gatewayIpAddress;
  if (local === undefined || remote === undefined) return undefined;
  const bgp = sessionOf(parts);
  return {
    ...{ id: `azure/${connection.id}/${index}`, name: `${connection.name} ${local}`, local, remote },
    ...{ key: connection.sharedKey.value, ikeVersions: [connectionProtocol === "IKEv1" ? 1 : 2] },
    ...{ initiates: connectionMode !== "ResponderOnly", ...proposalsOf(ipsecPolicies[0]) },
    ...(bgp === undefined ? {} : { bgp }),
  };
}

function sessionOf({ gateway, connection, far, advertises, instance }: Parts): BgpEnd | undefined {
  const { bgpSettings: own, enableBgp } = gateway.properties;
  const { bgpSettings: peer } = far.properties;
  const address = bgpAddress(connection, instance);
  if (own === undefined || peer === undefined || address === undefined) return undefined;
  if (!enableBgp || !connection.properties.enableBgp) return undefined;
  return {
    ...{ asn: own.asn, peerAsn: peer.asn, address, peerAddress: peer.bgpPeeringAddress },
    // From link-local space Azure waits for the peer to speak first.
    initiates: !contains(prefix("169.254.0.0/16"), prefix(`${address}/32`)),
    ...{ advertises, mostPrefixes: MOST_PREFIXES, ...TIMERS },
  };
}

/** The address by which an instance speaks BGP on a connection. */
function bgpAddress({ properties }: Connection, instance: Instance): string | undefined {
  const { ipconfigurationId, customBgpIpAddresses, defaultBgpIpAddresses } = instance;
  const chosen = properties.gatewayCustomBgpIpAddresses.find((one) => one.ipConfigurationId === ipconfigurationId);
  return chosen?.customBgpIpAddress ?? customBgpIpAddresses[0] ?? defaultBgpIpAddresses[0];
}
