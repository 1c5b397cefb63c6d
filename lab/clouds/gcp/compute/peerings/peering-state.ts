import { pacificTime } from "../../timestamps.ts";
import type { Network, NetworkRef, Peering } from "../resources.ts";
import type { Compute } from "../state.ts";

export function stateText(compute: Compute, text: string): string {
  return `[${pacificTime(compute.clock.now())}]: ${text}`;
}

/** The network at the other end of a half, if it exists. */
export function peerOf(compute: Compute, { network }: Pick<Peering, "network">): Network | undefined {
  return compute.projects.find(({ id }) => id === network.project)?.networks.get(network.name);
}

/** The half by which a network points to another. */
export function halfTowards(network: Network, { project, name }: NetworkRef): Peering | undefined {
  return network.peerings.find((half) => half.network.project === project && half.network.name === name);
}

/** The networks that a network is really joined to. */
export function activePeers(compute: Compute, network: Network): Network[] {
  return network.peerings.flatMap((half) => (half.state === "ACTIVE" ? (peerOf(compute, half) ?? []) : []));
}

/** Both halves exist now. */
export function connect(compute: Compute, halves: readonly Peering[]): void {
  for (const half of halves) {
    half.state = "ACTIVE";
    half.stateDetails = stateText(compute, "Connected.");
  }
}

/** A half is taken away: the other stays, inactive. Its text of then is a guess: none was recorded. */
export function disconnect(compute: Compute, network: Network, half: Peering): void {
  const peer = peerOf(compute, half);
  const other = peer && halfTowards(peer, network);
  if (other?.state !== "ACTIVE") return;
  other.state = "INACTIVE";
  other.stateDetails = stateText(compute, "Waiting for peer network to connect.");
}
