import { isDeepStrictEqual } from "node:util";
import { locate, type NetworkId } from "../core/connection/network-id.ts";
import { networkStatusText } from "../core/connection/status-text.ts";
import { Fault } from "../core/faults.ts";
import { type Entry, nameOf, wishesOf } from "../core/intent/directory.ts";
import { labelOfStatus } from "../core/intent/label.ts";
import { statusKey } from "../core/intent/tags.ts";
import { entryOf } from "./directory.ts";
import type { ConnectionRecord, Deps, NetworkRecord } from "./ports.ts";

export interface ReportInput {
  readonly record: NetworkRecord;
  readonly connections: readonly ConnectionRecord[];
  readonly directory: readonly Entry[];
  readonly at: string;
}

interface Told {
  readonly records: readonly NetworkRecord[];
  readonly directory: readonly Entry[];
  readonly at: string;
  /** Of all networks, where they have been read already. @default the ledger is asked for each network */
  readonly connections?: ReadonlyMap<NetworkId, readonly ConnectionRecord[]>;
}

/** Brings the status tags of networks in line with their tags and connections; those that we do not know are left out. */
export async function reportNetworks(
  deps: Deps,
  networks: Iterable<NetworkId>,
  { records, directory, at, connections }: Told,
): Promise<void> {
  const known = new Map(records.map((record) => [record.id, record]));
  for (const id of new Set(networks)) {
    const record = known.get(id);
    if (record === undefined) continue;
    const own = connections?.get(id) ?? (connections === undefined ? await deps.ledger.connectionsOf(id) : []);
    await reportNetwork(deps, { record, directory, at, connections: own });
  }
}

async function reportNetwork(deps: Deps, { record, directory, at, connections: own }: ReportInput): Promise<void> {
  const { ledger, events } = deps;
  const { id, tags, status: told } = record;
  const entry = entryOf(directory, id);
  const problems = [...entry.intent.problems, ...wishesOf(entry, directory).problems];
  const connections = own.map(({ requester, accepter, status }) => ({
    peer: nameOf(requester === id ? accepter : requester, directory),
    status,
  }));

  const text = statusOf(id, networkStatusText(problems, connections));
  const asBefore = isDeepStrictEqual(problems, record.problems);
  if (text === told && asBefore) return;

  if (!asBefore && problems.length > 0) await events.announce({ type: "Intent Refused", network: id, problems, at });
  const status = text === told || (await tell(deps, id, text)) ? text : told;
  if (status === undefined && Object.keys(tags).length === 0) await ledger.removeNetwork(id);
  else await ledger.tellNetwork(id, { status, problems });
}

/** The status in the form that the network's cloud keeps. */
function statusOf(network: NetworkId, text: string | undefined): string | undefined {
  return text !== undefined && locate(network).cloud === "gcp" ? labelOfStatus(text) : text;
}

/** One network that cannot be told must not keep the others from it; the next sweep tries again. */
async function tell({ provider }: Deps, network: NetworkId, text: string | undefined): Promise<boolean> {
  try {
    await provider.writeTag(network, statusKey, text);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
