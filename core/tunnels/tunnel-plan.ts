import type { Prefix } from "../address-space/prefix.ts";
import type { ConnectionId, Pair } from "../connection/connection-id.ts";
import type { NetworkId } from "../connection/network-id.ts";
import { Invalid } from "../faults.ts";

export type SideName = keyof Pair;

/** Which of a gateway's two: HA VPN interface, Azure instance, or on AWS the VPN connection. */
export type Member = 0 | 1;

/** One network's gateway as the tunnels need it. */
export interface GatewayEnd {
  readonly network: NetworkId;
  /** 16 bits. */
  readonly asn: number;
  /** The transit gateway that the tunnels end at, where the network asks for one. */
  readonly transit?: string;
  /** What the gateway tells the other: every prefix of its network that the other is to reach. */
  readonly prefixes: readonly Prefix[];
}

export interface TunnelEnd {
  readonly member: Member;
  /** The address inside the tunnel, by which BGP is spoken: `169.254.21.1`. */
  readonly address: string;
}

export interface Tunnel {
  /** Counts from 0; names the tunnel in every cloud. */
  readonly index: number;
  /** The /30 that holds both inside addresses. */
  readonly inside: Prefix;
  /** The name of the secret that holds its pre-shared key; never the key. */
  readonly secret: string;
  readonly ends: Readonly<Record<SideName, TunnelEnd>>;
}

/** The tunnels of one connection: 4 with AWS, 2 between Google Cloud and Azure. */
export interface TunnelPlan {
  readonly connection: ConnectionId;
  readonly gateways: Readonly<Record<SideName, GatewayEnd>>;
  readonly tunnels: readonly Tunnel[];
}

/** The tunnels of a connection as one of its networks sees them. */
export interface VpnEnd {
  readonly connection: ConnectionId;
  readonly near: GatewayEnd;
  readonly far: GatewayEnd;
  readonly tunnels: readonly NearTunnel[];
}

export interface NearTunnel {
  readonly index: number;
  readonly inside: Prefix;
  readonly secret: string;
  readonly near: TunnelEnd;
  readonly far: TunnelEnd;
  /** Where the far end is reached: an address of the far gateway; absent until the cloud has given one. */
  readonly farOutside?: string;
}

/** @throws Invalid when the plan has no tunnel of that number */
export function tunnelOf({ connection, tunnels }: VpnEnd, index: number): NearTunnel {
  const found = tunnels.find((tunnel) => tunnel.index === index);
  if (found !== undefined) return found;
  throw new Invalid(`${connection} has no tunnel ${index}: it has ${tunnels.length}`);
}

const opposite = { requester: "accepter", accepter: "requester" } as const satisfies Record<SideName, SideName>;

/**
 * A plan seen from one end.
 *
 * @param farOutside the outside addresses of the far end, by tunnel
 */
export function seenFrom(plan: TunnelPlan, side: SideName, farOutside: readonly (string | undefined)[] = []): VpnEnd {
  const other = opposite[side];
  return {
    connection: plan.connection,
    near: plan.gateways[side],
    far: plan.gateways[other],
    tunnels: plan.tunnels.map(({ index, inside, secret, ends }) => {
      const address = farOutside[index];
      const outside = address === undefined ? {} : { farOutside: address };
      return { index, inside, secret, near: ends[side], far: ends[other], ...outside };
    }),
  };
}
