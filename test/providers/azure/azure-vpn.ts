import { prefix } from "../../../core/address-space/prefix.ts";
import { type ConnectionId, connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId, vpcNetworkId } from "../../../core/connection/network-id.ts";
import { gatewayName, secretName, tunnelName } from "../../../core/tunnels/names.ts";
import type { Gateway } from "../../../core/tunnels/observed-vpn.ts";
import type { Member, NearTunnel, VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import { Fabric, type FabricEnd } from "../../../lab/world/fabric.ts";
import { groupPath, LOCATION } from "../../lab/clouds/azure/builders.ts";
import { type AzureWorld, eventually, idOf, startAzureWorld } from "./azure-world.ts";

export const near = idOf("a");
const vpc = vpcNetworkId({ account: "111111111111", region: "us-east-1" }, "vpc-0000000000000000a");
const google = networkOf("projects/lab-one/global/networks/g");

export const nearAsn = 64_601;

/** Four tunnels to AWS: two to each of its connections, which are one to each instance of ours. */
export function towardsAws(change: Partial<VpnEnd> = {}): VpnEnd {
  const inside = ["169.254.21.0", "169.254.21.4", "169.254.22.0", "169.254.22.4"];
  const connection = connectionIdOf(pairOf(near, vpc));
  const tunnels = inside.map((address, index) => tunnel(connection, index, address, index < 2 ? 0 : 1));
  return {
    connection,
    near: nearEnd(),
    far: { network: vpc, asn: 64_701, prefixes: [prefix("10.8.0.0/16")] },
    tunnels,
    ...change,
  };
}

/** Two tunnels to Google Cloud, one to each instance of ours. */
export function towardsGoogle(inside: readonly [string, string] = ["169.254.21.8", "169.254.22.8"]): VpnEnd {
  const connection = connectionIdOf(pairOf(near, google));
  const tunnels = inside.map((address, index) => tunnel(connection, index, address, index === 0 ? 0 : 1));
  return {
    connection,
    near: nearEnd(),
    far: { network: google, asn: 64_702, prefixes: [prefix("10.9.0.0/16")] },
    tunnels,
  };
}

function nearEnd() {
  return { network: near, asn: nearAsn, prefixes: [prefix("10.0.0.0/16")] };
}

function tunnel(connection: ConnectionId, index: number, first: string, member: Member): NearTunnel {
  const host = (offset: number) => first.replace(/\d+$/, (last) => String(Number(last) + offset));
  return {
    ...{ index, inside: prefix(`${first}/30`), secret: secretName(connection, index) },
    near: { member, address: host(2) },
    far: { member, address: host(1) },
    farOutside: first.replace("169.254", "198.18"),
  };
}

function networkOf(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`no network id: ${text}`);
  return id;
}

/** The key of a tunnel, by the name of its secret. */
export async function readKey(secret: string): Promise<string> {
  return `Key${Buffer.from(secret).toString("hex")}`.slice(0, 48);
}

export type VpnWorld = Pick<AzureWorld, "lab" | "provider">;

/** A lab that is wired to far ends, which stand where they are put. */
export async function startWiredWorld() {
  const far: FabricEnd[] = [];
  const clock: { now?: () => number } = {};
  const fabric = new Fabric(() => clock.now?.() ?? 0);
  fabric.join(() => far);
  const world = await startAzureWorld({ fabric });
  clock.now = () => world.lab.clock.now();
  return { ...world, far };
}

const proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };

/** The far ends of all tunnels, as another cloud would have them; what they tell is the far network's prefixes. */
export async function farEnds(end: VpnEnd, { addresses }: Gateway): Promise<readonly FabricEnd[]> {
  return Promise.all(
    end.tunnels.map(async ({ index, secret, near: own, far, farOutside = "" }) => ({
      ...{ id: `far/${end.connection}/${index}`, local: farOutside, remote: addresses[own.member] ?? "" },
      ...{ key: await readKey(secret), ikeVersions: [2 as const], initiates: true, since: 0 },
      ...{ phase1: proposals, phase2: proposals },
      bgp: {
        ...{ asn: end.far.asn, peerAsn: end.near.asn, address: far.address, peerAddress: own.address },
        ...{ initiates: true, advertises: end.far.prefixes, mostPrefixes: 100 },
      },
    })),
  );
}

/** Asks until a verb is done, as its state machine does, and gives the last answer and the number of answers. */
export async function finish<T extends { readonly done: boolean }>(
  world: VpnWorld,
  verb: () => Promise<T>,
): Promise<T> {
  for (let times = 0; times < 40; times++) {
    const progress = await eventually(world, verb);
    if (progress.done) return progress;
    await world.lab.clock.settle();
  }
  throw new Error("still not done after 40 times");
}

/** Gateway and tunnels of one end, from nothing. */
export async function build(world: VpnWorld, end: VpnEnd) {
  const { provider } = world;
  const { gateway } = await finish(world, () => provider.buildGateway(end));
  const tunnels = await finish(world, () => provider.buildTunnels(end, readKey));
  return { gateway, tunnels };
}

/** The names of a connection's first tunnels. */
export function tunnelsOf({ connection }: VpnEnd, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => tunnelName(connection, index));
}

export function resourcePath(type: string, name = ""): string {
  return `${groupPath()}/providers/Microsoft.Network/${type}${name && `/${name}`}`;
}

export const gatewayPath = resourcePath("virtualNetworkGateways", gatewayName(near));

export function connectionPath({ connection }: VpnEnd, index: number): string {
  return resourcePath("connections", tunnelName(connection, index));
}

export function localGatewayPath({ connection }: VpnEnd, index: number): string {
  return resourcePath("localNetworkGateways", tunnelName(connection, index));
}

/** The names of all resources of a type in the group, sorted. */
export async function namesOf({ lab }: VpnWorld, type: string): Promise<readonly string[]> {
  const { body } = await lab.call("GET", resourcePath(type));
  return body.value.map(({ name }: { name: string }) => name).sort();
}

/** The prefix of the GatewaySubnet of network `a`; undefined when there is none. */
export async function gatewayPrefix({ lab }: VpnWorld): Promise<string | undefined> {
  const { body } = await lab.call("GET", `${resourcePath("virtualNetworks", "a")}/subnets/GatewaySubnet`);
  return body.properties?.addressPrefix;
}

interface Foreign {
  readonly change?: object;
  readonly asn?: number;
  readonly custom?: readonly [readonly string[], readonly string[]];
  readonly group?: string;
  readonly vnet?: string;
  /** Of its subnet. */
  readonly prefix?: string;
}

/** Somebody else's gateway in a network, `a` unless another is named, active-active with BGP unless it is changed. */
export async function makeForeignGateway({ lab }: VpnWorld, foreign: Foreign = {}): Promise<string> {
  const { change = {}, asn = nearAsn, custom = [[], []], group, vnet = "a", prefix: range = "10.0.255.0/27" } = foreign;
  const base = group === undefined ? groupPath() : groupPath(undefined, group);
  if (group !== undefined) await lab.put(base, { location: LOCATION });
  const subnet = `${resourcePath("virtualNetworks", vnet)}/subnets/GatewaySubnet`;
  await lab.put(subnet, { properties: { addressPrefix: range } });
  const path = (type: string, name: string) => `${base}/providers/Microsoft.Network/${type}/${name}`;
  const gateway = path("virtualNetworkGateways", "theirs");
  const configurations = [0, 1].map((index) => ({
    name: `ip${index}`,
    properties: { subnet: { id: subnet }, publicIPAddress: { id: path("publicIPAddresses", `theirs-${index}`) } },
  }));
  for (const { properties } of configurations) {
    await lab.put(properties.publicIPAddress.id, {
      ...{ location: LOCATION, sku: { name: "Standard" }, zones: ["1", "2", "3"] },
      properties: { publicIPAllocationMethod: "Static" },
    });
  }
  const bgpPeeringAddresses = configurations.map(({ name }, index) => ({
    ipconfigurationId: `${gateway}/ipConfigurations/${name}`,
    customBgpIpAddresses: custom[index],
  }));
  const properties = {
    ...{ gatewayType: "Vpn", vpnType: "RouteBased", vpnGatewayGeneration: "Generation1" },
    ...{ sku: { name: "VpnGw1AZ", tier: "VpnGw1AZ" }, activeActive: true, enableBgp: true },
    ...{ ipConfigurations: configurations, bgpSettings: { asn, bgpPeeringAddresses }, ...change },
  };
  const answer = await lab.put(gateway, { location: LOCATION, properties });
  if (answer.status >= 400) throw new Error(JSON.stringify(answer.body));
  return gateway;
}
