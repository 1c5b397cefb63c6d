import { contains, type Prefix } from "../core/address-space/prefix.ts";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { RouteTable } from "../core/connection/network.ts";
import { NotYetVisible } from "../core/faults.ts";
import type { RouteChange } from "../core/plan/change.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import type { Deps, WrittenPlan } from "./ports.ts";
import { readTunnels } from "./read-tunnels.ts";
import { writtenPlan } from "./written-plan.ts";

export interface VerifyConnectionInput extends Pair {
  readonly connection: ConnectionId;
  /** What serves the connection: a peering, or of a VPN the connection's id. */
  readonly peering: string;
}

export interface VerifyConnectionOutput {
  /** How many routes, or tunnels that are up, were read back. */
  readonly routes: number;
  /** How the tunnels of a VPN are; they are told as they are. */
  readonly tunnels?: Judgement;
}

/**
 * Reads back what carries the traffic: every planned route must be there, lead to the peering and be usable; where routes
 * come with the peering, each side must have learned every prefix of the other. A VPN has been waited for already.
 *
 * @throws NotYetVisible naming the first route that is not
 */
export async function verifyConnection(deps: Deps, input: VerifyConnectionInput): Promise<VerifyConnectionOutput> {
  const plan = await writtenPlan(deps.ledger, input.connection);
  if (plan.transport === "ha-vpn") {
    const { tunnels } = await readTunnels(deps, input);
    return { routes: tunnels.up, tunnels };
  }
  const learned = await verifyLearned(deps, input, plan);
  return { routes: learned ?? (await verifyTables(deps, input, plan)) };
}

async function verifyLearned(
  { provider }: Deps,
  { requester, accepter, peering }: VerifyConnectionInput,
  { destinations }: WrittenPlan,
): Promise<number | undefined> {
  const pair: Pair = { requester, accepter };
  let routes = 0;
  for (const side of ["requester", "accepter"] as const) {
    const imported = await provider.readImportedPrefixes(pair[side], pair, peering);
    if (imported === undefined) return undefined;
    const missing = destinations[side].find((prefix) => !isCovered(prefix, imported));
    if (missing !== undefined) throw new NotYetVisible(`${pair[side]} has not learned ${missing} by ${peering} yet`);
    routes += destinations[side].length;
  }
  return routes;
}

function isCovered(prefix: Prefix, imported: readonly Prefix[]): boolean {
  return imported.some((one) => one === prefix || contains(one, prefix));
}

async function verifyTables(
  { provider }: Deps,
  { requester, accepter, peering }: VerifyConnectionInput,
  { routeChanges }: WrittenPlan,
): Promise<number> {
  const changed = routeChanges.filter(({ action }) => action !== "delete");
  if (changed.length === 0) return 0;
  const tables = await provider.readRouteTables([requester, accepter]);
  const missing = changed.find((change) => !isRouted(tables.get(change.network) ?? [], change, peering));
  if (missing !== undefined) {
    throw new NotYetVisible(`${missing.table} does not route ${missing.destination} to ${peering} yet`);
  }
  return changed.length;
}

function isRouted(tables: readonly RouteTable[], change: RouteChange, peering: string): boolean {
  const table = tables.find(({ id }) => id === change.table);
  const route = table?.routes.find(({ destination }) => destination === change.destination);
  return route?.state === "active" && route.target.kind === "peering" && route.target.id === peering;
}
