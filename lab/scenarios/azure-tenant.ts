import { request } from "node:https";
import { text } from "node:stream/consumers";
import * as z from "zod";
import { type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";
import { tenant } from "./accounts.ts";

/** A VNet with one AKS cluster, whose subnet has a security group of its own. */
export interface AksSketch {
  /** Of the VNet, its security group and its cluster. */
  readonly name: string;
  readonly prefixes: readonly [string, ...string[]];
  /** The prefix of the nodes' subnet. */
  readonly nodes: string;
  /** Pods have addresses of the nodes' subnet, or, with Overlay, of a prefix that only the cluster knows. */
  readonly overlay?: string;
  /** Whether a rule of the owner's own keeps out whom no other rule lets in. Default: no. */
  readonly closed?: boolean;
  /** The VNet's. */
  readonly tags?: Readonly<Record<string, string>>;
}

const GROUP = "networks";
const LOCATION = "westeurope";
const API_VERSION = "2026-01-01";
/** Who people are; the lab takes any application. */
export const PEOPLE = "00000000-0000-4000-8000-000000000001";

const CLOSED = {
  name: "nobody-else",
  properties: {
    ...{ priority: 4000, direction: "Inbound", access: "Deny", protocol: "*" },
    ...{ sourceAddressPrefix: "VirtualNetwork", sourcePortRange: "*" },
    ...{ destinationAddressPrefix: "*", destinationPortRange: "*" },
  },
};

const vnet = z.looseObject({
  tags: z.record(z.string(), z.string()).default({}),
  properties: z.looseObject({ addressSpace: z.looseObject({ addressPrefixes: z.array(z.string()) }) }),
});
const peering = z.object({
  name: z.string(),
  properties: z.object({
    ...{ peeringState: z.string(), peeringSyncLevel: z.string() },
    remoteVirtualNetwork: z.object({ id: z.string() }),
    remoteAddressSpace: z.object({ addressPrefixes: z.array(z.string()) }),
  }),
});
const rule = z.object({
  name: z.string(),
  properties: z.object({
    ...{ protocol: z.string(), priority: z.number(), access: z.string(), direction: z.string() },
    sourceAddressPrefixes: z.array(z.string()).default([]),
    destinationPortRange: z.string().optional(),
    destinationPortRanges: z.array(z.string()).default([]),
  }),
});

/** A user of one subscription: builds VNets with clusters and tags them by calls of Resource Manager, as people do. */
export class AzureTenant {
  readonly subscription: string;
  readonly #lab: Lab;

  constructor(lab: Lab, subscription: string) {
    this.#lab = lab;
    this.subscription = subscription;
  }

  async buildNetwork({ name, prefixes, nodes, overlay, closed, tags = {} }: AksSketch): Promise<NetworkId> {
    const id = this.networkId(name);
    const securityGroup = `${this.#group}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
    await this.change("PUT", this.#group, { location: LOCATION });
    const securityRules = closed === true ? [CLOSED] : [];
    await this.change("PUT", securityGroup, { location: LOCATION, properties: { securityRules } });
    const subnet = { addressPrefix: nodes, networkSecurityGroup: { id: securityGroup } };
    const subnets = [{ name: "nodes", properties: subnet }];
    const addressSpace = { addressPrefixes: prefixes };
    await this.change("PUT", id, { location: LOCATION, tags, properties: { addressSpace, subnets } });
    this.#lab.azure.createCluster({
      ...{ subscription: this.subscription, group: GROUP, name, location: LOCATION },
      networkProfile: {
        networkPlugin: "azure",
        ...(overlay === undefined ? {} : { networkPluginMode: "overlay", podCidr: overlay }),
        ...{ serviceCidr: "172.16.0.0/16", dnsServiceIp: "172.16.0.10" },
      },
      agentPools: [{ name: "nodes", count: 3, vnetSubnetId: `${this.#network(name)}/subnets/nodes` }],
    });
    return id;
  }

  /** Gives the network another prefix, by reading it, adding to it and putting it back. */
  async addPrefix(id: NetworkId, prefix: string): Promise<void> {
    const read = vnet.parse(await this.ask("GET", id));
    const { addressSpace, ...others } = read.properties;
    const addressPrefixes = [...addressSpace.addressPrefixes, prefix];
    await this.change("PUT", id, { ...read, properties: { ...others, addressSpace: { addressPrefixes } } });
  }

  /** Sets tags of the network; the others stay. */
  async tag(id: NetworkId, tags: Readonly<Record<string, string>>): Promise<void> {
    const path = `${id}/providers/Microsoft.Resources/tags/default`;
    await this.change("PATCH", path, { operation: "Merge", properties: { tags } });
  }

  /** Takes tags of the network away. */
  async untag(id: NetworkId, ...keys: readonly string[]): Promise<void> {
    const all = vnet.parse(await this.ask("GET", id)).tags;
    const tags = Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
    await this.change("PATCH", `${id}/providers/Microsoft.Resources/tags/default`, {
      operation: "Delete",
      properties: { tags },
    });
  }

  /** Deletes the network, after the cluster of its name and its halves of peerings, as Azure wants it. */
  async remove(id: NetworkId): Promise<void> {
    this.#lab.azure.deleteCluster({
      subscription: this.subscription,
      group: GROUP,
      name: id.slice(id.lastIndexOf("/") + 1),
    });
    for (const { name } of await this.peeringsOf(id))
      await this.change("DELETE", `${id}/virtualNetworkPeerings/${name}`);
    await this.change("DELETE", id);
  }

  async prefixesOf(id: NetworkId): Promise<readonly string[]> {
    return vnet.parse(await this.ask("GET", id)).properties.addressSpace.addressPrefixes;
  }

  async setPrefixes(id: NetworkId, addressPrefixes: readonly string[]): Promise<void> {
    const { properties, ...rest } = vnet.parse(await this.ask("GET", id));
    await this.change("PUT", id, { ...rest, properties: { ...properties, addressSpace: { addressPrefixes } } });
  }

  async tagOf(id: NetworkId, key: string): Promise<string | undefined> {
    return vnet.parse(await this.ask("GET", id)).tags[key];
  }

  /** The network's halves. */
  async peeringsOf(id: NetworkId) {
    const { value } = z
      .object({ value: z.array(peering) })
      .parse(await this.ask("GET", `${id}/virtualNetworkPeerings`));
    return value.map(({ name, properties }) => ({ name, ...properties }));
  }

  /** The rules of the security group that bears the network's name, without those that every group has. */
  async rulesOf(name: string) {
    const path = `${this.#group}/providers/Microsoft.Network/networkSecurityGroups/${name}/securityRules`;
    const { value } = z.object({ value: z.array(rule) }).parse(await this.ask("GET", path));
    return value.map(({ name: ruleName, properties }) => ({ name: ruleName, ...properties }));
  }

  networkId(name: string): NetworkId {
    const id = parseNetworkId(this.#network(name));
    if (id === undefined) throw new RangeError(`not a network's name: ${name}`);
    return id;
  }

  get #group(): string {
    return `/subscriptions/${this.subscription}/resourceGroups/${GROUP}`;
  }

  #network(name: string): string {
    return `${this.#group}/providers/Microsoft.Network/virtualNetworks/${name}`;
  }

  async change(method: string, path: string, body?: object): Promise<void> {
    await this.ask(method, path, body);
    await this.#lab.settle();
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const { endpoint, ca } = this.#lab.azure;
    const token = this.#lab.azure.token({ tenant, application: PEOPLE });
    const url = new URL(`${path}?api-version=${API_VERSION}`, endpoint);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const { status, content } = await send(url, { method, headers, ca }, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${content}`);
    return content === "" ? undefined : JSON.parse(content);
  }
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: string;
}

/** `fetch` cannot be told of a certificate. */
function send(url: URL, options: Sent, body: object | undefined) {
  return new Promise<{ readonly status: number; readonly content: string }>((resolve, reject) => {
    const sent = request(url, { ...options, agent: false }, (response) => {
      text(response).then((content) => resolve({ status: response.statusCode ?? 0, content }), reject);
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
