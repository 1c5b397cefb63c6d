import type { FabricEnd, FabricSession } from "../../../world/fabric.ts";
import { keyOf, sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { isCustomAddress } from "./addresses.ts";
import { AZURE_ASN } from "./asns.ts";
import { outsideAddress } from "./instances.ts";
import { proposalsOf } from "./proposals.ts";
import type { Connection, Instance, LocalGateway, VpnGateway } from "./resources.ts";

/** An end of a tunnel, with the instance and the connection that it belongs to. */
export interface ConnectionEnd extends FabricEnd {
  readonly instance: Instance;
  readonly connection: Connection;
}

/** More prefixes than this from one peer and Azure drops the session ("About BGP with Azure VPN Gateway"). */
const MOST_PREFIXES = 4000;

/** The ends of all connections. */
export function allEnds(state: AzureState): ConnectionEnd[] {
  return state
    .allGroups()
    .flatMap(({ connections }) => [...connections.values()])
    .flatMap((connection) => endsOf(state, connection));
}

/**
 * The ends of a connection: every instance of its gateway tries to reach the far end, whichever one the far end points
 * at. None before the connection and its gateway have once been ready.
 */
export function endsOf(state: AzureState, connection: Connection): ConnectionEnd[] {
  const { settings, since, busy } = connection;
  const gateway = state.gateway(settings.gateway);
  const far = state.localGateway(settings.localGateway);
  if (gateway?.provisioned !== true || far === undefined || since === undefined || busy?.state === "Deleting")
    return [];
  return gateway.settings.instances.map((instance, index) => {
    const bgp = sessionOf(state, { gateway, far, connection, instance });
    return {
      ...{ instance, connection, id: `azure/${keyOf(connection.id)}/${index}`, key: connection.key },
      ...{ local: outsideAddress(state, instance), remote: far.settings.address },
      ikeVersions: [settings.protocol === "IKEv1" ? 1 : 2],
      initiates: settings.mode !== "ResponderOnly",
      ...{ ...proposalsOf(settings.policies[0]), ...(bgp && { bgp }), since: Math.max(since, far.since) },
    };
  });
}

/** The address by which an instance speaks BGP on a connection. */
function bgpAddress({ settings }: Connection, { id, customAddresses, defaultAddress }: Instance): string {
  const chosen = settings.customAddresses.find(({ ipConfigurationId }) => sameId(ipConfigurationId, id));
  return chosen?.customBgpIpAddress ?? customAddresses[0] ?? defaultAddress;
}

interface Parts {
  readonly gateway: VpnGateway;
  readonly far: LocalGateway;
  readonly connection: Connection;
  readonly instance: Instance;
}

function sessionOf(state: AzureState, { gateway, far, connection, instance }: Parts): FabricSession | undefined {
  const { bgp } = far.settings;
  if (!connection.settings.enableBgp || !gateway.settings.enableBgp || bgp === undefined) return undefined;
  const address = bgpAddress(connection, instance);
  return {
    ...{ asn: gateway.settings.asn ?? AZURE_ASN, peerAsn: bgp.asn, address, peerAddress: bgp.address },
    // From link-local space Azure waits for the peer to speak first.
    initiates: !isCustomAddress(address),
    advertises: state.vnet(instance.subnet)?.prefixes ?? [],
    mostPrefixes: MOST_PREFIXES,
  };
}
