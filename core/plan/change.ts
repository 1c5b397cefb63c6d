import type { Prefix } from "../address-space/prefix.ts";
import type { ConnectionId, Pair } from "../connection/connection-id.ts";
import type { Allow } from "../connection/network.ts";
import type { NetworkId } from "../connection/network-id.ts";
import type { Transport } from "../connection/status.ts";
import type { Problem } from "../problems.ts";
import type { Judgement } from "../tunnels/judge.ts";

/** A route to make, point elsewhere or take away. Its target is always this connection's peering. */
export interface RouteChange {
  /** `restore`: ours by the ledger, led elsewhere by somebody. */
  readonly action: "create" | "replace" | "restore" | "delete";
  readonly network: NetworkId;
  readonly table: string;
  readonly destination: Prefix;
  readonly reason: string;
}

/** Rules to open in one firewall for one source, or rules of ours to close. */
export type FirewallChange = OpenRule | CloseRule;

export interface OpenRule {
  readonly action: "open";
  readonly network: NetworkId;
  readonly firewall: string;
  readonly source: Prefix;
  readonly allow: Allow;
  readonly reason: string;
}

export interface CloseRule {
  readonly action: "close";
  readonly network: NetworkId;
  readonly firewall: string;
  /** The rule's id. */
  readonly rule: string;
  readonly reason: string;
}

/** What has to happen to the peering itself. */
export type PeeringChange =
  | { readonly action: "request"; readonly reason: string }
  | { readonly action: "accept"; readonly reason: string }
  | { readonly action: "await"; readonly reason: string }
  | { readonly action: "set-options"; readonly side: "requester" | "accepter"; readonly reason: string };

/** What has to happen to the gateways and tunnels of a VPN: what is missing is made, what is there stays. */
export interface VpnChange {
  readonly action: "build";
  readonly reason: string;
}

/** How to get from what is to what is wanted. With blockers nothing may be done; without changes nothing need be. */
export interface Plan extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  /** The peering that serves this connection, where there is one already. */
  readonly peering?: string;
  /** The peer's prefixes that each side is to reach. */
  readonly destinations: Readonly<Record<keyof Pair, readonly Prefix[]>>;
  readonly blockers: readonly Problem[];
  /** What will still work but is close to a limit. */
  readonly warnings: readonly string[];
  readonly peeringChanges: readonly PeeringChange[];
  readonly routeChanges: readonly RouteChange[];
  readonly firewallChanges: readonly FirewallChange[];
  readonly vpnChanges: readonly VpnChange[];
  /** How the tunnels are; absent where there are none to be seen. */
  readonly tunnels?: Judgement;
  /** What is there already and right, one sentence each. */
  readonly kept: readonly string[];
}
