import * as z from "zod";
import type { Lab } from "../lab.ts";
import type { JournalEntry } from "../world/journal.ts";
import { azure } from "./accounts.ts";
import type { Resident } from "./demo-parts.ts";

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
  readonly schemaVersion: 2;
  /** Every network with what crosspeer wrote onto it: a tag, or on Google Cloud a label of its cluster. */
  readonly networks: readonly { readonly name: string; readonly id: string; readonly status?: string }[];
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

export async function outcomeOf(lab: Lab, residents: readonly Resident[]): Promise<Outcome> {
  const own = lab.journal.entries.filter(isOwn);
  const calls = Map.groupBy(own, ({ service, action }) => `${service}:${action}`);
  const byAction = [...calls].map(([action, { length }]) => [action, length] as const).toSorted();
  return {
    schemaVersion: 2,
    networks: await Promise.all(residents.map(describe)),
    connections: connectionsOf(lab),
    journal: {
      calls: own.length,
      writes: own.filter(({ write }) => write).length,
      byAction: Object.fromEntries(byAction),
    },
    executions: lab
      .executions()
      .map(({ name, stateMachine, status, transitions }) => ({ name, stateMachine, status, transitions })),
  };
}

async function describe({ name, id, status }: Resident): Promise<Outcome["networks"][number]> {
  const text = await status();
  return { name, id, ...(text === undefined ? {} : { status: text }) };
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

export function connectionBetween(
  connections: readonly ConnectionOutcome[],
  one: string,
  other: string,
): ConnectionOutcome | undefined {
  const ends = [one, other].sort().join();
  return connections.find(({ requester, accepter }) => [requester, accepter].sort().join() === ends);
}

/** Whether crosspeer made the call: its functions act by roles, in Azure by an application; people by themselves. */
export function isOwn({ cloud, principal }: JournalEntry): boolean {
  return cloud === "azure" ? principal.startsWith(`${azure.clientId}@`) : principal.includes(":assumed-role/");
}
