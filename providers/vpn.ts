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

/** A pre-shared key that is to take another one's place. */
export interface KeyChange {
  readonly readKey: ReadKey;
  /**
   * Whether an earlier call said that the old key is out of use. No cloud tells which key an end has, so the caller
   * writes it down; told `false` after a crash, the change is begun again.
   */
  readonly begun: boolean;
}

export interface KeyProgress extends Pick<Progress, "done" | "wait"> {
  /** Whether the old key is out of use by now: to be told with the next call. */
  readonly begun: boolean;
}

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

  /**
   * Makes the tables of the network take routes from the gateway, or writes the routes to one that gives tables none; where
   * tables do so by themselves nothing is done.
   *
   * @returns tables by kind propagation, which serve all tunnels of the network, and routes of this end by kind vpn-route
   * @throws Conflict when a route to another target stands in the way
   */
  propagateRoutes(end: VpnEnd): Promise<readonly OwnedObject[]>;

  /**
   * Gives the near end of one tunnel the key that its secret holds now; every other tunnel is left as it is.
   *
   * @throws NotYetVisible when there is no such end · Busy while something else is being changed
   */
  replaceKey(end: VpnEnd, index: number, change: KeyChange): Promise<KeyProgress>;

  /** Reads everything back: objects, sessions, learned prefixes, and how they differ from the plan. */
  readVpn(end: VpnEnd): Promise<ObservedVpn>;

  /** Takes away the connection's own objects of one end, in the safe order; half-gone things count as gone. */
  removeTunnels(network: NetworkId, connection: ConnectionId): Promise<Progress>;

  /**
   * Takes back what `propagateRoutes` did to tables of the network. Tables that are gone or take no routes count as done.
   *
   * @param tables ids of the owned objects of the kinds propagation and vpn-route
   */
  stopPropagation(network: NetworkId, tables: readonly string[]): Promise<void>;

  /** Takes away the network's gateway where it is ours and nothing of anybody's uses it any more. */
  removeGateway(network: NetworkId): Promise<Progress>;
}
