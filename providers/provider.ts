import type { Prefix } from "../core/address-space/prefix.ts";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { Network, Peering, RouteTable, Tags } from "../core/connection/network.ts";
import type { NetworkId, Place } from "../core/connection/network-id.ts";
import type { FirewallChange, RouteChange } from "../core/plan/change.ts";

/** A network's tags, without the rest. */
export interface TaggedNetwork {
  readonly id: NetworkId;
  readonly tags: Tags;
}

/** Networks read whole, and those that could not be read with the fault that kept us from it. */
export interface Survey {
  readonly networks: readonly Network[];
  readonly unread: ReadonlyMap<NetworkId, unknown>;
}

/** A cloud object that we made. */
export interface OwnedObject {
  readonly kind: "peering" | "route" | "firewall-rule" | "gateway" | "tunnel" | "propagation" | "vpn-route";
  /** As its cloud and the plan call it: `pcx-…`, `rtb-…/10.0.0.0/16`, `sgr-…`, a peering's name. Unique in its network. */
  readonly id: string;
  readonly network: NetworkId;
}

/** How far a taking away has come: the same verb is asked again later. */
export interface Removal {
  readonly done: boolean;
  /** Seconds after which it is worth looking again; 0 when done. */
  readonly wait: number;
}

/**
 * What is asked of a cloud. Every verb that writes is "make sure that": running it again changes nothing.
 *
 * All throw the faults of core/faults.ts and nothing else.
 */
export interface Provider {
  /** Every network of a place that carries one of our intent tags or our status tag. */
  listNetworks(place: Place): Promise<readonly TaggedNetwork[]>;

  /** A network's tags; undefined when there is no such network. */
  readTags(network: NetworkId): Promise<Tags | undefined>;

  /** Reads networks whole, batched by place. Networks that do not exist are left out of the answer. */
  describeNetworks(networks: readonly NetworkId[]): Promise<readonly Network[]>;

  /** The same, but an account or region that cannot be read hides only its own networks. */
  surveyNetworks(networks: readonly NetworkId[]): Promise<Survey>;

  /**
   * Finds the live peering of this pair in this direction or asks for one, marked as the connection's. Where a peering is
   * made of two halves, one in each network, this makes the requester's.
   *
   * @throws Busy where the network takes one operation at a time · Conflict when another's peering is in the way
   */
  requestPeering(pair: Pair, connection: ConnectionId): Promise<Peering>;

  /**
   * Accepts an offered peering, in the accepter's account and region. Where a peering is made of two halves, one in each
   * network, this makes the accepter's.
   *
   * @returns what is now ours by it
   * @throws NotYetVisible when the offer has not reached the accepter · Refused when it was rejected or has expired ·
   * Overlap or Invalid when it failed · Conflict when a peering in the other direction is in the way
   */
  acceptPeering(pair: Pair, peering: string): Promise<readonly OwnedObject[]>;

  /** Reads a peering from the requester's side. */
  readPeering(pair: Pair, peering: string): Promise<Peering>;

  /** Sets the options of each side that does not have them yet. The peering must be active. */
  setPeeringOptions(pair: Pair, peering: Pick<Peering, "id" | "options">): Promise<void>;

  /**
   * The prefixes of the peer that a network has learned through an active peering; undefined where nothing is learned and
   * route tables say it all.
   */
  readImportedPrefixes(network: NetworkId, pair: Pair, peering: string): Promise<readonly Prefix[] | undefined>;

  /**
   * Makes route changes in one network's tables; every target is the peering.
   *
   * @returns the routes that are now ours
   * @throws Conflict when a route to another target stands in the way, naming table, prefix and target
   */
  applyRoutes(network: NetworkId, peering: string, changes: readonly RouteChange[]): Promise<readonly OwnedObject[]>;

  /**
   * Makes firewall changes in one network; rules are tagged as the connection's.
   *
   * @returns the rules that are now ours
   */
  applyFirewall(
    network: NetworkId,
    connection: ConnectionId,
    changes: readonly FirewallChange[],
  ): Promise<readonly OwnedObject[]>;

  /** Reads the named route tables of networks again, batched by place. */
  readRouteTables(networks: readonly NetworkId[]): Promise<ReadonlyMap<NetworkId, readonly RouteTable[]>>;

  /**
   * Takes away the peering of a connection, both halves where it has two. What is gone already, and the half of a network
   * that is gone, count as taken away; one that does not bear the connection's mark stays.
   *
   * @throws Busy where a network takes one operation at a time
   */
  removePeering(pair: Pair, connection: ConnectionId, peering: string): Promise<Removal>;

  /** Sets a tag of a network, or takes it away when the value is undefined. */
  writeTag(network: NetworkId, key: string, value: string | undefined): Promise<void>;
}
