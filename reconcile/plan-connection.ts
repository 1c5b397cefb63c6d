import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Transport } from "../core/connection/status.ts";
import { Invalid } from "../core/faults.ts";
import { type Entry, lackingConsent, wants } from "../core/intent/directory.ts";
import { transportOf } from "../core/plan/plan.ts";
import type { Problem } from "../core/problems.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import { type Decision, decide } from "./decide.ts";
import { entriesOf, entryOf, fingerprint, networkNamed, updateDirectory } from "./directory.ts";
import { readPairVpn } from "./observe-vpn.ts";
import { readOwned } from "./owned.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";
import { standingOf, withdraw } from "./withdraw.ts";

export interface PlanConnectionInput {
  /** Each a short name or a canonical id; a person may give them in either order. */
  readonly requester: string;
  readonly accepter: string;
  /** Whether a person asks by starting the execution, on the requester's behalf; otherwise the tags ask. */
  readonly asked: boolean;
  /** Whether a person takes back what a person asked for. */
  readonly withdrawn?: boolean;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface PlanConnectionOutput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly peering?: string;
  /** Whether anything of a VPN is to be built. */
  readonly builds: boolean;
  /** How a VPN's tunnels are; absent where none are planned yet. */
  readonly tunnels?: Judgement;
  readonly askedBy?: NetworkId;
  readonly fingerprints: Fingerprints;
  /** Of what is to be taken away: seconds that it still stands, as somebody may think better of it. */
  readonly grace?: number;
}

/** Problems and warnings that are handed on: the first ones tell enough, and a state's output is small. */
const most = 5;

/** Reads both networks and decides what their connection needs. Only a plan with changes is written down. */
export async function planConnection(deps: Deps, input: PlanConnectionInput): Promise<PlanConnectionOutput> {
  const { ledger, provider } = deps;
  const known = entriesOf(await ledger.networks());
  const asking = networkNamed(input.requester, known);
  const pair = pairOf(asking, networkNamed(input.accepter, known));
  if (pair.requester === pair.accepter) throw new Invalid(`${pair.requester} cannot be connected to itself`);

  const connection = connectionIdOf(pair);
  const described = await provider.describeNetworks([pair.requester, pair.accepter]);
  const networks = new Map(described.map((one) => [one.id, one]));
  const records = await updateDirectory(ledger, described);
  const directory = entriesOf(records);
  const record = await ledger.connection(connection);
  const standing = await standingOf(deps, connection, record);
  const askedBy = input.withdrawn
    ? undefined
    : askedByOf({ pair, directory, previous: record?.askedBy, asking: input.asked ? asking : undefined });
  const vpn = networks.size === 2 ? await readPairVpn(deps, pair) : undefined;
  const decision = decide({
    pair,
    directory,
    requester: networks.get(pair.requester),
    accepter: networks.get(pair.accepter),
    owned: await readOwned(ledger, connection),
    standing: standing !== undefined,
    ...(vpn === undefined ? {} : { vpn }),
    ...(askedBy === undefined ? {} : { askedBy }),
  });
  const fingerprints = {
    requester: fingerprint(records, pair.requester),
    accepter: fingerprint(records, pair.accepter),
  };
  const outcome = outcomeOf(decision, record);
  if ("plan" in decision && outcome === "change") await ledger.savePlan({ ...decision.plan, fingerprints });
  const planned = {
    ...{ connection, requester: pair.requester, accepter: pair.accepter, transport: transportOf(pair) },
    ...(askedBy === undefined ? {} : { askedBy }),
  };
  const output = { ...planned, outcome, ...saidOf(decision), fingerprints };
  if (outcome !== "remove") return output;
  const peering = standing === undefined ? {} : { peering: standing };
  const since = await withdraw(deps, { ...planned, ...peering, at: input.at }, record);
  return { ...output, ...peering, grace: graceLeft(deps.graceSeconds, since, input.at) };
}

function graceLeft(seconds: number, since: string, at: string): number {
  return Math.max(0, Math.ceil(seconds - (Date.parse(at) - Date.parse(since)) / 1000));
}

/** What was blocked is read back before it is called active, also where nothing is left to write. */
function outcomeOf({ outcome }: Decision, record: ConnectionRecord | undefined): Decision["outcome"] {
  // The tunnels of a VPN have just been read back.
  const isDoubted = record?.status.phase === "blocked" && record.transport !== "ha-vpn";
  return outcome === "keep" && isDoubted ? "change" : outcome;
}

/** What a decision says, cut to what is handed on. */
function saidOf(
  decision: Decision,
): Pick<PlanConnectionOutput, "problems" | "warnings" | "peering" | "builds" | "tunnels"> {
  if (!("plan" in decision)) return { problems: decision.problems.slice(0, most), warnings: [], builds: false };
  const { warnings, peering, vpnChanges, tunnels } = decision.plan;
  return {
    problems: [],
    warnings: warnings.slice(0, most),
    builds: vpnChanges.length > 0,
    ...(peering === undefined ? {} : { peering }),
    ...(tunnels === undefined ? {} : { tunnels }),
  };
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
