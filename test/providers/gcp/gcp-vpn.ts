import type { protos } from "@google-cloud/compute";
import { prefix } from "../../../core/address-space/prefix.ts";
import { type ConnectionId, connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId, vpcNetworkId } from "../../../core/connection/network-id.ts";
import { gatewayName, secretName, tunnelName } from "../../../core/tunnels/names.ts";
import type { Member, NearTunnel, VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import type { FabricEnd } from "../../../lab/world/fabric.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, startGcpWorld, until } from "./gcp-world.ts";

type Router = protos.google.cloud.compute.v1.IRouter;

export const near = networkId("lab-one/a");
export const nearAsn = 64_602;
const group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/rg";
const vnet = idOf(`${group}/providers/microsoft.network/virtualnetworks/v`);
const vpc = vpcNetworkId({ account: "111111111111", region: "us-east-1" }, "vpc-0000000000000000a");

/** Four tunnels to AWS, two from each interface; AWS has the first address of each /30. */
export function towardsAws(change: Partial<VpnEnd> = {}): VpnEnd {
  const inside = ["169.254.32.0", "169.254.32.4", "169.254.32.8", "169.254.32.12"];
  const connection = connectionIdOf(pairOf(near, vpc));
  const tunnels = inside.map((address, index) =>
    tunnelOf(connection, { index, address, member: index < 2 ? 0 : 1, own: 2 }),
  );
  return { ...sides(vpc, 64_701, "10.8.0.0/16"), connection, tunnels, ...change };
}

/** Two tunnels to Azure, one from each interface; Azure has the second address of each /30. */
export function towardsAzure(change: Partial<VpnEnd> = {}): VpnEnd {
  const connection = connectionIdOf(pairOf(near, vnet));
  const tunnels = ["169.254.21.0", "169.254.22.0"].map((address, index) =>
    tunnelOf(connection, { index, address, member: index === 0 ? 0 : 1, own: 1 }),
  );
  return { ...sides(vnet, 64_703, "10.9.0.0/16"), connection, tunnels, ...change };
}

function sides(network: NetworkId, asn: number, range: string) {
  return {
    near: { network: near, asn: nearAsn, prefixes: [prefix("10.0.0.0/20")] },
    far: { network, asn, prefixes: [prefix(range)] },
  };
}

interface Layout {
  readonly index: number;
  readonly address: string;
  readonly member: Member;
  /** Which of the two hosts is ours. */
  readonly own: 1 | 2;
}

function tunnelOf(connection: ConnectionId, { index, address, member, own }: Layout): NearTunnel {
  const host = (offset: number) => address.replace(/\d+$/, (last) => String(Number(last) + offset));
  return {
    ...{ index, inside: prefix(`${address}/30`), secret: secretName(connection, index) },
    near: { member, address: host(own) },
    far: { member, address: host(3 - own) },
    farOutside: address.replace("169.254", "198.18"),
  };
}

function idOf(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`no network id: ${text}`);
  return id;
}

/** The key of a tunnel, by the name of its secret. */
export async function readKey(secret: string): Promise<string> {
  return `Key${Buffer.from(secret).toString("hex")}`.slice(-48).replace(/^\d/, "K");
}

export interface VpnWorld extends GcpWorld {
  /** What other clouds tell: tests put their ends in it. */
  readonly far: FabricEnd[];
}

/** A network `a` with a cluster in a zone of us-central1. */
export async function startVpnWorld(): Promise<VpnWorld> {
  const world = await startGcpWorld();
  const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20", secondary });
  world.addCluster("lab-one/a", {}, { location: "us-central1-b" });
  const far: FabricEnd[] = [];
  world.lab.world.fabric.join(() => far);
  return { ...world, far };
}

/** Asks until a verb is done, as its state machine does, and gives the last answer. */
export async function finish<T extends { readonly done: boolean }>(world: GcpWorld, verb: () => Promise<T>) {
  for (let times = 0; times < 20; times++) {
    const progress = await until(world, verb);
    if (progress.done) return progress;
    await world.settle();
  }
  throw new Error("still not done after 20 times");
}

/** Gateway and tunnels of one end, from nothing. */
export async function build(world: GcpWorld, end: VpnEnd, provider: CloudProvider = world.provider) {
  const { gateway } = await finish(world, () => provider.buildGateway(end));
  return { gateway, tunnels: await finish(world, () => provider.buildTunnels(end, readKey)) };
}

const proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };

/** Puts the far ends of all tunnels there, as another cloud would have them, and lets the sessions come up. */
export async function bringUp(world: VpnWorld, end: VpnEnd, change: (end: FabricEnd) => FabricEnd = (one) => one) {
  const gateway = await world.provider.readGateway(near);
  for (const { index, secret, near: own, far, farOutside = "" } of end.tunnels) {
    const base: FabricEnd = {
      ...{ id: `far/${end.connection}/${index}`, local: farOutside, remote: gateway?.addresses[own.member] ?? "" },
      ...{ key: await readKey(secret), ikeVersions: [2], initiates: true, phase1: proposals, phase2: proposals },
      since: world.lab.world.clock.now(),
      bgp: {
        ...{ asn: end.far.asn, peerAsn: nearAsn, address: far.address, peerAddress: own.address },
        ...{ initiates: true, advertises: end.far.prefixes, mostPrefixes: 100 },
      },
    };
    world.far.push(change(base));
  }
  await world.lab.world.clock.advance(2 * 60_000);
}

export const name = gatewayName(near);
export const regionPath = "lab-one/regions/us-central1";
export const routerPath = `${regionPath}/routers/${name}`;

export async function routerOf({ lab }: GcpWorld): Promise<Router> {
  return (await lab.ask("GET", routerPath)).body;
}

/** The names of the router's interfaces and of its peers. */
export async function sessionsOf(world: GcpWorld) {
  const { interfaces, bgpPeers } = await routerOf(world);
  const names = (list: readonly { name?: string | null }[] | null | undefined) => (list ?? []).map((one) => one.name);
  return { interfaces: names(interfaces), bgpPeers: names(bgpPeers) };
}

export function tunnelNames({ connection, tunnels }: VpnEnd): readonly string[] {
  return tunnels.map(({ index }) => tunnelName(connection, index));
}

/** Names of all that a VPN is made of, by collection. */
export async function objectsOf({ lab }: GcpWorld) {
  const collections = ["routers", "vpnGateways", "vpnTunnels"].map((one) => [one, `${regionPath}/${one}`] as const);
  const paths = [...collections, ["externalVpnGateways", "lab-one/global/externalVpnGateways"] as const];
  const lists = await Promise.all(
    paths.map(async ([collection, path]) => {
      const { body } = await lab.ask("GET", path);
      return [collection, (body.items ?? []).map((one: { name: string }) => one.name).sort()];
    }),
  );
  return Object.fromEntries(lists);
}

/** The calls of some work that change something. */
export async function writesOf(world: GcpWorld, work: () => Promise<unknown>): Promise<readonly string[]> {
  const calls = await world.callsOf(work);
  return calls.filter((call) => /\.(insert|patch|update|delete|set\w+|add\w+) /.test(call));
}
