import { connectionIdOf } from "../../core/connection/connection-id.ts";
import type { Allow } from "../../core/connection/network.ts";
import { parseNetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";
import type { Connected } from "../packets/explained.ts";
import { readSites } from "../packets/read/read-sites.ts";
import { allowedBy, type Joined } from "../packets/said.ts";
import type { Site } from "../packets/site.ts";
import { buildNeighbour } from "./demo-neighbour.ts";
import { type DemoWorld, isAsExpected, residentsOf } from "./demo-world.ts";
import { outcomeOf } from "./outcome.ts";

/** The demo as its clouds tell it when it is over, and what its connections and tags say. */
export interface Scene {
  readonly sites: readonly Site[];
  readonly connections: readonly Connected[];
  /** By connections, and by the neighbour's own peerings. */
  readonly joined: readonly Joined[];
  readonly allow: ReadonlyMap<string, readonly Allow[]>;
  /** Whether the demo ended as it should. */
  readonly asExpected: boolean;
}

/** Adds a neighbour that somebody peered by hand, and asks each cloud for its side. */
export async function readScene(lab: Lab, world: DemoWorld): Promise<Scene> {
  const residents = residentsOf(world);
  const outcome = await outcomeOf(lab, residents);
  const neighbour = await buildNeighbour(lab, world);
  const tags = residents.map(async ({ id, allow }) => [id, allowedBy(await allow())] as const);
  const connections = outcome.connections.flatMap(({ requester, accepter, state }) => {
    const [one, other] = [parseNetworkId(requester), parseNetworkId(accepter)];
    if (state !== "active" || one === undefined || other === undefined) return [];
    const pair = { requester: one, accepter: other };
    return [{ id: connectionIdOf(pair), ...pair }];
  });
  return {
    sites: await readSites(lab, [...residents, neighbour]),
    connections,
    joined: [
      ...connections.map(({ requester, accepter }) => ({ between: [requester, accepter] as const })),
      ...neighbour.peers.map((peer) => ({ between: [neighbour.id, peer] as const })),
    ],
    allow: new Map([...(await Promise.all(tags)), [neighbour.id, allowedBy(undefined)]]),
    asExpected: isAsExpected(outcome, world),
  };
}
