import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Progress } from "../vpn.ts";
import type { AzureClients } from "./client.ts";
import { readConnections } from "./connections.ts";
import { attempt } from "./faults.ts";
import { deleteGatewaySubnet, findGatewaySubnet } from "./gateway-subnet.ts";
import { readLocalGateways } from "./local-gateways.ts";
import { getVnet } from "./networks.ts";
import { collect } from "./pages.ts";
import { locateVnet } from "./places.ts";
import { isLeaving } from "./provisioning.ts";
import { deletePublicAddress, readPublicAddresses } from "./public-addresses.ts";
import { members } from "./translate-gateway.ts";
import { ownedTunnel } from "./vpn-connections.ts";
import { type FoundGateway, findGateway } from "./vpn-gateways.ts";

/** Seconds until it is worth looking again. */
const waits = { gateway: 120, connection: 10, rest: 5 } as const;
const gone: Progress = { done: true, wait: 0, owned: [] };

/** Deletes a connection's tunnels: one connection at a time, and what stands for the far ends when none uses it. */
export function removeTunnels(azure: AzureClients, network: NetworkId, connection: ConnectionId): Promise<Progress> {
  const { subscription, group } = locateVnet(network);
  const { virtualNetworkGatewayConnections, localNetworkGateways } = azure.at(subscription);
  return attempt(`remove the tunnels ${connection} of ${network}`, async () => {
    const connections = [...(await readConnections(azure, network))].filter(isOf(connection));
    const next = connections[0];
    if (next !== undefined) {
      if (!connections.some(([, one]) => isLeaving(one))) {
        await virtualNetworkGatewayConnections.delete(group, next[0]).submitted();
      }
      return { done: false, wait: waits.connection, owned: connections.map(([name]) => ownedTunnel(network, name)) };
    }
    const farEnds = [...(await readLocalGateways(azure, network))].filter(isOf(connection));
    const left = farEnds.filter(([, one]) => !isLeaving(one)).map(([name]) => name);
    await Promise.all(left.map((name) => localNetworkGateways.delete(group, name).submitted()));
    if (left.length === 0) return gone;
    return { done: false, wait: waits.rest, owned: left.map((name) => ownedTunnel(network, name)) };
  });
}

/** Whether something is one of a connection's tunnels, by its name. */
function isOf(connection: ConnectionId) {
  const own = new RegExp(`^${connection}-\\d+$`);
  return ([name]: readonly [string, unknown]) => own.test(name);
}

/** Deletes a network's gateway where it is ours and unused, and then what it stood on. */
export function removeGateway(azure: AzureClients, network: NetworkId): Promise<Progress> {
  return attempt(`remove the gateway of ${network}`, async () => {
    const found = await findGateway(azure, network);
    if (found?.ours !== true) return removeGround(azure, network);
    const owned = [{ kind: "gateway" as const, id: gatewayName(network), network }];
    if (await isUsed(azure, found)) return { done: true, wait: 0, owned };
    const { subscription, group, name } = found.at;
    if (!isLeaving(found.given)) await azure.at(subscription).virtualNetworkGateways.delete(group, name).submitted();
    return { done: false, wait: waits.gateway, owned };
  });
}

/** By connections of anybody's, or by people who dial in. */
async function isUsed(azure: AzureClients, { at, given }: FoundGateway): Promise<boolean> {
  const { vpnClientAddressPool } = given.vpnClientConfiguration ?? {};
  if ((vpnClientAddressPool?.addressPrefixes ?? []).length > 0) return true;
  const { virtualNetworkGateways } = azure.at(at.subscription);
  return (await collect(virtualNetworkGateways.listConnections(at.group, at.name))).length > 0;
}

/** The subnet first: that it is ours to delete is written on the addresses. */
async function removeGround(azure: AzureClients, network: NetworkId): Promise<Progress> {
  const present = await readPublicAddresses(azure, network);
  const unfinished: Progress = { done: false, wait: waits.rest, owned: [] };
  if (present.some((address) => "crosspeer:gateway-subnet" in (address?.tags ?? {}))) {
    const subnet = await ownSubnet(azure, network);
    if (subnet === "left") await deleteGatewaySubnet(azure, network);
    if (subnet !== "gone") return unfinished;
  }
  const left = members.filter((member) => {
    const address = present[member];
    // One that is attached serves somebody.
    return address !== undefined && address.ipConfiguration === undefined && !isLeaving(address);
  });
  await Promise.all(left.map((member) => deletePublicAddress(azure, network, member)));
  return left.length === 0 ? gone : unfinished;
}

/** A subnet that somebody uses meanwhile is no longer ours, which is as good as gone. */
async function ownSubnet(azure: AzureClients, network: NetworkId): Promise<"left" | "leaving" | "gone"> {
  const vnet = await getVnet(azure, network);
  const subnet = vnet && findGatewaySubnet(vnet);
  if (subnet === undefined) return "gone";
  if (isLeaving(subnet)) return "leaving";
  return (subnet.ipConfigurations ?? []).length === 0 ? "left" : "gone";
}
