import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId } from "../core/connection/network-id.ts";
import type { Transport } from "../core/connection/status.ts";
import { Invalid } from "../core/faults.ts";
import { type Entry, lackingConsent, wants } from "../core/intent/directory.ts";
import { fingerprintOf } from "../core/intent/tags.ts";
import type { Problem } from "../core/problems.ts";
import { decide } from "./decide.ts";
import { entriesOf, entryOf, updateDirectory } from "./directory.ts";
import type { Deps, NetworkRecord } from "./ports.ts";

export interface PlanConnectionInput {
  /** Each a short name or a canonical id; a person may give them in either order. */
  readonly requester: string;
  readonly accepter: string;
  /** Whether a person asks by starting the execution, on the requester's behalf; otherwise the tags ask. */
  readonly asked: boolean;
}

export interface PlanConnectionOutput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: "change" | "keep" | "refuse";
  readonly problems: readonly Problem[];
  readonly peering?: string;
  readonly askedBy?: NetworkId;
  /** The intent that the plan was made from; see `Superseded`. */
  readonly fingerprints: { readonly requester: string; readonly accepter: string };
}

/** Reads both networks and decides what their connection needs. Only a plan with changes is written down. */
export async function planConnection(deps: Deps, input: PlanConnectionInput): Promise<PlanConnectionOutput> {
  const { ledger, provider } = deps;
  const known = entriesOf(await ledger.networks());
  const asking = resolve(input.requester, known);
  const pair = pairOf(asking, resolve(input.accepter, known));
  if (pair.requester === pair.accepter) throw new Invalid(`${pair.requester} cannot be connected to itself`);

  const connection = connectionIdOf(pair);
  const networks = new Map(
    (await provider.describeNetworks([pair.requester, pair.accepter])).map((one) => [one.id, one]),
  );
  const records = await updateDirectory(ledger, [...networks.values()]);
  const owned = await ledger.ownedObjects(connection);
  const directory = entriesOf(records);
  const askedBy =
    input.asked && !isAgreedByTags(pair, asking, directory) ? asking : (await ledger.connection(connection))?.askedBy;
  const decision = decide({
    pair,
    directory,
    requester: networks.get(pair.requester),
    accepter: networks.get(pair.accepter),
    formerPeerings: owned.flatMap(({ kind, id }) => (kind === "peering" ? [id] : [])),
    ...(askedBy === undefined ? {} : { askedBy }),
  });
  if (decision.outcome === "change") await ledger.savePlan(decision.plan);

  const peering = decision.outcome === "refuse" ? undefined : decision.plan.peering;
  return {
    connection,
    requester: pair.requester,
    accepter: pair.accepter,
    transport: "vpc-peering",
    outcome: decision.outcome,
    problems: decision.outcome === "refuse" ? decision.problems.slice(0, 5) : [],
    ...(peering === undefined ? {} : { peering }),
    ...(askedBy === undefined ? {} : { askedBy }),
    fingerprints: { requester: fingerprint(records, pair.requester), accepter: fingerprint(records, pair.accepter) },
  };
}

/** Whether tags ask for the pair, with the asking side's agreement: then a person's asking adds nothing to keep. */
function isAgreedByTags({ requester, accepter }: Pair, asking: NetworkId, directory: readonly Entry[]): boolean {
  const one = entryOf(directory, asking);
  const other = entryOf(directory, asking === requester ? accepter : requester);
  const asked = wants(one, other, directory) || wants(other, one, directory);
  return asked && lackingConsent(one, other, directory).length === 0;
}

/** The digest of a network's intent as the ledger has it. */
export function fingerprint(records: readonly NetworkRecord[], id: NetworkId): string {
  return fingerprintOf(records.find((record) => record.id === id)?.tags ?? {});
}

function resolve(text: string, directory: readonly Entry[]): NetworkId {
  const id = parseNetworkId(text);
  if (id !== undefined) return id;
  const [found, second] = directory.filter(({ intent }) => intent.name === text);
  if (found === undefined) throw new Invalid(`no network is tagged crosspeer:name=${text}: give a name or a VPC's ARN`);
  if (second !== undefined) throw new Invalid(`more than one network is tagged crosspeer:name=${text}: give the ARN`);
  return found.id;
}
