import type { TunnelVerdict } from "../../../world/fabric.ts";
import { provisioningState } from "../network/writes.ts";
import type { AzureState } from "../state.ts";
import { provider } from "./collection.ts";
import { endsOf } from "./ends.ts";
import type { Connection } from "./resources.ts";

/** How long a new connection is `Unknown` before Azure says anything of it; some seconds (recorded, milliseconds). */
const UNKNOWN_MS = 10_000;

/**
 * A connection with its tunnels' states. Its key is never part of it, though versions up to 2022-01-01 are recorded to
 * show it: nothing here may come to rely on that.
 */
export function viewConnection(state: AzureState, connection: Connection): object {
  const view = viewOf(connection);
  const status = statusOf(state, connection);
  return { ...view, properties: { ...view.properties, ...status } };
}

/** A connection as the list of a gateway shows it: without states. */
export function viewListedConnection(connection: Connection): object {
  return viewOf(connection);
}

function viewOf(connection: Connection) {
  const { name, id, etag, location, tags, guid, settings } = connection;
  return {
    ...{ name, id, etag, type: `${provider}/connections`, location, ...(tags && { tags }) },
    properties: {
      ...{ provisioningState: provisioningState(connection), resourceGuid: guid, packetCaptureDiagnosticState: "None" },
      ...{ virtualNetworkGateway1: { id: settings.gateway }, localNetworkGateway2: { id: settings.localGateway } },
      ...{ connectionType: "IPsec", connectionProtocol: settings.protocol, routingWeight: settings.routingWeight },
      ...{ enableBgp: settings.enableBgp, useLocalAzureIpAddress: false, usePolicyBasedTrafficSelectors: false },
      ...{ ipsecPolicies: settings.policies, trafficSelectorPolicies: [] },
      ...{ ingressBytesTransferred: 0, egressBytesTransferred: 0, expressRouteGatewayBypass: false },
      ...{ dpdTimeoutSeconds: settings.dpdTimeoutSeconds, connectionMode: settings.mode },
      gatewayCustomBgpIpAddresses: settings.customAddresses,
    },
  };
}

type Status = "Unknown" | "Connecting" | "Connected" | "NotConnected";

/** A connection is connected when the tunnel of any instance is up. */
function statusOf(state: AzureState, connection: Connection): object {
  if (connection.since === undefined) return {};
  const ends = endsOf(state, connection).map((end) => ({ end, verdict: state.fabric.tunnel(end.id) }));
  const young = state.clock.now() < connection.since + UNKNOWN_MS;
  const connectionStatus = overall(ends.map(({ verdict }) => verdict));
  if (young && connectionStatus !== "Connected") return { connectionStatus: "Unknown" satisfies Status };
  const tunnelConnectionStatus = ends.map(({ end, verdict }) => ({
    ...{ tunnel: `${connection.name}_${end.local}`, connectionStatus: overall([verdict]) },
    ...{ ingressBytesTransferred: 0, egressBytesTransferred: 0 },
    ...(verdict.up && { lastConnectionEstablishedUtcTime: new Date(verdict.since).toISOString() }),
  }));
  return { connectionStatus, tunnelConnectionStatus };
}

function overall(verdicts: readonly TunnelVerdict[]): Status {
  if (verdicts.some(({ up }) => up)) return "Connected";
  return verdicts.some((verdict) => !verdict.up && verdict.reason === "handshake") ? "Connecting" : "NotConnected";
}
