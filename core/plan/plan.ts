import { findOverlaps } from "../address-space/overlap.ts";
import { type ConnectionId, connectionIdOf, type Pair } from "../connection/connection-id.ts";
import type { Network, Peering } from "../connection/network.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { Transport } from "../connection/status.ts";
import type { Intent } from "../intent/intent.ts";
import type { Problem } from "../problems.ts";
import type { FirewallChange, PeeringChange, Plan, RouteChange } from "./change.ts";
import { planFirewall } from "./firewall.ts";
import { type Addition, checkQuotas } from "./quotas.ts";
import { planRoutes, reachable } from "./routes.ts";

/** One network of a connection: what is and what its tags ask for. */
export interface Side {
  readonly network: Network;
  readonly intent: Intent;
}

export interface PlanInput {
  /** Canonical order: see `pairOf`. */
  readonly requester: Side;
  readonly accepter: Side;
  /** What consent, or an earlier refusal, stands against it. */
  readonly refusals: readonly Problem[];
  /** Ids of peerings that the ledger says served this connection before. */
  readonly formerPeerings: readonly string[];
  /** Whether the ledger says that we made a route; see `routeId`. */
  readonly isOwnedRoute: (route: string) => boolean;
}

/** What joins two networks of one cloud. */
const nativeTransports: Readonly<Record<Cloud, Transport>> = {
  aws: "vpc-peering",
  gcp: "network-peering",
  azure: "vnet-peering",
};

/** What joins a pair: the cloud's own peering within one, a VPN between two. */
export function transportOf({ requester, accepter }: Pair): Transport {
  const [one, other] = [locate(requester).cloud, locate(accepter).cloud];
  return one === other ? nativeTransports[one] : "ha-vpn";
}

/** Decides how to join two networks: what to do, what is there already, and what blocks it. */
export function planConnection({ requester, accepter, refusals, formerPeerings, isOwnedRoute }: PlanInput): Plan {
  const pair: Pair = { requester: requester.network.id, accepter: accepter.network.id };
  const connection = connectionIdOf(pair);
  const found = findPeering(requester.network, accepter.network, connection);
  const peering = found?.connection === connection ? found : undefined;
  const sides = [
    { side: requester, peer: accepter },
    { side: accepter, peer: requester },
  ];

  const routes = sides.map(({ side, peer }) =>
    planRoutes({
      network: side.network,
      destinations: reachable(side.network, peer.network),
      peering: peering?.id,
      formerPeerings,
      isOwned: isOwnedRoute,
    }),
  );
  const firewalls = sides.map(({ side, peer }) =>
    planFirewall({
      network: side.network,
      connection,
      sources: reachable(side.network, peer.network),
      allow: side.intent.allow ?? [],
    }),
  );
  const routeChanges = routes.flatMap((part) => part.changes);
  const firewallChanges = firewalls.flatMap((part) => part.changes);
  const quotas = checkQuotas(
    sides.map(({ side }) => side.network),
    peering === undefined ? 1 : 0,
    additionsOf(routeChanges, firewallChanges),
  );

  return {
    ...pair,
    connection,
    transport: transportOf(pair),
    ...(peering === undefined ? {} : { peering: peering.id }),
    destinations: {
      requester: reachable(requester.network, accepter.network).toSorted(),
      accepter: reachable(accepter.network, requester.network).toSorted(),
    },
    blockers: [
      ...refusals,
      ...(transportOf(pair) === "ha-vpn" ? [noTransport(requester, accepter)] : []),
      ...sides.flatMap(({ side }) => unreadable(side.intent)),
      ...overlaps(requester, accepter),
      ...swallowed(requester, accepter),
      ...swallowed(accepter, requester),
      ...(found !== undefined && peering === undefined ? [foreignPeering(found, connection)] : []),
      ...(found === undefined ? rejections(requester.network, connection) : []),
      ...routes.flatMap((part) => part.blockers),
      ...quotas.blockers,
    ],
    warnings: [
      ...sides.flatMap(({ side }) => side.network.remarks ?? []),
      ...routes.flatMap((part) => part.warnings),
      ...quotas.warnings,
    ],
    peeringChanges: planPeering(peering, [requester.network, accepter.network]),
    routeChanges,
    firewallChanges,
    kept: [
      ...(peering?.phase === "active" ? [`peering ${peering.id}`] : []),
      ...routes.flatMap((part) => part.kept),
      ...firewalls.flatMap((part) => part.kept),
    ],
  };
}

/** Whether a plan leaves nothing to do. */
export function isConverged(plan: Plan): boolean {
  return plan.peeringChanges.length + plan.routeChanges.length + plan.firewallChanges.length === 0;
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

function additionsOf(routes: readonly RouteChange[], rules: readonly FirewallChange[]): readonly Addition[] {
  return [
    ...routes.flatMap(({ action, table, destination }): readonly Addition[] =>
      action === "create" ? [[table, destination]] : [],
    ),
    ...rules.flatMap((rule): readonly Addition[] => (rule.action === "open" ? [[rule.firewall, rule.source]] : [])),
  ];
}

/** Until a network's `crosspeer:allow` can be read, nobody knows what to open: nothing is done. */
function unreadable(intent: Intent): readonly Problem[] {
  return intent.problems
    .filter(({ key }) => key === "crosspeer:allow")
    .map(({ rule, message, remedy }) => ({ rule, message, remedy }));
}

function overlaps(requester: Side, accepter: Side): readonly Problem[] {
  return findOverlaps(requester.network.addressSpace, accepter.network.addressSpace).map(({ a, b }) => ({
    rule: "overlap",
    message: `${a} of ${nameOf(requester)} overlaps ${b} of ${nameOf(accepter)}`,
    remedy: "give one of the networks another prefix",
  }));
}

/** Packets of a cluster to addresses that its own pods have, though nothing outside sees these, never leave it. */
function swallowed(host: Side, peer: Side): readonly Problem[] {
  return (host.network.unroutable ?? []).flatMap(({ prefix, cluster }) =>
    findOverlaps([prefix], peer.network.addressSpace).map(({ b }) => ({
      rule: "overlap" as const,
      message: `pods of ${cluster} in ${nameOf(host)} have ${prefix} for themselves and would never reach ${b} of ${nameOf(peer)}`,
      remedy: "give the cluster other pod addresses or the network another prefix",
    })),
  );
}

function noTransport(requester: Side, accepter: Side): Problem {
  const [one, other] = [requester, accepter].map((side) => `${nameOf(side)} on ${locate(side.network.id).cloud}`);
  return {
    rule: "no-transport",
    message: `${one} and ${other} can only be joined by a VPN and crosspeer does not build one yet`,
    remedy: "join networks of one cloud",
  };
}

function nameOf({ network, intent }: Side): string {
  return intent.name ?? locate(network.id).localId;
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
