import type { Prefix } from "../address-space/prefix.ts";
import type { NetworkId } from "../connection/network-id.ts";

/** A VPN gateway as its cloud has it. */
export interface Gateway {
  /** As its cloud calls it. */
  readonly id: string;
  readonly network: NetworkId;
  /** Absent where the cloud has not given one yet. */
  readonly asn?: number;
  /** Whether crosspeer made it; otherwise it was there and is shared. */
  readonly ours: boolean;
  readonly phase: "building" | "ready" | "failed";
  /** What the cloud says of the phase. */
  readonly message?: string;
  /** Whether several networks share it, each plugged in by an attachment: AWS's transit gateway. */
  readonly transit?: boolean;
  /** Inside prefixes of all tunnels that it has, those of others too. */
  readonly inside: readonly Prefix[];
  /** Why it cannot serve, and what to change; lower case. */
  readonly unsuitable?: string;
  /** Its outside addresses, by member; none where each tunnel gets its own (AWS). */
  readonly addresses: readonly string[];
}

/** What one side's cloud says of a connection's VPN. */
export interface ObservedVpn {
  readonly gateway?: Gateway;
  /** Tunnels for which there is an object; the others are absent. */
  readonly ends: readonly ObservedEnd[];
  /** What is not as planned and belongs to no single tunnel, one sentence each: object, value found, value expected. */
  readonly differences: readonly string[];
  /** Whether anything differs that building again puts right. */
  readonly mendable?: boolean;
  /** The prefixes that the network has learned by BGP from this connection's far end. */
  readonly learned: readonly Prefix[];
}

export interface ObservedEnd {
  readonly index: number;
  /** The near end's outside address; absent until the cloud has given one. */
  readonly outside?: string;
  readonly ipsec: "building" | "up" | "down";
  readonly bgp: "up" | "down";
  /** Whether the cloud says that nothing at all comes from the far end; absent where it does not tell. */
  readonly unheard?: boolean;
  /** The cloud's own words on why it is down. */
  readonly message?: string;
  /** What is not as planned, one sentence each: object, value found, value expected; lower case, no secrets. */
  readonly differences: readonly string[];
}
