import type { VirtualNetwork, VirtualNetworkPeering } from "@azure/arm-network";
import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { Peering, PeeringPhase } from "../../core/connection/network.ts";
import { locate, type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";

/** One network's half of a peering. */
export interface Half {
  /** The network in which it stands, and the one that it leads to. */
  readonly network: NetworkId;
  readonly remote: NetworkId;
  readonly name: string;
  readonly state: HalfState;
  /** Whether it lets the other network in at all. */
  readonly lets: boolean;
  /** Whether it also takes what the other network forwards. */
  readonly forwards: boolean;
  /** Whether it knows the address space that the other network has now, and the other half this network's. */
  readonly knows: boolean;
  readonly isKnown: boolean;
  /** The other network's prefixes as it knows them. */
  readonly learned: readonly string[];
  /** As Azure gave it. */
  readonly given: VirtualNetworkPeering;
}

/**
 * `making`: a write is under way · `waiting`: for the other half · `disconnected`: the other half is gone, past repair ·
 * `leaving`: a deletion is under way.
 */
export type HalfState = "making" | "waiting" | "connected" | "disconnected" | "failed" | "leaving";

/** Both halves of a pair's peering, as far as there are any. */
export type Halves = Readonly<Partial<Record<Side, Half>>>;

export type Side = keyof Pair;

export const sides = ["requester", "accepter"] as const satisfies readonly Side[];

/** The halves that stand in a network. */
export function toHalves(network: NetworkId, { virtualNetworkPeerings = [] }: VirtualNetwork): readonly Half[] {
  return virtualNetworkPeerings.flatMap((peering) => toHalf(network, peering) ?? []);
}

/** One half; undefined when it leads to no network that we have words for. */
export function toHalf(network: NetworkId, given: VirtualNetworkPeering): Half | undefined {
  const remote = parseNetworkId(given.remoteVirtualNetwork?.id ?? "");
  if (remote === undefined) return undefined;
  const {
    name = "",
    peeringSyncLevel: level = "FullyInSync",
    remoteAddressSpace,
    remoteVirtualNetworkAddressSpace,
  } = given;
  const learned = remoteAddressSpace?.addressPrefixes ?? [];
  const current = remoteVirtualNetworkAddressSpace?.addressPrefixes ?? learned;
  return {
    network,
    remote,
    name,
    state: toState(given),
    lets: given.allowVirtualNetworkAccess !== false,
    forwards: given.allowForwardedTraffic === true,
    // "Local" is the half that was read: it is the one to sync (az and Sync-AzVirtualNetworkPeering do it there).
    knows: !/^Local/.test(level) && learned.toSorted().join() === current.toSorted().join(),
    isKnown: !/Remote/.test(level),
    learned,
    given,
  };
}

function toState({ provisioningState, peeringState }: VirtualNetworkPeering): HalfState {
  if (provisioningState === "Deleting") return "leaving";
  if (peeringState === "Disconnected") return "disconnected";
  if (provisioningState === "Failed" || provisioningState === "Canceled") return "failed";
  if (provisioningState !== undefined && provisioningState !== "Succeeded") return "making";
  return peeringState === "Connected" ? "connected" : "waiting";
}

/** Whether a half is ours: it bears the connection's id for a name. */
export function isOurs({ name }: Half, connection: ConnectionId): boolean {
  return name.toLowerCase() === connection;
}

/** Whether a half never connects as it is. */
export function isDead({ state }: Half): boolean {
  return state === "disconnected" || state === "failed";
}

/** Whether the half of a network has to be put, for the first time or again. */
export function isMissing(half: Half | undefined): boolean {
  return half === undefined || isDead(half) || half.state === "leaving";
}

/** Whether a half has the flags that we want and knows the other network's address space. */
export function isAsWanted({ lets, forwards, knows }: Half): boolean {
  return lets && forwards && knows;
}

/**
 * The peering of a pair; undefined where neither network has a half of it.
 *
 * It is the connection's when a half is ours, or when there is only one half: another's, which ours will complete, unless
 * it is dead. Another's half counts as it should be: we would not change it.
 *
 * @param isRead whether a network's own halves are known; what the others have is judged by their peers' halves
 */
export function toPeering(pair: Pair, halves: Halves, isRead: (network: NetworkId) => boolean): Peering | undefined {
  const connection = connectionIdOf(pair);
  const { requester, accepter } = pair;
  const present = sides.flatMap((side) => halves[side] ?? []);
  const [first, second] = present;
  if (first === undefined) return undefined;
  const foreign = present.filter((half) => !isOurs(half, connection));
  const unseen = second === undefined && first.state === "connected" && !(isRead(requester) && isRead(accepter));
  const completed = foreign.length < present.length || (second === undefined && !unseen);
  const serves = completed && !foreign.some(isDead);
  return {
    ...pair,
    id: serves ? connection : (foreign[0] ?? first).name,
    phase: toPhase(
      viewOf(halves.requester, halves.accepter, isRead(requester)),
      viewOf(halves.accepter, halves.requester, isRead(accepter)),
    ),
    options: {
      requester: optionOf(halves.requester, halves.accepter, connection),
      accepter: optionOf(halves.accepter, halves.requester, connection),
    },
    ...(serves ? { connection } : {}),
  };
}

/** What a plan should say of a half of another's that ours completes, and that only its owner can mend. */
export function remarksOnOthers(
  halves: readonly Half[],
): readonly { readonly network: NetworkId; readonly text: string }[] {
  const isOwn = (half: Half) => isOurs(half, connectionIdOf(pairOf(half.network, half.remote)));
  if (!halves.some(isOwn)) return [];
  return halves
    .filter((half) => !isOwn(half))
    .flatMap((half) => {
      const [own, peer] = [half.network, half.remote].map((id) => locate(id).localId);
      const said = `${half.name} of ${own} is not ours and`;
      return [
        ...(half.lets ? [] : [`${said} does not let ${peer} in`]),
        ...(half.knows ? [] : [`${said} does not know all addresses of ${peer}: its owner has to sync it`]),
      ].map((text) => ({ network: half.network, text }));
    });
}

type View = "missing" | "making" | "waiting" | "connected";

/** How far a side's half has come; where it cannot be seen, the half opposite tells. */
function viewOf(half: Half | undefined, opposite: Half | undefined, isRead: boolean): View {
  if (half === undefined && !isRead) return opposite?.state === "connected" ? "connected" : "missing";
  if (half === undefined || isMissing(half)) return "missing";
  return half.state === "making" || half.state === "connected" ? half.state : "waiting";
}

function toPhase(requester: View, accepter: View): PeeringPhase {
  if (requester === "missing") return "requested";
  if (accepter === "missing") return requester === "making" ? "requested" : "offered";
  return requester === "connected" && accepter === "connected" ? "active" : "provisioning";
}

function optionOf(half: Half | undefined, opposite: Half | undefined, connection: ConnectionId): boolean {
  if (half !== undefined) return !isOurs(half, connection) || isAsWanted(half);
  return opposite?.isKnown ?? false;
}
