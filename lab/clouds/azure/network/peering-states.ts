import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { sameSpace } from "./address-space.ts";
import type { Peering, Vnet } from "./resources.ts";

type SyncLevel = "FullyInSync" | "RemoteNotInSync" | "LocalNotInSync" | "LocalAndRemoteNotInSync";

/** The half on the other network that refers back to this one, if there is one. */
export function otherHalf(state: AzureState, vnet: Vnet, { remote }: Pick<Peering, "remote">): Peering | undefined {
  const halves = state.vnet(remote)?.peerings.values() ?? [];
  return [...halves].find((half) => sameId(half.remote, vnet.id));
}

/** A side is in sync when the half on it has seen the address space that the network on the other side has now. */
export function syncLevel(state: AzureState, vnet: Vnet, peering: Peering): SyncLevel {
  const other = otherHalf(state, vnet, peering);
  const local = sameSpace(peering.seen, state.vnet(peering.remote)?.prefixes ?? peering.seen);
  const remote = other !== undefined && sameSpace(other.seen, vnet.prefixes);
  if (local && remote) return "FullyInSync";
  if (local) return "RemoteNotInSync";
  return remote ? "LocalNotInSync" : "LocalAndRemoteNotInSync";
}

/** Joins a new half to the one that waits for it. */
export function connect(state: AzureState, vnet: Vnet, peering: Peering): void {
  const other = otherHalf(state, vnet, peering);
  if (other?.state !== "Initiated") return;
  other.state = "Connected";
  peering.state = "Connected";
}

/** Takes a half away. The other half, when the two were connected, is of no use from then on. */
export function removeHalf(state: AzureState, vnet: Vnet, peering: Peering): void {
  const other = otherHalf(state, vnet, peering);
  vnet.peerings.delete(peering.name.toLowerCase());
  if (other?.state === "Connected") other.state = "Disconnected";
}

/** Both halves have one `resourceGuid`, which is that of the two networks, bit by bit exclusive or (recorded). */
export function pairGuid(a: Vnet, b: Vnet): string {
  const digits = [...a.guid].map((digit, at) => (digit === "-" ? "-" : xor(digit, b.guid[at] ?? "0")));
  return digits.join("");
}

function xor(a: string, b: string): string {
  return (Number.parseInt(a, 16) ^ Number.parseInt(b, 16)).toString(16);
}
