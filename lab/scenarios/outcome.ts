import * as z from "zod";
import type { Lab } from "../lab.ts";
import type { JournalEntry } from "../world/journal.ts";

const status = z.object({
  phase: z.string(),
  problem: z.object({ rule: z.string(), message: z.string(), remedy: z.string() }).optional(),
});

const stateChange = z.object({
  connection: z.string(),
  transport: z.string(),
  requester: z.string(),
  accepter: z.string(),
  status,
});

/** A connection as crosspeer last announced it. */
export interface ConnectionOutcome {
  readonly id: string;
  readonly transport: string;
  readonly requester: string;
  readonly accepter: string;
  readonly state: string;
  readonly reason?: string;
}

/** What `demo --json` prints. */
export interface Outcome {
  readonly schemaVersion: 1;
  readonly connections: readonly ConnectionOutcome[];
  /** The calls that crosspeer made; the scenario's own are left out. */
  readonly journal: { readonly calls: number; readonly writes: number; readonly byAction: Record<string, number> };
  readonly executions: readonly {
    readonly name: string;
    readonly stateMachine: string;
    readonly status: string;
    readonly transitions: number;
  }[];
}

export function outcomeOf(lab: Lab): Outcome {
  const own = lab.journal.entries.filter(isOwn);
  const byAction: Record<string, number> = {};
  for (const { service, action } of own) byAction[`${service}:${action}`] = (byAction[`${service}:${action}`] ?? 0) + 1;
  return {
    schemaVersion: 1,
    connections: connectionsOf(lab),
    journal: { calls: own.length, writes: own.filter(({ write }) => write).length, byAction },
    executions: lab
      .executions()
      .map(({ name, stateMachine, status, transitions }) => ({ name, stateMachine, status, transitions })),
  };
}

/** Every connection by its last `Connection State Changed`. */
export function connectionsOf(lab: Lab): readonly ConnectionOutcome[] {
  const last = new Map<string, ConnectionOutcome>();
  for (const { event } of lab.events()) {
    if (event["detail-type"] !== "Connection State Changed") continue;
    const { connection, transport, requester, accepter, status } = stateChange.parse(event.detail);
    const problem = status.problem;
    last.set(connection, {
      id: connection,
      transport,
      requester,
      accepter,
      state: status.phase,
      ...(problem === undefined ? {} : { reason: `${problem.rule}: ${problem.message}: ${problem.remedy}` }),
    });
  }
  return [...last.values()];
}

/** Whether crosspeer made the call: its functions act by roles, the scenario's people by themselves. */
export function isOwn({ principal }: JournalEntry): boolean {
  return principal.includes(":assumed-role/");
}
