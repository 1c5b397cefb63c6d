import type { VirtualClock } from "../../../world/clock.ts";
import type { Fabric } from "../../../world/fabric.ts";
import { SeededRandom } from "../../../world/random.ts";
import type { CloudEvent } from "../wire.ts";
import type { FlowLog } from "./flow-logs.ts";
import { newId, newResourceId, type ResourceType } from "./ids.ts";
import type { Limits } from "./limits.ts";
import type { InternetGateway, Peering, RouteTable, SecurityGroup, Subnet, Vpc } from "./resources.ts";
import { noTransit, type Transit } from "./transit-gateways/transit-resources.ts";
import type { CustomerGateway, VpnConnection, VpnGateway } from "./vpn/vpn-resources.ts";

/** What an account has in a region. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly routeTables: Map<string, RouteTable>;
  readonly gateways: Map<string, InternetGateway>;
  readonly groups: Map<string, SecurityGroup>;
  readonly vpnGateways: Map<string, VpnGateway>;
  readonly customerGateways: Map<string, CustomerGateway>;
  readonly vpnConnections: Map<string, VpnConnection>;
  readonly transit: Transit;
  readonly flowLogs: Map<string, FlowLog>;
}

interface StateOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly limits: Limits;
  /** Joins the tunnels of AWS to those of others. */
  readonly fabric: Fabric;
  emit(event: CloudEvent): void;
  isAccount(account: string): boolean;
}

/** All that EC2 knows, of every account and region. States that change with time are worked out from the clock when read. */
export class Ec2State {
  readonly clock: VirtualClock;
  readonly limits: Limits;
  readonly fabric: Fabric;
  readonly emit: (event: CloudEvent) => void;
  readonly isAccount: (account: string) => boolean;
  readonly peerings = new Map<string, Peering>();
  /** How often the tags of a resource changed, by ARN. */
  readonly tagVersions = new Map<string, number>();
  readonly #places = new Map<string, Place>();
  readonly #ids: SeededRandom;
  readonly #requests: SeededRandom;
  #addresses = 0;

  constructor({ clock, random, limits, fabric, emit, isAccount }: StateOptions) {
    this.clock = clock;
    this.limits = limits;
    this.fabric = fabric;
    this.emit = emit;
    this.isAccount = isAccount;
    this.#ids = new SeededRandom(random.next() * 2 ** 32);
    this.#requests = new SeededRandom(random.next() * 2 ** 32);
  }

  place(account: string, region: string): Place {
    const key = placeKey({ account, region });
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place: Place = {
      account,
      region,
      vpcs: new Map(),
      subnets: new Map(),
      routeTables: new Map(),
      gateways: new Map(),
      groups: new Map(),
      vpnGateways: new Map(),
      customerGateways: new Map(),
      vpnConnections: new Map(),
      transit: noTransit(),
      flowLogs: new Map(),
    };
    this.#places.set(key, place);
    return place;
  }

  /** All places that anybody has asked for. */
  places(): Place[] {
    return [...this.#places.values()];
  }

  /** A public address, given once: from the half of the benchmark block (RFC 2544) that is AWS's in the lab. */
  newAddress(): string {
    this.#addresses++;
    return `198.18.${this.#addresses >> 8}.${this.#addresses & 255}`;
  }

  newResourceId(type: ResourceType): string {
    return newResourceId(this.#ids, type);
  }

  newId(prefix: string): string {
    return newId(this.#ids, prefix);
  }

  hex(length: number): string {
    return this.#ids.hex(length);
  }

  /** From a source apart, so that reads do not change the ids of what is made later. */
  uuid(): string {
    return this.#requests.uuid();
  }
}

export function placeKey({ account, region }: { readonly account: string; readonly region: string }): string {
  return `${account}/${region}`;
}

export function arnOf(place: Pick<Place, "account" | "region">, type: ResourceType, id: string): string {
  return `arn:aws:ec2:${place.region}:${place.account}:${type}/${id}`;
}
