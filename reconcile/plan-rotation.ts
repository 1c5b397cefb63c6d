import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../core/connection/connection-id.ts";
import type { Transport } from "../core/connection/status.ts";
import { Invalid } from "../core/faults.ts";
import { isTunnelUp, judge } from "../core/tunnels/judge.ts";
import type { SideName, TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import { entriesOf, fingerprint, networkMeant } from "./directory.ts";
import type { Rotation } from "./key-ports.ts";
import { observeVpn } from "./observe-vpn.ts";
import type { ConnectionRecord, Fingerprints } from "./ports.ts";
import type { RotationReader } from "./rotation.ts";
import { buildOrder } from "./saved-tunnels.ts";

export interface PlanRotationInput {
  readonly connection?: ConnectionId;
  /** Or its two networks, each by a short name or an id, in either order. */
  readonly requester?: string;
  readonly accepter?: string;
  /** Names this execution, among all that ever were. */
  readonly runner: string;
}

export interface PlanRotationOutput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly fingerprints: Fingerprints;
  readonly outcome: "rotate" | "refuse";
  /** Why no key is replaced; empty when they are. */
  readonly reason: string;
  /** The first tunnel whose turn it is. */
  readonly index: number;
  /** The sides in the order in which they get the key. */
  readonly first: SideName;
  readonly second: SideName;
}

/**
 * Decides whether the keys of a connection can be replaced now, and takes the rotation for this execution: one that was
 * cut off goes on at the tunnel that it came to.
 *
 * @throws Invalid when there is no such connection
 */
export async function planRotation(deps: RotationReader, input: PlanRotationInput): Promise<PlanRotationOutput> {
  const { ledger, rotations } = deps;
  const record = await meant(deps, input);
  const { id: connection, requester, accepter, transport } = record;
  const records = await ledger.networks();
  const [first, second] = buildOrder(record);
  const common = {
    ...{ connection, requester, accepter, transport, first, second },
    fingerprints: { requester: fingerprint(records, requester), accepter: fingerprint(records, accepter) },
  };
  const saved = await ledger.tunnels(connection);
  const last = await rotations.read(connection);
  const isUnfinished = last !== undefined && last.index < (saved?.plan.tunnels.length ?? 0);
  const before = isUnfinished ? last : undefined;
  const index = before?.index ?? 0;
  const reason = standingInTheWay(record) ?? (await missingRedundancy(deps, record, { plan: saved?.plan, before }));
  if (reason !== undefined) return { ...common, outcome: "refuse", reason, index };
  const { runner } = input;
  await rotations.take(
    before === undefined ? { connection, id: runner, runner, index, replaced: [] } : { ...before, runner },
  );
  return { ...common, outcome: "rotate", reason: "", index };
}

async function meant(
  { ledger }: RotationReader,
  { connection, requester = "", accepter = "" }: PlanRotationInput,
): Promise<ConnectionRecord> {
  const id = connection ?? (await idBetween(ledger, requester, accepter));
  const record = id && (await ledger.connection(id));
  if (record !== undefined) return record;
  throw new Invalid(
    `there is no connection ${id ?? `between ${requester || "(no requester)"} and ${accepter || "(no accepter)"}`}: give the id of one, as connection, or the names or ids of two networks that are connected, as requester and accepter`,
  );
}

async function idBetween(
  ledger: RotationReader["ledger"],
  one: string,
  other: string,
): Promise<ConnectionId | undefined> {
  const directory = entriesOf(await ledger.networks());
  const [requester, accepter] = [networkMeant(one, directory), networkMeant(other, directory)];
  if (requester === undefined || accepter === undefined) return undefined;
  return connectionIdOf(pairOf(requester, accepter));
}

function standingInTheWay({ id, transport, unwantedSince }: ConnectionRecord): string | undefined {
  if (transport !== "ha-vpn") return `${id} is a ${transport}: only a VPN has keys`;
  return unwantedSince && `${id} is being taken away: nobody wants it since ${unwantedSince}`;
}

interface Standing {
  readonly plan: TunnelPlan | undefined;
  /** A rotation that was begun and has not come to its end. */
  readonly before: Rotation | undefined;
}

/** Every tunnel has to be up, but for the one at which a rotation was cut off: it is being put right. */
async function missingRedundancy(
  { provider }: RotationReader,
  record: ConnectionRecord,
  { plan, before }: Standing,
): Promise<string | undefined> {
  if (plan === undefined) return `${record.id} has no tunnels yet`;
  const observed = await observeVpn(provider, record, plan);
  if (before === undefined) {
    const { up, of, problem } = judge(plan, observed);
    if (up === of && problem === undefined) return undefined;
    return `${up} of ${of} tunnels of ${record.id} are up, and keys are replaced only while all are in order${problem === undefined ? "" : `: ${problem.message}`}`;
  }
  const down = plan.tunnels.filter(({ index }) => index !== before.index && !isTunnelUp(observed, index));
  if (down.length === 0) return undefined;
  return `tunnel ${down.map(({ index }) => index).join(" and ")} of ${record.id} is down: the key of tunnel ${before.index} is replaced when all others are up`;
}
