import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../../../core/connection/connection-id.ts";
import type { Peering } from "../../../core/connection/network.ts";
import { type NetworkId, parseNetworkId } from "../../../core/connection/network-id.ts";
import type { AzureCloudOptions } from "../../../lab/clouds/azure/azure-cloud.ts";
import { createAzureFlowLogs } from "../../../providers/azure/flow-logs.ts";
import { createAzureProvider } from "../../../providers/azure/provider.ts";
import type { FlowLogKeeper } from "../../../providers/flow-logs.ts";
import type { OwnedObject, Provider } from "../../../providers/provider.ts";
import type { VpnProvider } from "../../../providers/vpn.ts";
import { APPLICATION, AzureLab, FOREIGN, HUB, OTHER_TENANT, SPOKE, TENANT } from "../../lab/clouds/azure/azure-lab.ts";
import { makeVnet, vnetPath } from "../../lab/clouds/azure/builders.ts";

const role = "arn:aws:iam::111111111111:role/crosspeer";

/** The lab's Azure with our provider in front, and two networks, `a` and `b`, of one subscription. */
export interface AzureWorld {
  readonly lab: AzureLab;
  readonly provider: Provider & VpnProvider;
  readonly flowLogs: FlowLogKeeper;
  readonly pair: Pair;
  readonly connection: ConnectionId;
}

export async function startAzureWorld(options: Partial<AzureCloudOptions> = {}): Promise<AzureWorld> {
  const lab = await AzureLab.start(options);
  await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
  await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
  const pair = pairOf(idOf("a"), idOf("b"));
  const flowLogs = createAzureFlowLogs(configOf(lab), { westeurope: storageId });
  return { lab, pair, flowLogs, provider: createAzureProvider(configOf(lab)), connection: connectionIdOf(pair) };
}

export const storageId = `/subscriptions/${HUB}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/flows`;

/** Where the location's flow logs stand. */
export const watcherPath = `/subscriptions/${HUB}/resourceGroups/rg/providers/Microsoft.Network/networkWatchers/watcher`;

export function makeWatcher(lab: AzureLab) {
  return lab.put(watcherPath, { location: "westeurope" });
}

export function configOf(lab: AzureLab) {
  return {
    clientId: APPLICATION,
    tenants: { [HUB]: TENANT, [SPOKE]: TENANT, [FOREIGN]: OTHER_TENANT },
    webIdentityToken: async () => assertion(),
    endpoint: lab.cloud.endpoint,
    authorityHost: lab.cloud.endpoint,
    sdk: { tlsOptions: { ca: lab.cloud.ca } },
  };
}

/** A token as AWS gives it to a role. */
export function assertion(subject = role): string {
  const payload = Buffer.from(JSON.stringify({ aud: "api://AzureADTokenExchange", sub: subject }));
  return ["e30", payload.toString("base64url"), "signature"].join(".");
}

export function idOf(name: string, subscription = HUB): NetworkId {
  const id = parseNetworkId(vnetPath(name, subscription));
  if (id === undefined) throw new Error(`no network id: ${name}`);
  return id;
}

const again = ["Busy", "NotYetVisible", "Throttled"];

/** Runs a step as its state machine does: what may work later is tried again when time has passed. */
export async function eventually<T>({ lab }: Pick<AzureWorld, "lab">, step: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Error && again.includes(error.name) && attempts < 12)) throw error;
      await lab.clock.settle();
    }
  }
}

/** Requests and accepts, from the start, until the peering is made. */
export async function join(world: AzureWorld) {
  const { lab, provider, pair, connection } = world;
  const { id } = await eventually(world, () => provider.requestPeering(pair, connection));
  const owned = await eventually(world, () => provider.acceptPeering(pair, id));
  await lab.clock.settle();
  return { owned, peering: await provider.readPeering(pair, id) };
}

/** What a step asked of Azure, as `method action status`, tokens left out. */
export async function callsOf(
  { lab }: Pick<AzureWorld, "lab">,
  step: () => Promise<unknown>,
): Promise<readonly string[]> {
  const before = lab.journal.entries.length;
  await step();
  return lab.journal.entries.slice(before).map(({ action, status }) => `${action} ${status}`);
}

/** The writes among them. */
export async function writesOf(
  world: Pick<AzureWorld, "lab">,
  step: () => Promise<unknown>,
): Promise<readonly string[]> {
  return (await callsOf(world, step)).filter((call) => !/read \d+$/.test(call));
}

/** The one peering that a description of both networks shows, the same from both. */
export async function onlyPeering({ provider, pair }: AzureWorld): Promise<Peering | undefined> {
  const described = await provider.describeNetworks([pair.requester, pair.accepter]);
  const [first, second] = described.map(({ peerings }) => peerings);
  expect(first).toEqual(second);
  expect(first).toHaveLength(1);
  return first?.[0];
}

/** The peering as it is when nothing is left to do. */
export function active({ pair, connection }: AzureWorld): Peering {
  return { ...pair, id: connection, connection, phase: "active", options: { requester: true, accepter: true } };
}

/** What accepting it makes ours. */
export function owned({ pair, connection }: AzureWorld): readonly OwnedObject[] {
  return [{ kind: "peering", id: connection, network: pair.accepter }];
}

/** Somebody deletes something, and it is gone. */
export async function remove({ lab }: AzureWorld, path: string): Promise<void> {
  await lab.call("DELETE", path);
  await lab.clock.settle();
}
