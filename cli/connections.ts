import { connectionIdOf, pairOf } from "../core/connection/connection-id.ts";
import type { ConnectionStatus } from "../core/connection/status.ts";
import { type Entry, nameOf } from "../core/intent/directory.ts";
import { entriesOf, networkNamed } from "../reconcile/directory.ts";
import type { ConnectionRecord } from "../reconcile/ports.ts";
import type { Hub } from "../runtime/hub.ts";

/** A connection as it is printed. */
export interface Shown {
  readonly requester: string;
  readonly accepter: string;
  readonly transport: string;
  readonly state: ConnectionStatus["phase"];
  readonly since: string;
  readonly reason: string;
}

export function shown(record: ConnectionRecord, directory: readonly Entry[]): Shown {
  const { requester, accepter, transport, status, since } = record;
  return {
    ...{ requester: nameOf(requester, directory), accepter: nameOf(accepter, directory), transport },
    ...{ state: status.phase, since, reason: reasonOf(status) },
  };
}

export function reasonOf(status: ConnectionStatus): string {
  const tunnels =
    status.phase === "degraded" && status.tunnelsUp !== undefined ? `${status.tunnelsUp}/${status.of} tunnels: ` : "";
  return "problem" in status ? `${tunnels}${status.problem.message}: ${status.problem.remedy}` : "";
}

/** Whether somebody has to look. */
export function isUnhealthy({ phase }: ConnectionStatus): boolean {
  return phase === "blocked" || phase === "degraded";
}

export async function directoryOf({ ledger }: Hub): Promise<readonly Entry[]> {
  return entriesOf(await ledger.networks());
}

/** @throws Invalid when one of the two is neither an id nor the name of one network */
export async function connectionBetween(hub: Hub, one: string, other: string): Promise<ConnectionRecord | undefined> {
  const directory = await directoryOf(hub);
  const pair = pairOf(networkNamed(one, directory), networkNamed(other, directory));
  return hub.ledger.connection(connectionIdOf(pair));
}
