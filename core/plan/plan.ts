import { findOverlaps } from "../address-space/overlap.ts";
import { familyOf, type Prefix } from "../address-space/prefix.ts";
import { connectionIdOf, type Pair } from "../connection/connection-id.ts";
import type { Network } from "../connection/network.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { Transport } from "../connection/status.ts";
import type { Intent } from "../intent/intent.ts";
import type { Problem } from "../problems.ts";
import type { FirewallChange, Plan, RouteChange } from "./change.ts";
import { planFirewall } from "./firewall.ts";
import { planByPeering } from "./peering.ts";
import { type Addition, checkQuotas, type QuotaUse, quotaUses } from "./quotas.ts";
import { reachable } from "./routes.ts";
import { planByVpn, type VpnState } from "./vpn.ts";

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
  /** Of a pair between clouds: its VPN as it is; absent when it was not read. */
  readonly vpn?: VpnState;
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
export function planConnection({ requester, accepter, refusals, vpn, ...owned }: PlanInput): Plan {
  const pair: Pair = { requester: requester.network.id, accepter: accepter.network.id };
  const connection = connectionIdOf(pair);
  const transport = transportOf(pair);
  const networks = { requester: requester.network, accepter: accepter.network };
  const destinations = {
    requester: reached(transport, networks.requester, networks.accepter),
    accepter: reached(transport, networks.accepter, networks.requester),
  };
  const names = { requester: nameOf(requester), accepter: nameOf(accepter) };
  const joint =
    transport === "ha-vpn"
      ? planByVpn({
          networks,
          names,
          destinations,
          wishes: wishesOf(requester, accepter),
          ...(vpn === undefined ? {} : { vpn }),
        })
      : planByPeering({ connection, networks, destinations, ...owned });
  const firewalls = ([requester, accepter] as const).map(({ network, intent }, index) =>
    planFirewall({
      network,
      connection,
      sources: index === 0 ? destinations.requester : destinations.accepter,
      allow: intent.allow ?? [],
    }),
  );
  const firewallChanges = firewalls.flatMap((part) => part.changes);
  const quotas = checkQuotas(
    [networks.requester, networks.accepter],
    transport !== "ha-vpn" && joint.peering === undefined ? 1 : 0,
    additionsOf(joint.routeChanges, firewallChanges),
  );

  return {
    ...pair,
    ...joint,
    connection,
    transport,
    destinations: { requester: destinations.requester.toSorted(), accepter: destinations.accepter.toSorted() },
    blockers: [
      ...refusals,
      ...(transport === "ha-vpn" ? [requester, accepter].flatMap(notServed) : []),
      ...[requester, accepter].flatMap(({ intent }) => unreadable(intent, transport)),
      ...overlaps(requester, accepter),
      ...swallowed(requester, accepter),
      ...swallowed(accepter, requester),
      ...joint.blockers,
      ...quotas.blockers,
    ],
    warnings: [
      ...[requester, accepter].flatMap(({ network }) => network.remarks ?? []),
      ...joint.warnings,
      ...quotas.warnings,
    ],
    firewallChanges,
    kept: [...joint.kept, ...firewalls.flatMap((part) => part.kept)],
  };
}

/** Whether a plan leaves nothing to do. */
export function isConverged(plan: Plan): boolean {
  const { peeringChanges, routeChanges, firewallChanges, vpnChanges } = plan;
  return peeringChanges.length + routeChanges.length + firewallChanges.length + vpnChanges.length === 0;
}

/** What a plan adds to the quotas of its networks, and how much of them is used. */
export function quotasOf(
  { transport, peering, routeChanges, firewallChanges }: Plan,
  networks: readonly Network[],
): readonly QuotaUse[] {
  const isNew = transport !== "ha-vpn" && peering === undefined;
  return quotaUses(networks, isNew ? 1 : 0, additionsOf(routeChanges, firewallChanges));
}

/** Tunnels carry IPv4 only; a peering carries what both networks have. */
function reached(transport: Transport, network: Network, peer: Network): readonly Prefix[] {
  const prefixes = reachable(network, peer);
  return transport === "ha-vpn" ? prefixes.filter((prefix) => familyOf(prefix) === 4) : prefixes;
}

/** Between clouds there is only the VPN; within one the tag chooses nothing. */
function notServed(side: Side): readonly Problem[] {
  if (side.intent.transport !== "interconnect") return [];
  const message = `${nameOf(side)} asks for an interconnect and crosspeer joins clouds by a VPN only`;
  return [{ rule: "no-transport", message, remedy: "tag it crosspeer:transport=ha-vpn or take the tag away" }];
}

function additionsOf(routes: readonly RouteChange[], rules: readonly FirewallChange[]): readonly Addition[] {
  return [
    ...routes.flatMap(({ action, table, destination }): readonly Addition[] =>
      action === "create" ? [[table, destination]] : [],
    ),
    ...rules.flatMap((rule): readonly Addition[] => (rule.action === "open" ? [[rule.firewall, rule.source]] : [])),
  ];
}

/** The transit gateways that both sides ask for. */
function wishesOf(requester: Side, accepter: Side) {
  const [one, other] = [requester.intent.gateway, accepter.intent.gateway];
  return { ...(one === undefined ? {} : { requester: one }), ...(other === undefined ? {} : { accepter: other }) };
}

/**
 * Until a network's `crosspeer:allow` can be read, nobody knows what to open, and until its `crosspeer:gateway` can, where
 * tunnels are to end: nothing is done.
 */
function unreadable(intent: Intent, transport: Transport): readonly Problem[] {
  return intent.problems
    .filter(({ key }) => key === "crosspeer:allow" || (key === "crosspeer:gateway" && transport === "ha-vpn"))
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

function nameOf({ network, intent }: Side): string {
  return intent.name ?? locate(network.id).localId;
}
