import { tunnelName } from "../../core/tunnels/names.ts";
import type { ObservedEnd, ObservedVpn } from "../../core/tunnels/observed-vpn.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { learnedFrom, readSessions, type Sessions, stateWith } from "./bgp-sessions.ts";
import type { AzureClients } from "./client.ts";
import { type Connection, readConnection } from "./connections.ts";
import { attempt } from "./faults.ts";
import { localGatewayDifferences, readLocalGateways } from "./local-gateways.ts";
import { propagationDifferences } from "./route-propagation.ts";
import { connectionDifferences, gatewayDifferences, isLackingAddresses } from "./vpn-differences.ts";
import { describeGateway, findGateway } from "./vpn-gateways.ts";

interface FoundTunnel {
  readonly tunnel: NearTunnel;
  readonly connection: Connection;
}

/** Reads a network's end of a VPN back. */
export function readVpn(azure: AzureClients, end: VpnEnd): Promise<ObservedVpn> {
  const { network } = end.near;
  return attempt(`read the tunnels ${end.connection} of ${network}`, async () => {
    const found = await findGateway(azure, network);
    if (found === undefined) return { ends: [], differences: [], learned: [] };
    const [gateway, tunnels, farEnds, closed] = await Promise.all([
      describeGateway(azure, found),
      readTunnels(azure, end),
      readLocalGateways(azure, network),
      propagationDifferences(azure, network, found.at.name),
    ]);
    const sessions = tunnels.length === 0 ? undefined : await readSessions(azure, found);
    const ends = tunnels.map(({ tunnel, connection }): ObservedEnd => {
      const outside = gateway.addresses[tunnel.near.member];
      return {
        index: tunnel.index,
        ...(outside === undefined ? {} : { outside }),
        ...toState(tunnel, connection, sessions),
        differences: [
          ...localGatewayDifferences(end, tunnel, farEnds.get(tunnelName(end.connection, tunnel.index))),
          ...connectionDifferences(end, tunnel, connection, found),
        ],
      };
    });
    const differences = [...gatewayDifferences(end, found), ...closed];
    const addresses = end.tunnels.map(({ far }) => far.address);
    const isLacking = found.ours && isLackingAddresses(end, found);
    const mendable = isLacking || ends.some((one) => one.differences.length > 0) ? ({ mendable: true } as const) : {};
    return {
      gateway,
      ends,
      differences,
      ...mendable,
      learned: sessions === undefined ? [] : learnedFrom(sessions, addresses),
    };
  });
}

/** Each by itself: a list of connections does not say which are connected. */
async function readTunnels(
  azure: AzureClients,
  { connection, near, tunnels }: VpnEnd,
): Promise<readonly FoundTunnel[]> {
  const read = await Promise.all(
    tunnels.map(async (tunnel) => {
      const name = tunnelName(connection, tunnel.index);
      const found = await readConnection(azure, near.network, name);
      return found === undefined ? [] : [{ tunnel, connection: found }];
    }),
  );
  return read.flat();
}

type State = Pick<ObservedEnd, "ipsec" | "bgp" | "message">;

function toState(
  { far }: NearTunnel,
  { provisioningState, connectionStatus = "Unknown" }: Connection,
  sessions: Sessions | undefined,
): State {
  if (provisioningState === "Failed") return { ipsec: "down", bgp: "down", message: "provisioning state Failed" };
  if (connectionStatus !== "Connected") {
    const ipsec = provisioningState === "Succeeded" ? "down" : "building";
    return { ipsec, bgp: "down", message: `connection status ${connectionStatus}` };
  }
  const bgp = sessions === undefined ? "not told in time" : stateWith(sessions, far.address);
  return bgp === "Connected" ? { ipsec: "up", bgp: "up" } : { ipsec: "up", bgp: "down", message: `bgp state ${bgp}` };
}
