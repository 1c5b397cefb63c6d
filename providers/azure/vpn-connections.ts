import type { NetworkId } from "../../core/connection/network-id.ts";
import { Conflict, NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { ReadKey, TunnelsProgress } from "../vpn.ts";
import { completeGateway } from "./build-gateway.ts";
import type { AzureClients } from "./client.ts";
import { type Connection, putConnection, readConnections } from "./connections.ts";
import { attempt } from "./faults.ts";
import { ensureLocalGateways } from "./local-gateways.ts";
import { isSameId } from "./places.ts";
import { isMade } from "./provisioning.ts";
import { toConnectionBody } from "./translate-connection.ts";
import { toInstances } from "./translate-gateway.ts";
import { connectionDifferences } from "./vpn-differences.ts";
import { describeGateway, type FoundGateway, findGateway } from "./vpn-gateways.ts";

/** Seconds until it is worth looking again. */
const waits = { gateway: 120, update: 15, localGateways: 5, connection: 10 } as const;

/** Makes the near ends of all tunnels, one connection at a time: a gateway takes no second write meanwhile. */
export function buildTunnels(azure: AzureClients, end: VpnEnd, readKey: ReadKey): Promise<TunnelsProgress> {
  const { network } = end.near;
  return attempt(`build the tunnels ${end.connection} of ${network}`, async () => {
    const found = await findGateway(azure, network);
    if (found === undefined) throw new NotYetVisible(`${network} has no gateway`);
    const complete = await completeGateway(azure, end, found);
    // One read every two minutes for three quarters of an hour: the rest takes seconds once the gateway is there.
    if (!complete) return { done: false, wait: waitFor(found), owned: [], outside: [] };
    const ready = await ensureLocalGateways(azure, end, found.given.location ?? "");
    const { addresses } = await describeGateway(azure, found);
    const outside = end.tunnels.map(({ near }) => addresses[near.member]);
    const owned = end.tunnels.map(({ index }) => ownedTunnel(network, tunnelName(end.connection, index)));
    const wait = ready ? await connect(azure, end, found, readKey) : waits.localGateways;
    return { done: wait === 0, wait, owned, outside };
  });
}

export function ownedTunnel(network: NetworkId, id: string): OwnedObject {
  return { kind: "tunnel", id, network };
}

/** A gateway that is there is updating, mostly since a connection is: that is soon over. */
function waitFor({ given }: FoundGateway): number {
  return toInstances(given).some(({ outside }) => outside === undefined) ? waits.gateway : waits.update;
}

/** Asks for the next connection that is missing or not as planned. Returns seconds to wait; 0 when all are made. */
async function connect(azure: AzureClients, end: VpnEnd, found: FoundGateway, readKey: ReadKey): Promise<number> {
  const { network } = end.near;
  const present = await readConnections(azure, network);
  const tunnels = end.tunnels.map((tunnel) => {
    const name = tunnelName(end.connection, tunnel.index);
    return { tunnel, name, connection: present.get(name) };
  });
  const made = tunnels.flatMap(({ connection }) => (connection === undefined ? [] : [isDone(connection, found)]));
  if (!made.every(Boolean)) return waits.connection;
  const next = tunnels.find(
    ({ connection, tunnel }) =>
      connection === undefined || connectionDifferences(end, tunnel, connection, found).length > 0,
  );
  if (next === undefined) return 0;
  const { id: gateway = "", location = "" } = found.given;
  const key = await readKey(next.tunnel.secret);
  const body = toConnectionBody(end, next.tunnel, { location, gateway, instances: toInstances(found.given), key });
  await putConnection(azure, { network, name: next.name, body, key });
  return waits.connection;
}

/** Whether a connection that bears a name of ours is made. */
function isDone(connection: Connection, { at, given }: FoundGateway): boolean {
  const { name, virtualNetworkGateway1 } = connection;
  if (isSameId(virtualNetworkGateway1.id, given.id)) return isMade(connection, "connection");
  throw new Conflict(`connection ${name} is of ${virtualNetworkGateway1.id} instead of gateway ${at.name}: delete it`);
}
