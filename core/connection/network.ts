import type { Prefix } from "../address-space/prefix.ts";
import type { ConnectionId } from "./connection-id.ts";
import type { NetworkId } from "./network-id.ts";

export type Tags = Readonly<Record<string, string>>;

/** What a cloud says of a network, in our words. */
export interface Network {
  readonly id: NetworkId;
  readonly tags: Tags;
  /** Every prefix of the network: primary, secondary and pod ranges, IPv4 and IPv6. */
  readonly addressSpace: readonly Prefix[];
  /** The tables that need routes: the main one, and every one that serves a subnet. */
  readonly routeTables: readonly RouteTable[];
  /** The filters before the cluster's nodes and pods, one for each cluster. */
  readonly firewalls: readonly Firewall[];
  /** Every peering that touches this network and has not ended, and those that were rejected of late. */
  readonly peerings: readonly Peering[];
  /** Addresses of pods that nothing outside the network can reach: the cluster's own, not the network's. */
  readonly unroutable?: readonly PodPrefix[];
  /** What a plan that touches this network should say. */
  readonly remarks?: readonly string[];
  /** Whether its machines have DNS host names; read only where an active peering does not resolve names. */
  readonly hostNames?: boolean;
}

export interface PodPrefix {
  readonly prefix: Prefix;
  readonly cluster: string;
}

export interface RouteTable {
  readonly id: string;
  readonly main: boolean;
  /** The subnets that it serves, by association or, for the main table, by default. */
  readonly subnets: readonly string[];
  readonly routes: readonly Route[];
  /** How many routes count against the table's quota, routes that we cannot read as a prefix included. */
  readonly routeCount: number;
}

export interface Route {
  readonly destination: Prefix;
  readonly target: RouteTarget;
  /** A blackhole's target is gone or not usable. */
  readonly state: "active" | "blackhole";
}

export type RouteTarget =
  | { readonly kind: "local" }
  | { readonly kind: "peering"; readonly id: string }
  | { readonly kind: "other"; readonly id: string };

export interface Firewall {
  readonly id: string;
  /** The Kubernetes cluster whose nodes and pods it guards. */
  readonly cluster: string;
  readonly rules: readonly FirewallRule[];
  /** How many inbound rules count against the quota, rules that we cannot read as a prefix included. */
  readonly ruleCount: number;
}

export interface FirewallRule {
  readonly id: string;
  readonly source: Prefix;
  readonly allow: Allow;
  /** The connection that made it, by our tag. */
  readonly connection?: ConnectionId;
}

/** Traffic to let in. Ports are inclusive. */
export type Allow =
  | { readonly protocol: "all" }
  | { readonly protocol: "icmp" }
  | { readonly protocol: "tcp" | "udp"; readonly from: number; readonly to: number };

export interface Peering {
  readonly id: string;
  readonly requester: NetworkId;
  readonly accepter: NetworkId;
  readonly phase: PeeringPhase;
  /** What the cloud says of the phase. */
  readonly message?: string;
  /** The connection that made it, by our tag; seen from the requester's side only. */
  readonly connection?: ConnectionId;
  /**
   * Whether each side has the options that we want: on AWS to resolve the other's public names to private addresses, on
   * Google Cloud to exchange custom routes, on Azure to take forwarded traffic and to know the other's address space.
   */
  readonly options: { readonly requester: boolean; readonly accepter: boolean };
}

/**
 * `requested`: not yet offered to the accepter · `offered`: waits for acceptance · `provisioning` · `active` ·
 * the rest have ended and carry nothing.
 */
export type PeeringPhase =
  | "requested"
  | "offered"
  | "provisioning"
  | "active"
  | "failed"
  | "rejected"
  | "expired"
  | "deleted";
