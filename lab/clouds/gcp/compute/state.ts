import type { VirtualClock } from "../../../world/clock.ts";
import type { Fabric } from "../../../world/fabric.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { notFound } from "../gcp-error.ts";
import { numericId } from "../ids.ts";
import type { Limits } from "./limits.ts";
import { networkPath, readNetworkLink } from "./links.ts";
import { Operations } from "./operations/operations.ts";
import type { Firewall, Network, StaticRoute, Subnetwork } from "./resources.ts";
import type { Router } from "./routers/router-resources.ts";
import type { ExternalVpnGateway, VpnGateway, VpnTunnel } from "./vpn/vpn-resources.ts";

/** Of the block for tests between networks (RFC 2544), the part that is Google's in the lab. */
export const GOOGLE_ADDRESSES = "198.18.128.0/17";

/** What one project holds, by name; what lies in a region by `region/name`. */
export interface Project {
  readonly id: string;
  /** Twelve digits. */
  readonly number: string;
  readonly createdAt: number;
  readonly networks: Map<string, Network>;
  readonly subnetworks: Map<string, Subnetwork>;
  readonly firewalls: Map<string, Firewall>;
  readonly routes: Map<string, StaticRoute>;
  readonly vpnGateways: Map<string, VpnGateway>;
  readonly externalVpnGateways: Map<string, ExternalVpnGateway>;
  readonly vpnTunnels: Map<string, VpnTunnel>;
  readonly routers: Map<string, Router>;
}

/** Everything of Compute: projects, their networks, and the operations that change them. */
export class Compute {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly limits: Limits;
  readonly fabric: Fabric;
  readonly operations: Operations;
  readonly projects: readonly Project[];
  /** Who uses a subnet, or one secondary range of it: other services know, such as GKE. */
  userOf: (subnetwork: Subnetwork, rangeName?: string) => string | undefined = () => undefined;

  #addresses = 0;

  constructor(
    options: Pick<Compute, "clock" | "random" | "limits" | "fabric"> & { readonly projects: readonly string[] },
  ) {
    this.clock = options.clock;
    this.random = options.random;
    this.limits = options.limits;
    this.fabric = options.fabric;
    this.operations = new Operations(options.clock, options.random);
    this.projects = options.projects.map((id) => ({
      ...{ id, number: numericId(this.random).slice(0, 12), createdAt: this.clock.now() },
      ...{ networks: new Map(), subnetworks: new Map(), firewalls: new Map(), routes: new Map() },
      ...{ vpnGateways: new Map(), externalVpnGateways: new Map(), vpnTunnels: new Map(), routers: new Map() },
    }));
  }

  /** An address on the Internet that nobody has had before: one of Google's in the lab, {@link GOOGLE_ADDRESSES}. */
  newAddress(): string {
    const number = ++this.#addresses;
    return `198.18.${128 + Math.floor(number / 256)}.${number % 256}`;
  }

  /** By its id or its number. */
  project(name: string): Project {
    const found = this.projects.find(({ id, number }) => id === name || number === name);
    if (found === undefined) throw notFound(`projects/${name}`);
    return found;
  }

  network(project: Project, name: string): Network {
    const found = [...project.networks.values()].find((network) => network.name === name || network.id === name);
    if (found === undefined) throw notFound(networkPath(project.id, name));
    return found;
  }

  /** The network that a link names, wherever it is; undefined when there is none. */
  networkAt(link: string, project: string): Network | undefined {
    const named = readNetworkLink(link, project);
    const home = this.projects.find(({ id, number }) => id === named?.project || number === named?.project);
    return named === undefined ? undefined : home?.networks.get(named.name);
  }

  subnetworksOf(network: Network): Subnetwork[] {
    const all = this.project(network.project).subnetworks.values();
    return [...all].filter((subnetwork) => subnetwork.network === network.name);
  }
}
