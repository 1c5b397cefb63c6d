/**
 * What one cloud says of its side, in words of no cloud. It is read from that cloud's own answers, never from a plan of
 * ours: two sides that were configured against each other wrongly must stay wrong here.
 */
export interface SideState {
  readonly networks: readonly NetworkState[];
  readonly gateways: readonly GatewayState[];
}

export interface NetworkState {
  /** Canonical id. */
  readonly id: string;
  /** Every prefix of its own. */
  readonly prefixes: readonly string[];
  readonly tables: readonly TableState[];
  readonly filters: readonly FilterState[];
  readonly peerings: readonly PeeringState[];
  readonly pods: readonly PodState[];
}

/** A pod stands for all that has an address of its subnet or pod range. */
export interface PodState {
  readonly name: string;
  readonly address: string;
  /** The route table that its packets meet. */
  readonly table: string;
  /** The filters that guard it; none lets everything pass. */
  readonly filters: readonly string[];
}

export interface TableState {
  readonly id: string;
  readonly routes: readonly RouteState[];
  /** Gateways whose learned prefixes the table takes. */
  readonly takesFrom: readonly string[];
}

export interface RouteState {
  readonly destination: string;
  /** A peering's id in this network, a gateway's id, `local`, or something that carries nothing here. */
  readonly target: { readonly kind: "local" | "peering" | "gateway" | "other"; readonly id: string };
}

/** One side's half of a peering; packets pass when both halves are there and active. */
export interface PeeringState {
  readonly id: string;
  readonly peer: string;
  readonly active: boolean;
}

/** A packet filter with memory: the first rule that fits decides, what answers a packet that was let pass is let pass. */
export interface FilterState {
  readonly id: string;
  readonly ingress: readonly RuleState[];
  readonly egress: readonly RuleState[];
}

export interface RuleState {
  readonly action: "allow" | "deny";
  /** The other end's prefixes. */
  readonly prefixes: readonly string[];
  readonly protocol: "all" | "icmp" | "tcp" | "udp";
  /** Inclusive; absent for all. */
  readonly ports?: readonly [from: number, to: number];
}

export interface GatewayState {
  readonly id: string;
  readonly network: string;
  readonly asn: number;
  /** What it tells every peer. */
  readonly advertises: readonly string[];
  readonly tunnels: readonly TunnelState[];
}

export interface TunnelState {
  readonly id: string;
  /** The gateway's own address and the one that it takes the other end to have. */
  readonly outside: string;
  readonly farOutside: string;
  readonly key: string;
  readonly ikeVersions: readonly (1 | 2)[];
  readonly ike: Offer;
  readonly esp: Offer;
  /** Inside addresses as this end has them; a session is spoken from the one to the other. */
  readonly inside: string;
  readonly session?: { readonly peerAddress: string; readonly peerAsn: number };
  /** Prefixes beyond this number end the session. */
  readonly mostPrefixes?: number;
}

/** What an end offers or takes, strongest first; names as in the fabric: `aes256`, `aes256gcm`, `sha256`, `14`. */
export interface Offer {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly groups: readonly number[];
}
