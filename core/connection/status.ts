import type { Problem } from "../problems.ts";

export type Transport = "vpc-peering" | "network-peering" | "vnet-peering" | "ha-vpn";

/** What is true of a connection, as people are told it. */
export type ConnectionStatus =
  | { readonly phase: "pending"; readonly waitingFor: "consent" | "approval"; readonly problem: Problem }
  /** With the number of tunnels, where it goes over a VPN. */
  | { readonly phase: "active"; readonly tunnels?: number }
  /** It carries traffic, but not all of it is as planned. */
  | { readonly phase: "degraded"; readonly tunnelsUp: number; readonly of: number; readonly problem: Problem }
  /** The same where there are no tunnels to count. */
  | { readonly phase: "degraded"; readonly tunnelsUp?: undefined; readonly problem: Problem }
  | { readonly phase: "blocked"; readonly problem: Problem }
  /** No longer wanted or consented, but still in place until its grace ends and all of it is taken away. */
  | { readonly phase: "withdrawn" };
