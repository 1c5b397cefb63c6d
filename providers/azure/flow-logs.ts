import { createHash } from "node:crypto";
import type { FlowLog, NetworkWatcher } from "@azure/arm-network";
import type { NetworkId, Place } from "../../core/connection/network-id.ts";
import { flowLogDays } from "../../core/flows/names.ts";
import { flowLogsKey } from "../../core/intent/tags.ts";
import type { FlowLogKeeper, FlowLogsKept, FlowLogsWanted } from "../flow-logs.ts";
import { type AzureClients, type AzureConfig, createAzureClients } from "./client.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { getVnet } from "./networks.ts";
import { collect } from "./pages.ts";
import { isSameId, type Located, locateResource } from "./places.ts";

/** The id of the storage account that takes the flow logs of a location, by the location's name. */
export type FlowLogStorage = Readonly<Record<string, string>>;

/** Flow logs of VNets, in storage accounts. */
export function createAzureFlowLogs(config: AzureConfig, storage: FlowLogStorage): FlowLogKeeper {
  const azure = createAzureClients(config);
  return { keepFlowLogs: (place, wanted) => keepFlowLogs({ azure, storage }, place, wanted) };
}

interface Watcher extends Located {
  readonly location: string;
  readonly logs: readonly FlowLog[];
}

interface Access {
  readonly azure: AzureClients;
  readonly storage: FlowLogStorage;
}

/** Flow logs stand below the network watcher of their location, of which Azure makes one in each subscription. */
async function keepFlowLogs(access: Access, place: Place, wanted: readonly FlowLogsWanted[]): Promise<FlowLogsKept> {
  const { account: subscription } = place;
  const watchers = await attempt(`list the flow logs of ${subscription}`, () =>
    readWatchers(access.azure, subscription),
  );
  const all = watchers.flatMap(({ logs }) => logs);
  const stale = watchers.flatMap((watcher) =>
    watcher.logs.filter((log) => isOurs(log) && !isWanted(log, wanted)).map((log) => ({ watcher, log })),
  );
  for (const { watcher, log } of stale) await remove(access.azure, watcher, log);
  const missing = wanted.filter(({ network }) => !all.some((log) => serves(log, network)));
  const problems: string[] = [];
  for (const { network } of missing) problems.push(...(await create(access, watchers, network)));
  return { made: missing.length - problems.length, removed: stale.length, problems };
}

async function readWatchers(azure: AzureClients, subscription: string): Promise<readonly Watcher[]> {
  const { networkWatchers, flowLogs } = azure.at(subscription);
  const found = await collect<NetworkWatcher>(networkWatchers.listAll());
  return Promise.all(
    found.map(async ({ id = "", location = "" }) => {
      const at = locateResource(id);
      const logs = await unlessMissing(() => collect<FlowLog>(flowLogs.list(at.group, at.name)));
      return { ...at, location: spelt(location), logs: logs ?? [] };
    }),
  );
}

function isOurs({ tags = {} }: FlowLog): boolean {
  return flowLogsKey in tags;
}

/** Ours that was switched off is wanted still: it is written again. */
function isWanted({ targetResourceId }: FlowLog, wanted: readonly FlowLogsWanted[]): boolean {
  return wanted.some(({ network }) => isSameId(targetResourceId, network));
}

function serves({ targetResourceId, enabled }: FlowLog, network: NetworkId): boolean {
  return enabled === true && isSameId(targetResourceId, network);
}

/** Asks for a flow log and does not wait for it. What is in the way is told, a sentence each. */
async function create(
  { azure, storage }: Access,
  watchers: readonly Watcher[],
  network: NetworkId,
): Promise<readonly string[]> {
  const vnet = await attempt(`read ${network}`, () => getVnet(azure, network));
  if (vnet === undefined) return [];
  const location = spelt(vnet.location ?? "");
  const watcher = watchers.find((one) => one.location === location);
  const storageId = storage[location];
  const why = whyNot({ network, location, watcher, storageId });
  if (why !== undefined || watcher === undefined || storageId === undefined) {
    return [`the flows of ${network} are not logged: ${why}`];
  }
  const name = `crosspeer-${createHash("sha256").update(network).digest("hex").slice(0, 10)}`;
  await attempt(`log the flows of ${network}`, () =>
    azure
      .at(watcher.subscription)
      .flowLogs.createOrUpdate(watcher.group, watcher.name, name, {
        ...{ location, targetResourceId: network, storageId, enabled: true, tags: { [flowLogsKey]: "all" } },
        ...{ retentionPolicy: { days: flowLogDays, enabled: true }, format: { type: "JSON", version: 2 } },
      })
      .submitted(),
  );
  return [];
}

interface Means {
  readonly network: NetworkId;
  readonly location: string;
  readonly watcher: Watcher | undefined;
  readonly storageId: string | undefined;
}

function whyNot({ network, location, watcher, storageId }: Means): string | undefined {
  if (storageId === undefined) return `name a storage account for ${location} in azure.flowLogStorage`;
  if (watcher === undefined) return `there is no network watcher in ${location}: make one`;
  const other = watcher.logs.find((log) => !isOurs(log) && isSameId(log.targetResourceId, network));
  return other === undefined ? undefined : `flow log ${other.name} is switched off: switch it on or delete it`;
}

async function remove(azure: AzureClients, { subscription, group, name }: Watcher, log: FlowLog): Promise<void> {
  await attempt(`remove flow log ${log.name}`, () =>
    unlessMissing(() =>
      azure
        .at(subscription)
        .flowLogs.delete(group, name, log.name ?? "")
        .submitted(),
    ),
  );
}

/** `West Europe` and `westeurope` are the same location. */
function spelt(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}
