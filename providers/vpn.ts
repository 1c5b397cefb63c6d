import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Gateway, ObservedVpn } from "../core/tunnels/observed-vpn.ts";
import type { VpnEnd } from "../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "./provider.ts";

/** How far the making of something has come. Nothing waits in a function: the same verb is asked again later. */
export interface Progress {
  readonly done: boolean;
  /** Seconds after which it is worth looking again; 0 when done. */
  readonly wait: number;
  /** What is ours by now. */
  readonly owned: readonly OwnedObject[];
}

export interface GatewayProgress extends Progress {
  readonly gateway: Gateway;
}

export interface TunnelsProgress extends Progress {
  /** The near ends' outside addresses, by tunnel, as far as they are known. */
  readonly outside: readonly (string | undefined)[];
}

/** Reads the pre-shared key of a tunnel by its secret's name. */
export type ReadKey = (secret: string) => Promise<string>;

/**
 * What is asked of a cloud for a VPN, about one end of it. Every verb that writes is "make sure that": running it again
 * changes nothing, and what another made is never changed.
 *
 * All throw the faults of core/faults.ts and nothing else.
 */
export interface VpnProvider {
  /** The gateway that serves or would serve a network: an adopted one or ours; undefined when there is none. */
  readGateway(network: NetworkId): Promise<Gateway | undefined>;

  /**
   * Makes sure that the network has a gateway, adopting one that is there.
   *
   * @throws Conflict when one is there that cannot serve
   */
  buildGateway(end: VpnEnd): Promise<GatewayProgress>;

  /**
   * Makes the near ends of all tunnels, with their BGP sessions. Needs every `farOutside`.
   *
   * @throws Conflict when an object of another bears a name of ours
   */
  buildTunnels(end: VpnEnd, readKey: ReadKey): Promise<TunnelsProgress>;

  /** Makes the tables of the network take routes from the gateway; where they do so by themselves nothing is done. */
  propagateRoutes(end: VpnEnd): Promise<readonly OwnedObject[]>;

  /** Reads everything back: objects, sessions, learned prefixes, and how they differ from the plan. */
  readVpn(end: VpnEnd): Promise<ObservedVpn>;

  /** Takes away the connection's own objects of one end, in the safe order; half-gone things count as gone. */
  removeTunnels(network: NetworkId, connection: ConnectionId): Promise<Progress>;

  /** Takes away the network's gateway where it is ours and nothing of anybody's uses it any more. */
  removeGateway(network: NetworkId): Promise<Progress>;
}
