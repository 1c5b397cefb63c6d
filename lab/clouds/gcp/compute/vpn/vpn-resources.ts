import type { Labelled } from "../labels.ts";
import type { Resource } from "../resources.ts";

/** An HA VPN gateway, with two interfaces. */
export interface VpnGateway extends Resource, Labelled {
  readonly region: string;
  /** The name of a network of the same project. */
  readonly network: string;
  /** One for each interface, from the moment that the gateway is made. */
  addresses: readonly string[];
}

export type RedundancyType = "SINGLE_IP_INTERNALLY_REDUNDANT" | "TWO_IPS_REDUNDANCY" | "FOUR_IPS_REDUNDANCY";

/** What the other end's gateway is said to be. */
export interface ExternalVpnGateway extends Resource, Labelled {
  readonly redundancyType: RedundancyType;
  /** By the number of the interface. */
  readonly addresses: readonly string[];
}

/** A tunnel between interfaces of two gateways; names of the same project and region stand for resources. */
export interface VpnTunnel extends Resource, Labelled {
  readonly region: string;
  readonly gateway: string;
  readonly gatewayInterface: number;
  readonly peer: string;
  readonly peerInterface: number;
  readonly router: string;
  readonly ikeVersion: 1 | 2;
  readonly sharedSecret: string;
  /** Epoch milliseconds: when the tunnel, its router's interface for it or its BGP session was last changed. */
  since: number;
}
