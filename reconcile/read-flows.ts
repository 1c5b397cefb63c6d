import type { Pair } from "../core/connection/connection-id.ts";
import type { NetworkId, Place } from "../core/connection/network-id.ts";
import { explain, type JoinedPair, type JoinedSide, type Rejection } from "../core/flows/explain.ts";
import { type Entry, nameOf } from "../core/intent/directory.ts";
import { entriesOf, entryOf } from "./directory.ts";
import type { ConnectionRecord, Deps, FlowLogger } from "./ports.ts";

export interface ReadFlowsInput {
  readonly place: Place;
  readonly query: string;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface ReadFlowsOutput {
  readonly done: boolean;
  /** What was rejected between joined networks, the most first. */
  readonly rejections: readonly Rejection[];
}

/** Told at once; a state's output and an event are small. */
const most = 50;

/** Reads what was rejected, and tells what of it was between joined networks and which rule would admit it. */
export async function readFlows(
  { flowLogs, ledger, events, provider }: FlowLogger & Pick<Deps, "events" | "provider">,
  { place, query, at }: ReadFlowsInput,
): Promise<ReadFlowsOutput> {
  const flows = await flowLogs.readQuery(place, query);
  if (flows === undefined) return { done: false, rejections: [] };
  if (flows.length === 0) return { done: true, rejections: [] };
  const directory = entriesOf(await ledger.networks());
  const joined = (await ledger.connections()).filter(({ settled }) => settled !== undefined);
  const survey = await provider.surveyNetworks(joined.flatMap(({ requester, accepter }) => [requester, accepter]));
  const spaces = new Map(survey.networks.map(({ id, addressSpace }) => [id, addressSpace]));
  const sideOf = (network: NetworkId): JoinedSide => ({
    name: nameOf(network, directory),
    prefixes: spaces.get(network) ?? [],
    allow: allowOf(entryOf(directory, network)),
  });
  const rejections = explain(
    flows,
    joined.map((record) => pairOf(record, sideOf)),
  ).slice(0, most);
  if (rejections.length > 0) await events.announce({ type: "Flows Rejected", ...place, rejections, at });
  return { done: true, rejections };
}

function allowOf({ intent }: Entry) {
  return intent.allow ?? [];
}

function pairOf(
  { id, requester, accepter }: ConnectionRecord & Pair,
  sideOf: (network: NetworkId) => JoinedSide,
): JoinedPair {
  return {
    ...{ connection: id, requester, accepter },
    sides: { requester: sideOf(requester), accepter: sideOf(accepter) },
  };
}
