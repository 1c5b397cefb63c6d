import { isDeepStrictEqual } from "node:util";
import type { NetworkId } from "../core/connection/network-id.ts";
import { networkStatusText } from "../core/connection/status-text.ts";
import { Invalid, Refused } from "../core/faults.ts";
import { type Entry, nameOf, wishesOf } from "../core/intent/directory.ts";
import { parseIntent } from "../core/intent/intent.ts";
import { statusKey } from "../core/intent/tags.ts";
import { entryOf } from "./directory.ts";
import type { Deps } from "./ports.ts";

export interface ReportInput {
  readonly network: NetworkId;
  readonly directory: readonly Entry[];
  readonly at: string;
}

/** Brings a network's status tag in line with its tags and connections, and announces tags that were refused. */
export async function reportNetwork(deps: Deps, { network, directory, at }: ReportInput): Promise<void> {
  const { ledger, events } = deps;
  const record = (await ledger.networks()).find(({ id }) => id === network);
  if (record === undefined) return;
  const problems = [...parseIntent(record.tags).problems, ...wishesOf(entryOf(directory, network), directory).problems];
  const connections = (await ledger.connectionsOf(network)).map(({ requester, accepter, status }) => ({
    peer: nameOf(requester === network ? accepter : requester, directory),
    status,
  }));

  const text = networkStatusText(problems, connections);
  const { [statusKey]: told, ...tags } = record.tags;
  const asBefore = isDeepStrictEqual(problems, record.problems);
  if (text === told && asBefore) return;

  if (!asBefore && problems.length > 0) await events.announce({ type: "Intent Refused", network, problems, at });
  const now = text === told || (await tell(deps, network, text)) ? text : told;
  if (now === undefined && Object.keys(tags).length === 0) await ledger.removeNetwork(network);
  else
    await ledger.putNetwork({ id: network, tags: now === undefined ? tags : { ...tags, [statusKey]: now }, problems });
}

/** A network that is gone, or whose account does not let us in, must not keep the others from being told. */
async function tell({ provider }: Deps, network: NetworkId, text: string | undefined): Promise<boolean> {
  try {
    await provider.writeTag(network, statusKey, text);
    return true;
  } catch (error) {
    if (error instanceof Refused || error instanceof Invalid) return false;
    throw error;
  }
}
