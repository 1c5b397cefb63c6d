import { type Cloud, locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { gatewayName, tunnelName } from "../../core/tunnels/names.ts";
import type { Gateway, ObservedEnd, ObservedVpn } from "../../core/tunnels/observed-vpn.ts";
import type { GatewayEnd, NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../../providers/vpn.ts";

/** Seconds that the clouds take. */
const takes: Readonly<Record<Cloud, { readonly gateway: number; readonly tunnels: number; readonly wait: number }>> = {
  aws: { gateway: 60, tunnels: 300, wait: 15 },
  gcp: { gateway: 20, tunnels: 20, wait: 5 },
  azure: { gateway: 2700, tunnels: 30, wait: 60 },
};

/** Seconds until a session is up, once both ends are there. */
const handshake = 60;

/** Three clouds that keep in memory what is made on them, and take their time for it. */
export class VpnClouds implements VpnProvider {
  /** Verbs that wrote something, in order: `aws gateway`. */
  readonly made: string[] = [];
  /** Keys as the ends were made with them, by tunnel. */
  readonly keys = new Map<string, string>();
  /** Tunnels that never come up, by number. */
  readonly dead = new Set<number>();
  /** Clouds whose gateways never come to an end, and those whose gateways fail. */
  readonly stuck = new Set<Cloud>();
  readonly failing = new Set<Cloud>();
  readonly #since = new Map<string, number>();
  readonly #propagated = new Set<NetworkId>();
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  async readGateway(network: NetworkId): Promise<Gateway | undefined> {
    return this.#since.has(gatewayName(network)) ? this.#gateway(network) : undefined;
  }

  async buildGateway({ near }: VpnEnd) {
    const { network } = near;
    const cloud = this.#begin(network, "gateway", gatewayName(network));
    const gateway = { ...this.#gateway(network), asn: near.asn };
    const done = gateway.phase === "ready";
    const owned = [{ kind: "gateway" as const, id: gateway.id, network }];
    return { gateway, done, wait: done ? 0 : takes[cloud].wait, owned };
  }

  async buildTunnels({ near, tunnels, connection }: VpnEnd, readKey: (secret: string) => Promise<string>) {
    const { network } = near;
    const { cloud } = locate(network);
    if (this.#gateway(network).phase !== "ready") return { ...nothing, wait: takes[cloud].wait };
    for (const { index, secret, farOutside } of tunnels) {
      if (farOutside === undefined) throw new Invalid(`${cloud} was given no address for tunnel ${index}`);
      this.keys.set(`${cloud} ${index}`, await readKey(secret));
    }
    this.#begin(network, "tunnels", `${connection} ${network}`);
    const done = this.#isPast(`${connection} ${network}`, takes[cloud].tunnels);
    const owned = tunnels.map(({ index }) => ({ kind: "tunnel" as const, id: tunnelName(connection, index), network }));
    const outside = tunnels.map((tunnel) => (done ? outsideOf(near, tunnel) : undefined));
    return { done, wait: done ? 0 : takes[cloud].wait, owned, outside };
  }

  async propagateRoutes({ near: { network } }: VpnEnd) {
    this.#propagated.add(network);
    return locate(network).cloud === "aws" ? [{ kind: "propagation" as const, id: "rtb-1", network }] : [];
  }

  async readVpn({ near, far, tunnels, connection }: VpnEnd): Promise<ObservedVpn> {
    const gateway = await this.readGateway(near.network);
    if (!this.#since.has(`${connection} ${near.network}`)) return { ends: [], differences: [], learned: [] };
    const isUp = (index: number) =>
      !this.dead.has(index) && [near, far].every(({ network }) => this.#isPast(`${connection} ${network}`, handshake));
    const ends = tunnels.map((tunnel): ObservedEnd => {
      const state = isUp(tunnel.index) ? "up" : "down";
      return { index: tunnel.index, outside: outsideOf(near, tunnel), ipsec: state, bgp: state, differences: [] };
    });
    const learned = ends.some(({ bgp }) => bgp === "up") && this.#propagated.has(near.network) ? far.prefixes : [];
    return { ...(gateway === undefined ? {} : { gateway }), ends, differences: [], learned };
  }

  async replaceKey(): Promise<never> {
    throw new Invalid("no key is replaced here");
  }

  async stopPropagation(network: NetworkId) {
    this.#propagated.delete(network);
    this.made.push(`${locate(network).cloud} propagation stopped`);
  }

  async removeTunnels(network: NetworkId, connection: string) {
    return this.#remove(`${connection} ${network}`, `${locate(network).cloud} tunnels removed`);
  }

  async removeGateway(network: NetworkId) {
    return this.#remove(gatewayName(network), `${locate(network).cloud} gateway removed`);
  }

  #remove(name: string, what: string) {
    if (this.#since.delete(name)) this.made.push(what);
    return { done: true, wait: 0, owned: [] };
  }

  #begin(network: NetworkId, what: string, name: string): Cloud {
    const { cloud } = locate(network);
    if (!this.#since.has(name)) {
      this.#since.set(name, this.#now());
      this.made.push(`${cloud} ${what}`);
    }
    return cloud;
  }

  #isPast(name: string, seconds: number): boolean {
    return this.#now() - (this.#since.get(name) ?? Infinity) >= seconds * 1000;
  }

  #gateway(network: NetworkId): Gateway {
    const { cloud } = locate(network);
    const isReady = !this.stuck.has(cloud) && this.#isPast(gatewayName(network), takes[cloud].gateway);
    // Azure gives the addresses first, Google Cloud with the gateway, AWS with each connection.
    const hasAddresses = cloud === "azure" || (cloud === "gcp" && isReady);
    return {
      ...{ id: gatewayName(network), network, ours: true, inside: [] },
      ...(this.failing.has(cloud) ? { phase: "failed", message: "no capacity" } : { phase: phaseOf(isReady) }),
      addresses: hasAddresses ? [0, 1].map((member) => `${cloud}-${member}`) : [],
    };
  }
}

const nothing = { done: false, owned: [], outside: [] };

function phaseOf(isReady: boolean): "ready" | "building" {
  return isReady ? "ready" : "building";
}

function outsideOf({ network }: GatewayEnd, { index, near }: NearTunnel): string {
  const { cloud } = locate(network);
  return cloud === "aws" ? `aws-tunnel-${index}` : `${cloud}-${near.member}`;
}
