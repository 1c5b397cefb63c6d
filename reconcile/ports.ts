import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { Doubt } from "../core/connection/damp.ts";
import type { Tags } from "../core/connection/network.ts";
import type { NetworkId, Place } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import type { Plan } from "../core/plan/change.ts";
import type { Problem } from "../core/problems.ts";
import type { Claim } from "../core/tunnels/allocate.ts";
import type { TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import type { CloudProvider } from "../providers/cloud-provider.ts";
import type { FlowLogProvider } from "../providers/flow-logs.ts";
import type { OwnedObject } from "../providers/provider.ts";
import type { VpnProvider } from "../providers/vpn.ts";
import type { Announcement } from "./announcement.ts";
import type { Answer, Approvals, Policies } from "./approval-ports.ts";
import type { Secrets } from "./key-ports.ts";

/** What we last read of a network: the directory by which names are resolved. */
export interface NetworkRecord {
  readonly id: NetworkId;
  /** The intent tags as last read; no others. */
  readonly tags: Tags;
  /** Our status tag as last read or written; absent when there is none. */
  readonly status?: string;
  /** What was last told about the network's own tags. */
  readonly problems: readonly Problem[];
}

export interface Told {
  readonly status: string | undefined;
  readonly problems: readonly Problem[];
}

/** The intent that a plan was made from; see `Superseded`. */
export interface Fingerprints {
  readonly requester: string;
  readonly accepter: string;
}

/** A plan as it is carried out. */
export interface WrittenPlan extends Plan {
  readonly fingerprints: Fingerprints;
}

export interface SavedTunnels {
  readonly plan: TunnelPlan;
  /** Whether everything that was planned has been made since; false when a build was begun and is not known to have ended. */
  readonly finished: boolean;
}

export interface ConnectionRecord extends Pair {
  readonly id: ConnectionId;
  readonly transport: Transport;
  /** The network on whose behalf a person started an execution; absent when tags ask for the connection. */
  readonly askedBy?: NetworkId;
  readonly status: ConnectionStatus;
  /**
   * The peering that serves it, or of a VPN, which is many objects, the connection's id; absent until anything is there.
   */
  readonly peering?: string;
  /** The tags of both sides by which it was last found as it should be: what differs since then is drift. */
  readonly settled?: Fingerprints;
  /** What was last answered to a plan that needs a person's approval. */
  readonly answer?: Answer;
  /** ISO 8601: since when nobody wants what stands; absent while somebody does. */
  readonly unwantedSince?: string;
  /** ISO 8601: when the status was last changed. */
  readonly since: string;
  /** The latest changes of status, newest last. */
  readonly history: readonly { readonly at: string; readonly status: ConnectionStatus }[];
}

/** What we own and why. Every write is of one item. */
export interface Ledger {
  networks(): Promise<readonly NetworkRecord[]>;
  putNetwork(record: NetworkRecord): Promise<void>;
  /** Writes what a network was told, and nothing of its tags: they may have been read again meanwhile. */
  tellNetwork(id: NetworkId, told: Told): Promise<void>;
  removeNetwork(id: NetworkId): Promise<void>;

  connectionsOf(network: NetworkId): Promise<readonly ConnectionRecord[]>;
  connection(id: ConnectionId): Promise<ConnectionRecord | undefined>;
  /** Every connection, for a sweep. */
  connections(): Promise<readonly ConnectionRecord[]>;
  putConnection(record: ConnectionRecord): Promise<void>;
  /** Forgets a connection and what was planned and made for it; the generation is kept, as executions bear it. */
  removeConnection(record: ConnectionRecord): Promise<void>;

  /** What health checks have seen and not told yet, by connection. */
  doubts(): Promise<ReadonlyMap<ConnectionId, Doubt>>;
  /** Keeps a doubt, or none. */
  doubt(id: ConnectionId, doubt: Doubt | undefined): Promise<void>;

  /** The generation that the connection's next execution bears. */
  generation(id: ConnectionId): Promise<number>;
  /** Makes sure that later executions bear a generation of at least this one. */
  raiseGeneration(id: ConnectionId, atLeast: number): Promise<void>;

  savePlan(plan: WrittenPlan): Promise<void>;
  plan(id: ConnectionId): Promise<WrittenPlan | undefined>;

  /** The tunnels of a connection as they were planned; kept for as long as they stand. */
  saveTunnels(tunnels: SavedTunnels): Promise<void>;
  tunnels(id: ConnectionId): Promise<SavedTunnels | undefined>;
  forgetTunnels(id: ConnectionId): Promise<void>;

  ownObjects(id: ConnectionId, objects: readonly OwnedObject[]): Promise<void>;
  disownObjects(id: ConnectionId, objects: readonly OwnedObject[]): Promise<void>;
  ownedObjects(id: ConnectionId): Promise<readonly OwnedObject[]>;
}

export interface Events {
  announce(announcement: Announcement): Promise<void>;
}

export interface Lease {
  readonly network: NetworkId;
  /** Not known when it was given back meanwhile. */
  readonly holder?: ConnectionId;
}

/** Who may write to a network whose cloud takes one writer at a time. */
export interface Leases {
  /**
   * Takes the lease of every network, or of none. One that the holder has already is renewed, one that has run out is
   * free.
   *
   * @returns the lease that is in the way; undefined when all are held
   */
  acquire(networks: readonly NetworkId[], holder: ConnectionId, term: LeaseTerm): Promise<Lease | undefined>;
  /** Gives back what the holder has of these. */
  release(networks: readonly NetworkId[], holder: ConnectionId): Promise<void>;
}

export interface LeaseTerm {
  /** ISO 8601: now. */
  readonly at: string;
  /** How long it holds unless renewed or given back. */
  readonly seconds: number;
}

/** Who has which ASN and which addresses inside tunnels: the claims of all connections, under one version. */
export interface Allocations {
  /**
   * Hands over all claims and writes those that come back in their place, at once or not at all. Where another wrote
   * meanwhile, `decide` is asked again with what is there then: it may be called several times.
   *
   * @throws Busy when others were faster every time
   */
  change<T>(decide: (claims: readonly Claim[]) => ClaimChange<T>): Promise<T>;
}

export interface ClaimChange<T> {
  /** All claims as they shall be; undefined leaves them as they are. */
  readonly claims: readonly Claim[] | undefined;
  readonly result: T;
}

export interface WaitingPair extends Pair {
  readonly connection: ConnectionId;
  /** The lower, the sooner. */
  readonly round: number;
}

/** The connections that take turns, as their networks take one writer at a time. */
export interface Rounds {
  waiting(): Promise<readonly WaitingPair[]>;
  /** Puts pairs in the line; one that stands there already has its round written anew. */
  join(pairs: readonly WaitingPair[]): Promise<void>;
  leave(connections: readonly ConnectionId[]): Promise<void>;

  /** The generation that the next execution of connect-rounds bears. */
  generation(): Promise<number>;
  raiseGeneration(atLeast: number): Promise<void>;
}

export interface Workflows {
  /**
   * Starts a connect-networks execution.
   *
   * @returns `running` when it was started or runs already, `ended` when an execution of that generation is over
   */
  startConnection(start: ConnectionStart): Promise<"running" | "ended">;
  /** Starts connect-rounds likewise. */
  startRounds(generation: number): Promise<"running" | "ended">;
}

export interface ConnectionStart extends Pair {
  readonly connection: ConnectionId;
  readonly generation: number;
}

/** What the steps need that let connections take turns. */
export interface RoundKeeper {
  readonly ledger: Pick<Ledger, "generation" | "raiseGeneration">;
  readonly rounds: Rounds;
}

export interface Starter extends RoundKeeper {
  readonly workflows: Workflows;
}

export interface Deps {
  readonly provider: CloudProvider;
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly events: Events;
  /** Where the sweep looks. */
  readonly places: readonly Place[];
  /** How long a connection stands that nobody wants any more. */
  readonly graceSeconds: number;
  readonly policies: Policies;
  readonly approvals: Approvals;
}

/** What the steps need that take connections away. */
export type Remover = Pick<Deps, "provider" | "ledger" | "leases">;

/** What the steps need that build a VPN. */
export interface VpnBuilder {
  readonly provider: VpnProvider;
  readonly ledger: Pick<Ledger, "networks" | "plan" | "saveTunnels" | "tunnels" | "ownObjects" | "ownedObjects">;
  readonly leases: Leases;
  readonly allocations: Allocations;
  readonly secrets: Secrets;
}

/** What the steps need that look at flows. */
export interface FlowLogger {
  readonly flowLogs: FlowLogProvider;
  readonly ledger: Pick<Ledger, "networks" | "connections">;
}
