import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand } from "@aws-sdk/client-ec2";
import type { Route } from "../../core/connection/network.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict, NotYetVisible } from "../../core/faults.ts";
import type { RouteChange } from "../../core/plan/change.ts";
import type { OwnedObject } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf, isNotFound } from "./faults.ts";
import { readRoute } from "./route-tables.ts";
import { fromDestination } from "./translate-route.ts";

/** Makes route changes one after the other, each towards the peering, and says which routes are now ours. */
export async function applyRoutes(
  ec2: Ec2Clients,
  { network, peering, changes }: { network: NetworkId; peering: string; changes: readonly RouteChange[] },
): Promise<readonly OwnedObject[]> {
  const owned: OwnedObject[] = [];
  for (const change of changes) {
    const doing = `${change.action} the route to ${change.destination} in ${change.table} of ${network}`;
    if (change.action === "delete") {
      await attempt(doing, () => removeRoute(ec2, network, peering, change));
    } else {
      await attempt(doing, () => pointRoute(ec2, network, peering, change));
      owned.push({ kind: "route", id: `${change.table}/${change.destination}`, network });
    }
  }
  return owned;
}

/** Creates first and reads only when something is there: most routes are new. */
async function pointRoute(ec2: Ec2Clients, network: NetworkId, peering: string, change: RouteChange): Promise<void> {
  const { table, destination } = change;
  const client = ec2.at(locate(network));
  const input = { RouteTableId: table, ...fromDestination(destination), VpcPeeringConnectionId: peering };
  try {
    await client.send(new CreateRouteCommand(input));
  } catch (error) {
    if (codeOf(error) !== "RouteAlreadyExists") throw error;
    const present = await readRoute(ec2, network, table, destination);
    if (present === undefined) {
      throw new NotYetVisible(`route to ${destination} in ${table} of ${network} exists but cannot be read yet`, {
        cause: error,
      });
    }
    if (pointsAt(present, peering)) return;
    const isMeant = change.action === "restore" || (change.action === "replace" && isDeadPeering(present));
    if (!isMeant || present.target.kind === "local") throw inTheWay(network, change, present, error);
    await client.send(new ReplaceRouteCommand(input));
  }
}

async function removeRoute(ec2: Ec2Clients, network: NetworkId, peering: string, change: RouteChange): Promise<void> {
  const { table, destination } = change;
  const present = await readRoute(ec2, network, table, destination);
  if (present === undefined) return;
  if (!pointsAt(present, peering) && !isDeadPeering(present)) throw inTheWay(network, change, present, undefined);
  const input = { RouteTableId: table, ...fromDestination(destination) };
  try {
    await ec2.at(locate(network)).send(new DeleteRouteCommand(input));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function pointsAt({ target }: Route, peering: string): boolean {
  return target.kind === "peering" && target.id === peering;
}

/** The plan names such a route only when the peering was ours. */
function isDeadPeering({ target, state }: Route): boolean {
  return target.kind === "peering" && state === "blackhole";
}

function inTheWay(network: NetworkId, { table, destination }: RouteChange, { target }: Route, cause: unknown) {
  const to = target.kind === "local" ? "local" : target.id;
  return new Conflict(`${table} of ${network} routes ${destination} to ${to}: remove that route or the wish`, {
    cause,
  });
}
