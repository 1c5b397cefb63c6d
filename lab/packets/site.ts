import type { Cloud } from "../../core/connection/network-id.ts";
import type { FabricEnd, FabricSession } from "../world/fabric.ts";

/**
 * One network as its own cloud answers when it is asked: nothing in here comes from the other side or from a plan. All
 * addresses and prefixes are IPv4, as text.
 */
export interface Site {
  /** The network's canonical id. */
  readonly id: string;
  /** A short name for reports and for what is made of the site: `payments`. */
  readonly name: string;
  readonly cloud: Cloud;
  /** What is delivered within the network, whatever its tables say. */
  readonly prefixes: readonly string[];
  readonly tables: readonly RouteTable[];
  readonly pods: readonly Pod[];
  readonly peerings: readonly PeeringHalf[];
  readonly gateways: readonly Gateway[];
}

export interface RouteTable {
  readonly id: string;
  /** Those that somebody wrote or a peering brought; what is learned by BGP is for packets to find out. */
  readonly routes: readonly Route[];
  /** Ids of the gateways whose learned prefixes the table takes. */
  readonly propagates: readonly string[];
}

export interface Route {
  readonly destination: string;
  readonly target: RouteTarget;
}

export type RouteTarget =
  | { readonly kind: "peering"; readonly id: string }
  | { readonly kind: "gateway"; readonly id: string }
  /** Something that leads to no other site: an Internet gateway, or a target that is gone. */
  | { readonly kind: "nowhere" };

/** Where a workload may be: one for each subnet or range that has some. */
export interface Pod {
  /** Unique over all sites: `payments-1`, `checkout-pods`. */
  readonly name: string;
  readonly address: string;
  /** The id of the table that its packets are routed by. */
  readonly table: string;
  /** All of them must let a packet pass. */
  readonly filters: readonly PacketFilter[];
}

/** Stateful: answers to what was let through pass. */
export interface PacketFilter {
  /** As its cloud calls it: a security group's id, a network's firewall, a network security group. */
  readonly id: string;
  /** In order; the first that matches decides, and what none matches is dropped. */
  readonly ingress: readonly FilterRule[];
  readonly egress: readonly FilterRule[];
}

export interface FilterRule {
  readonly id: string;
  readonly action: "allow" | "deny";
  readonly protocol: "all" | "tcp" | "udp" | "icmp";
  /** Inclusive ranges of destination ports; none means all. */
  readonly ports: readonly (readonly [from: number, to: number])[];
  /** Whom it is about: where packets come from, on the way out where they go to. */
  readonly peers: readonly FilterPeer[];
}

export type FilterPeer =
  | { readonly kind: "prefix"; readonly prefix: string }
  /** Whatever the gateway has learned at the moment. */
  | { readonly kind: "learned"; readonly gateway: string };

/** One side of a peering: packets pass where both sides have one that is active and names the other. */
export interface PeeringHalf {
  readonly id: string;
  /** The other network's id. */
  readonly peer: string;
  readonly active: boolean;
}

/** What speaks BGP for a network: a virtual private gateway, a Cloud Router, a virtual network gateway. */
export interface Gateway {
  readonly id: string;
  /** Whether packets pass between it and the network. */
  readonly attached: boolean;
  readonly asn: number;
  /** Whether it tells each neighbour what it has learned from the others, and passes their packets on. */
  readonly transit: boolean;
  /** Whether it uses all equally good tunnels at once. */
  readonly ecmp: boolean;
  readonly tunnels: readonly TunnelEnd[];
}

export interface TunnelEnd extends Omit<FabricEnd, "since" | "bgp"> {
  /** For reports: `cx-frni7wro3rwv3-0`, `vpn-3697b6cdd467f8c75 198.18.0.1`. */
  readonly name: string;
  readonly bgp?: BgpEnd;
}

export interface BgpEnd extends FabricSession {
  readonly keepaliveSeconds: number;
  readonly holdSeconds: number;
}
