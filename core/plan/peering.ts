import type { Prefix } from "../address-space/prefix.ts";
import type { ConnectionId, Pair } from "../connection/connection-id.ts";
import type { Network, Peering } from "../connection/network.ts";
import { locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import type { PeeringChange, Plan } from "./change.ts";
import { planRoutes } from "./routes.ts";

/** What joins two networks, as a part of their plan. */
export type JointPlan = Pick<
  Plan,
  "peering" | "peeringChanges" | "routeChanges" | "vpnChanges" | "tunnels" | "blockers" | "warnings" | "kept"
>;

interface Question {
  readonly connection: ConnectionId;
  readonly networks: Readonly<Record<keyof Pair, Network>>;
  /** The peer's prefixes that each side is to reach. */
  readonly destinations: Readonly<Record<keyof Pair, readonly Prefix[]>>;
  readonly formerPeerings: readonly string[];
  readonly isOwnedRoute: (route: string) => boolean;
}

/** Joins two networks of one cloud by its own peering, and leads every table that needs it there. */
export function planByPeering({ connection, networks, destinations, ...owned }: Question): JointPlan {
  const { requester, accepter } = networks;
  const found = findPeering(requester, accepter, connection);
  const peering = found?.connection === connection ? found : undefined;
  const routes = (["requester", "accepter"] as const).map((side) =>
    planRoutes({
      network: networks[side],
      destinations: destinations[side],
      peering: peering?.id,
      formerPeerings: owned.formerPeerings,
      isOwned: owned.isOwnedRoute,
    }),
  );
  return {
    ...(peering === undefined ? {} : { peering: peering.id }),
    peeringChanges: planPeering(peering, [requester, accepter]),
    routeChanges: routes.flatMap((part) => part.changes),
    vpnChanges: [],
    blockers: [
      ...(found !== undefined && peering === undefined ? [foreignPeering(found, connection)] : []),
      ...(found === undefined ? rejections(requester, connection) : []),
      ...routes.flatMap((part) => part.blockers),
    ],
    warnings: routes.flatMap((part) => part.warnings),
    kept: [...(peering?.phase === "active" ? [`peering ${peering.id}`] : []), ...routes.flatMap((part) => part.kept)],
  };
}

/** The live peering between two networks, ours first, in either direction. */
function findPeering(requester: Network, accepter: Network, connection: ConnectionId): Peering | undefined {
  const between = requester.peerings.filter(
    (peering) =>
      peering.phase !== "rejected" &&
      ((peering.requester === requester.id && peering.accepter === accepter.id) ||
        (peering.requester === accepter.id && peering.accepter === requester.id)),
  );
  return between.find((peering) => peering.connection === connection) ?? between[0];
}

function planPeering(peering: Peering | undefined, networks: readonly Network[]): readonly PeeringChange[] {
  const nameless = networks.filter(({ hostNames }) => hostNames === false).map(({ id }) => id);
  const options = (["requester", "accepter"] as const)
    .filter((side) => peering === undefined || !(peering.options[side] || nameless.includes(peering[side])))
    .map((side) => ({ action: "set-options" as const, side, reason: "its options are not as wanted" }));
  const waiting = { action: "await" as const, reason: "carries nothing until it is active" };
  const accept = { action: "accept" as const, reason: "waits for the accepter" };
  switch (peering?.phase) {
    case "active":
      return options;
    case "provisioning":
      return [waiting, ...options];
    case "requested":
    case "offered":
      return [accept, waiting, ...options];
    default:
      return [{ action: "request", reason: "no peering joins these networks" }, accept, waiting, ...options];
  }
}

/** A person said no. AWS keeps the rejected request in sight for two days; until then we do not ask again. */
function rejections(requester: Network, connection: string): readonly Problem[] {
  return requester.peerings
    .filter((peering) => peering.phase === "rejected" && peering.connection === connection)
    .map(({ id }) => ({
      rule: "refused",
      message: `${id} was rejected by the owner of the accepter`,
      remedy: "agree with them: crosspeer asks again when AWS has forgotten the rejected request",
    }));
}

function foreignPeering({ id, requester }: Peering, connection: string): Problem {
  const bearsTags = locate(requester).cloud === "aws";
  return {
    rule: "peering-conflict",
    message: `${id} joins these networks already and is not ours`,
    remedy: bearsTags
      ? `delete it or hand it over by tagging it crosspeer:connection=${connection}`
      : "delete it on both sides and crosspeer makes its own",
  };
}
