import type { Problem } from "../problems.ts";

export type Transport = "vpc-peering" | "network-peering" | "vnet-peering" | "ha-vpn";

/** What is true of a connection, as people are told it. */
export type ConnectionStatus =
  | { readonly phase: "pending"; readonly waitingFor: "consent"; readonly problem: Problem }
  | { readonly phase: "active" }
  | { readonly phase: "blocked"; readonly problem: Problem }
  /** No longer wanted or consented, but still in place: removing it is not automatic. */
  | { readonly phase: "withdrawn" };
