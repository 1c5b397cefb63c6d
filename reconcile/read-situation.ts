import { isDeepStrictEqual } from "node:util";
import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import { Invalid } from "../core/faults.ts";
import { type Entry, lackingConsent, wants } from "../core/intent/directory.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { Question } from "./decision.ts";
import { entriesOf, entryOf, fingerprint, networkNamed, updateDirectory } from "./directory.ts";
import { readPairVpn } from "./observe-vpn.ts";
import { readOwned } from "./owned.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";
import { standingOf } from "./withdraw.ts";

export interface SituationInput {
  readonly requester: string;
  readonly accepter: string;
  readonly asked: boolean;
  readonly withdrawn?: boolean;
}

export interface Situation {
  readonly connection: ConnectionId;
  readonly record: ConnectionRecord | undefined;
  /** What joins the two by now. */
  readonly standing: string | undefined;
  readonly question: Question & {
    readonly fingerprints: Fingerprints;
    readonly policy: Policy;
    readonly settled: boolean;
  };
}

type Situated = Pick<Deps, "provider" | "ledger" | "policies">;

/**
 * Reads all that a decision about two networks goes by: both networks, their tags, what stands, the policy.
 *
 * @param note gives the directory with what was just read of both networks, and may write that down
 */
export async function readSituation(
  deps: Situated,
  input: SituationInput,
  note: typeof updateDirectory = updateDirectory,
): Promise<Situation> {
  const { ledger, provider } = deps;
  const known = entriesOf(await ledger.networks());
  const asking = networkNamed(input.requester, known);
  const pair = pairOf(asking, networkNamed(input.accepter, known));
  if (pair.requester === pair.accepter) throw new Invalid(`${pair.requester} cannot be connected to itself`);

  const connection = connectionIdOf(pair);
  const described = await provider.describeNetworks([pair.requester, pair.accepter]);
  const networks = new Map(described.map((one) => [one.id, one]));
  const records = await note(ledger, described);
  const directory = entriesOf(records);
  const record = await ledger.connection(connection);
  const standing = await standingOf(deps, connection, record);
  const askedBy = input.withdrawn
    ? undefined
    : askedByOf({ pair, directory, previous: record?.askedBy, asking: input.asked ? asking : undefined });
  const vpn = networks.size === 2 ? await readPairVpn(deps, pair) : undefined;
  const fingerprints = {
    requester: fingerprint(records, pair.requester),
    accepter: fingerprint(records, pair.accepter),
  };
  const policy = await deps.policies.read();
  const question = {
    ...{ pair, directory, fingerprints, policy },
    requester: networks.get(pair.requester),
    accepter: networks.get(pair.accepter),
    owned: await readOwned(ledger, connection),
    standing: standing !== undefined,
    withdrawn: input.withdrawn === true,
    settled: isDeepStrictEqual(record?.settled, fingerprints),
    ...(vpn === undefined ? {} : { vpn }),
    ...(askedBy === undefined ? {} : { askedBy }),
  };
  return { connection, record, standing, question };
}

interface Asking {
  readonly pair: Pair;
  readonly directory: readonly Entry[];
  /** On whose behalf somebody asked before, and on whose behalf now. */
  readonly previous: NetworkId | undefined;
  readonly asking: NetworkId | undefined;
}

/** On whose behalf the connection is kept: whoever asked first, while the other side still consents to it. */
function askedByOf({ pair, directory, previous, asking }: Asking): NetworkId | undefined {
  const candidates = [previous, asking].filter((id) => id !== undefined);
  const sides = candidates.map((id) => ({
    one: entryOf(directory, id),
    other: entryOf(directory, id === pair.requester ? pair.accepter : pair.requester),
  }));
  // What tags ask for, with this side's agreement, needs nobody to keep it.
  const needed = sides.filter(({ one, other }) => {
    const wished = wants(one, other, directory) || wants(other, one, directory);
    return one.id === previous || !(wished && lackingConsent(one, other, directory).length === 0);
  });
  const agreed = needed.find(({ one, other }) => lackingConsent(other, one, directory).length === 0);
  return (agreed ?? needed[0])?.one.id;
}
