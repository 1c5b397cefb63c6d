import type { VirtualNetwork, VirtualNetworkPeering } from "@azure/arm-network";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import { type ConnectionId, connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { Busy, Conflict, Invalid, NotYetVisible } from "../../core/faults.ts";
import type { OwnedObject } from "../provider.ts";
import type { AzureClients } from "./client.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { type Half, type Halves, isDead, isMissing, isOurs, sides, toHalves, toPeering } from "./halves.ts";
import { locateVnet } from "./places.ts";

/** Makes the requester's half of a pair's peering, unless there is one. */
export async function requestPeering(azure: AzureClients, pair: Pair): Promise<Peering> {
  const halves = await readUsableHalves(azure, pair);
  if (!isMissing(halves.requester)) return describe(pair, halves);
  return describe(pair, { ...halves, requester: await putHalf(azure, outward(pair, halves.requester)) });
}

/** Makes the accepter's half, unless there is one, and says whether it is ours. */
export async function acceptPeering(azure: AzureClients, pair: Pair): Promise<readonly OwnedObject[]> {
  const { requester, accepter } = await readUsableHalves(azure, pair);
  const connection = connectionIdOf(pair);
  const owned = [{ kind: "peering" as const, id: connection, network: pair.accepter }];
  if (isMissing(requester)) {
    // It was there when it was asked for. Nobody else will make it again.
    await putHalf(azure, outward(pair, requester));
    throw new NotYetVisible(`${connection} of ${pair.requester} was gone and is being made again`);
  }
  if (accepter !== undefined && !isMissing(accepter)) return isOurs(accepter, connection) ? owned : [];
  if (requester?.state === "making") {
    throw new NotYetVisible(`${requester.name} of ${pair.requester} is still being made`);
  }
  await putHalf(azure, { network: pair.accepter, remote: pair.requester, name: connection, failed: accepter });
  return owned;
}

/** Reads a peering from both sides. */
export async function readPeering(azure: AzureClients, pair: Pair): Promise<Peering> {
  return describe(pair, await readHalves(azure, pair));
}

/** The prefixes of the peer that a network sends across an established peering. */
export async function readImportedPrefixes(
  azure: AzureClients,
  network: NetworkId,
  { requester, accepter }: Pair,
): Promise<readonly Prefix[]> {
  const vnet = await attempt(`read ${network}`, () => readVnet(azure, network));
  const peer = network === requester ? accepter : requester;
  const half = toHalves(network, vnet).find(({ remote }) => remote === peer);
  if (half?.state !== "connected") return [];
  return half.learned.flatMap((text) => {
    const parsed = parsePrefix(text);
    return parsed.ok ? [parsed.prefix] : [];
  });
}

function describe(pair: Pair, halves: Halves): Peering {
  const peering = toPeering(pair, halves, () => true);
  if (peering === undefined) {
    throw new NotYetVisible(`neither ${pair.requester} nor ${pair.accepter} has a half of a peering`);
  }
  return peering;
}

async function readHalves(azure: AzureClients, pair: Pair): Promise<Halves> {
  const between = `${pair.requester} and ${pair.accepter}`;
  const [requester, accepter] = await attempt(`look for a peering between ${between}`, () =>
    Promise.all([readVnet(azure, pair.requester), readVnet(azure, pair.accepter)]),
  );
  const there = toHalves(pair.requester, requester).find(({ remote }) => remote === pair.accepter);
  const back = toHalves(pair.accepter, accepter).find(({ remote }) => remote === pair.requester);
  return { ...(there && { requester: there }), ...(back && { accepter: back }) };
}

async function readVnet(azure: AzureClients, network: NetworkId): Promise<VirtualNetwork> {
  const { subscription, group, name } = locateVnet(network);
  const vnet = await unlessMissing(() => azure.at(subscription).virtualNetworks.get(group, name));
  if (vnet === undefined) throw new Invalid(`${network} does not exist`);
  return vnet;
}

/**
 * Both halves, when a peering can be made of them.
 *
 * @throws Busy after halves of ours that can never connect were deleted · Conflict when another's are in the way
 */
async function readUsableHalves(azure: AzureClients, pair: Pair): Promise<Halves> {
  const halves = await readHalves(azure, pair);
  const connection = connectionIdOf(pair);
  const present = sides.flatMap((side) => halves[side] ?? []);
  const foreign = present.filter((half) => !isOurs(half, connection));
  const leaving = present.find(({ state }) => state === "leaving");
  if (leaving !== undefined) throw new Busy(`${leaving.name} of ${leaving.network} is being deleted`);
  const blocking = foreign.length === 2 ? foreign : foreign.filter(isDead);
  if (blocking.length > 0) throw inTheWay(blocking);
  if (present.some(({ state }) => state === "disconnected")) await removeOwn(azure, pair, present, connection);
  return halves;
}

function inTheWay(halves: readonly Half[]): Conflict {
  const named = halves.map(({ name, network, state }) => `${name} of ${network} (${state})`).join(" and ");
  return new Conflict(`not ours and in the way: ${named}: delete it and crosspeer makes its own`);
}

/** A half whose counterpart is gone never connects again (Create, change, or delete a virtual network peering). */
async function removeOwn(azure: AzureClients, pair: Pair, present: readonly Half[], connection: ConnectionId) {
  for (const half of present.filter((one) => isOurs(one, connection))) {
    const { subscription, group, name } = locateVnet(half.network);
    await attempt(`delete the disconnected ${half.name} of ${half.network}`, () =>
      azure.at(subscription).virtualNetworkPeerings.delete(group, name, half.name).submitted(),
    );
  }
  throw new Busy(`${connection} of ${pair.requester} and ${pair.accepter} was disconnected: deleted, to be made again`);
}

interface NewHalf {
  readonly network: NetworkId;
  readonly remote: NetworkId;
  readonly name: ConnectionId;
  /** One that failed and is put again: it keeps what somebody set for gateways. */
  readonly failed: Half | undefined;
}

function outward(pair: Pair, failed: Half | undefined): NewHalf {
  return { network: pair.requester, remote: pair.accepter, name: connectionIdOf(pair), failed };
}

/** Asks for a half and does not wait for it. */
async function putHalf(azure: AzureClients, { network, remote, name, failed }: NewHalf): Promise<Half> {
  const { allowGatewayTransit = false, useRemoteGateways = false } = failed?.given ?? {};
  const given: VirtualNetworkPeering = {
    remoteVirtualNetwork: { id: remote },
    ...{ allowVirtualNetworkAccess: true, allowForwardedTraffic: true, allowGatewayTransit, useRemoteGateways },
  };
  const { subscription, group, name: vnet } = locateVnet(network);
  const client = azure.at(subscription, locateVnet(remote).subscription);
  await attempt(`peer ${network} with ${remote}`, () =>
    client.virtualNetworkPeerings.createOrUpdate(group, vnet, name, given).submitted(),
  );
  const flags = { lets: true, forwards: true, knows: true, isKnown: false };
  return { network, remote, name, state: "making", ...flags, learned: [], given };
}
