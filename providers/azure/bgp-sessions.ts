import type { BgpPeerStatus, GatewayRoute } from "@azure/arm-network";
import { comparePrefixes, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { AzureClients } from "./client.ts";
import type { FoundGateway } from "./vpn-gateways.ts";

/** What a gateway says of BGP. */
export interface Sessions {
  readonly peers: readonly BgpPeerStatus[];
  readonly routes: readonly GatewayRoute[];
}

/** Milliseconds. A gateway takes seconds to gather what its instances say; a function must not wait for long. */
const longest = 10_000;
const interval = 500;

/** Asks a gateway for its sessions; undefined when it has not answered in time. */
export async function readSessions(azure: AzureClients, { at }: FoundGateway): Promise<Sessions | undefined> {
  const { virtualNetworkGateways } = azure.at(at.subscription);
  const abortSignal = AbortSignal.timeout(longest);
  const options = { abortSignal, updateIntervalInMs: interval };
  try {
    const [peers, routes] = await Promise.all([
      virtualNetworkGateways.getBgpPeerStatus(at.group, at.name, options).pollUntilDone({ abortSignal }),
      virtualNetworkGateways.getLearnedRoutes(at.group, at.name, options).pollUntilDone({ abortSignal }),
    ]);
    return { peers: peers.value ?? [], routes: routes.value ?? [] };
  } catch (error) {
    if (abortSignal.aborted) return undefined;
    throw error;
  }
}

/** What the session with a far end's inside address says; each instance tells of those that it holds. */
export function stateWith({ peers }: Sessions, address: string): string {
  const states = peers.flatMap(({ neighbor, state }) => (neighbor === address && state !== undefined ? [state] : []));
  return states.find((state) => state === "Connected") ?? states[0] ?? "Unknown";
}

/** The prefixes learned from far ends, by their inside addresses. What one instance has from the other is left out. */
export function learnedFrom({ routes }: Sessions, addresses: readonly string[]): readonly Prefix[] {
  const learned = routes.flatMap(({ network = "", sourcePeer = "" }) => {
    const parsed = parsePrefix(network);
    return parsed.ok && addresses.includes(sourcePeer) ? [parsed.prefix] : [];
  });
  return [...new Set(learned)].sort(comparePrefixes);
}
