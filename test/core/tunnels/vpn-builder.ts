import { prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, type Pair, pairOf } from "../../../core/connection/connection-id.ts";
import type { NetworkId } from "../../../core/connection/network-id.ts";
import { type AllocationSide, allocate, type Claim } from "../../../core/tunnels/allocate.ts";
import type { Gateway, ObservedEnd, ObservedVpn } from "../../../core/tunnels/observed-vpn.ts";
import type { SideName, TunnelPlan } from "../../../core/tunnels/tunnel-plan.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../../support/network-ids.ts";

export const eks = awsNetwork(1);
export const gke = gcpNetwork("gke");
export const aks = azureNetwork("aks");

export const links = {
  "aws-gcp": pairOf(eks, gke),
  "aws-azure": pairOf(eks, aks),
  "gcp-azure": pairOf(gke, aks),
} as const;

type SideParts = Partial<Omit<AllocationSide, "network">>;

/** A side that has no gateway yet and tells one prefix. */
export function buildSide(network: NetworkId, parts: SideParts = {}): AllocationSide {
  return { network, inside: [], prefixes: [prefix("10.1.0.0/16")], ...parts };
}

export interface Wish {
  readonly claims?: readonly Claim[];
  readonly requester?: SideParts;
  readonly accepter?: SideParts;
}

export function allocateFor(pair: Pair, { claims = [], requester, accepter }: Wish = {}) {
  const sides = { requester: buildSide(pair.requester, requester), accepter: buildSide(pair.accepter, accepter) };
  return allocate({ connection: connectionIdOf(pair), sides, claims });
}

/** The allocation of a pair that is known to get one. */
export function allocated(pair: Pair, wish: Wish = {}): { plan: TunnelPlan; claims: readonly Claim[] } {
  const allocation = allocateFor(pair, wish);
  if ("problem" in allocation) throw new Error(allocation.problem.message);
  return allocation;
}

export function buildGateway(network: NetworkId, parts: Partial<Gateway> = {}): Gateway {
  return { id: "gw-1", network, ours: true, phase: "ready", inside: [], addresses: [], ...parts };
}

export function buildEnd(index: number, parts: Partial<ObservedEnd> = {}): ObservedEnd {
  return { index, outside: `198.51.100.${index}`, ipsec: "up", bgp: "up", differences: [], ...parts };
}

/** What the clouds say when all is well, but for the parts given. */
export function observedOf(
  plan: TunnelPlan,
  parts: Partial<Record<SideName, Partial<ObservedVpn>>> = {},
): Record<SideName, ObservedVpn> {
  const wellOf = (side: SideName): ObservedVpn => ({
    gateway: buildGateway(plan.gateways[side].network),
    ends: plan.tunnels.map(({ index }) => buildEnd(index)),
    differences: [],
    learned: plan.gateways[side === "requester" ? "accepter" : "requester"].prefixes,
    ...parts[side],
  });
  return { requester: wellOf("requester"), accepter: wellOf("accepter") };
}
