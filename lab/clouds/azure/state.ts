import type { VirtualClock } from "../../world/clock.ts";
import type { Fabric } from "../../world/fabric.ts";
import type { SeededRandom } from "../../world/random.ts";
import { ArmError } from "./arm-error.ts";
import type { Cluster } from "./clusters/resources.ts";
import type { Limits } from "./limits.ts";
import type { SecurityGroup, Tags, Vnet } from "./network/resources.ts";
import { Operations } from "./operations.ts";
import { keyOf, parseResourceId } from "./resource-id.ts";
import type { Connection, LocalGateway, PublicIp, VpnGateway } from "./vpn/resources.ts";
import type { NetworkWatcher } from "./watchers/resources.ts";
import { type ArmCall, param } from "./wire.ts";

/** A resource group. Its maps' keys are names in lower case. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  tags: Tags | undefined;
  readonly vnets: Map<string, Vnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly clusters: Map<string, Cluster>;
  readonly publicIps: Map<string, PublicIp>;
  readonly gateways: Map<string, VpnGateway>;
  readonly localGateways: Map<string, LocalGateway>;
  readonly connections: Map<string, Connection>;
  readonly watchers: Map<string, NetworkWatcher>;
}

export interface Subscription {
  readonly id: string;
  readonly tenant: string;
  readonly groups: Map<string, Group>;
}

interface StateOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly fabric: Fabric;
  readonly limits: Limits;
  readonly subscriptions: readonly Subscription[];
}

/** All that the lab's Azure knows. */
export class AzureState {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly fabric: Fabric;
  readonly limits: Limits;
  readonly operations: Operations;
  readonly subscriptions: ReadonlyMap<string, Subscription>;

  #publicAddresses = 0;

  constructor({ clock, random, fabric, limits, subscriptions }: StateOptions) {
    this.clock = clock;
    this.random = random;
    this.fabric = fabric;
    this.limits = limits;
    this.operations = new Operations(clock, random);
    this.subscriptions = new Map(subscriptions.map((subscription) => [keyOf(subscription.id), subscription]));
  }

  /** The subscription in the path of a call that the front door has let in. */
  subscription(call: ArmCall): Subscription {
    const subscription = this.subscriptions.get(keyOf(param(call, "subscription")));
    if (subscription === undefined) throw new Error(`${call.path}: no such subscription`);
    return subscription;
  }

  /** The group in the path of a call, or ResourceGroupNotFound. */
  group(call: ArmCall): Group {
    const name = param(call, "group");
    const group = this.subscription(call).groups.get(keyOf(name));
    if (group !== undefined) return group;
    throw new ArmError("ResourceGroupNotFound", `Resource group '${name}' could not be found.`, { status: 404 });
  }

  /** The network of an id, if there is one. */
  vnet(id: string): Vnet | undefined {
    const { group, segments } = this.#locate(id);
    return group?.vnets.get(keyOf(segments[1] ?? ""));
  }

  /** The network security group of an id, if there is one. */
  securityGroup(id: string): SecurityGroup | undefined {
    const { group, segments } = this.#locate(id);
    return group?.securityGroups.get(keyOf(segments[1] ?? ""));
  }

  /** The public address of an id, if there is one. */
  publicIp(id: string): PublicIp | undefined {
    const { group, segments } = this.#locate(id);
    return group?.publicIps.get(keyOf(segments[1] ?? ""));
  }

  /** The VPN gateway of an id, if there is one. */
  gateway(id: string): VpnGateway | undefined {
    const { group, segments } = this.#locate(id);
    return group?.gateways.get(keyOf(segments[1] ?? ""));
  }

  /** The local network gateway of an id, if there is one. */
  localGateway(id: string): LocalGateway | undefined {
    const { group, segments } = this.#locate(id);
    return group?.localGateways.get(keyOf(segments[1] ?? ""));
  }

  /** A public address that no other has: from 198.19.0.0/16, which no other cloud of the lab uses. */
  newPublicAddress(): string {
    const number = ++this.#publicAddresses;
    return `198.19.${Math.floor(number / 256)}.${number % 256}`;
  }

  allGroups(): Group[] {
    return [...this.subscriptions.values()].flatMap(({ groups }) => [...groups.values()]);
  }

  #locate(id: string): { group: Group | undefined; segments: readonly string[] } {
    const parts = parseResourceId(id);
    const subscription = this.subscriptions.get(keyOf(parts?.subscription ?? ""));
    return { group: subscription?.groups.get(keyOf(parts?.group ?? "")), segments: parts?.segments ?? [] };
  }
}
