import type { VirtualNetwork, VirtualNetworkGateway } from "@azure/arm-network";
import { Busy, Conflict, Invalid } from "../../core/faults.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { GatewayProgress } from "../vpn.ts";
import type { AzureClients } from "./client.ts";
import { attempt } from "./faults.ts";
import {
  findGatewaySubnet,
  freeGatewayPrefix,
  gatewaySubnetId,
  putGatewaySubnet,
  subnetMark,
} from "./gateway-subnet.ts";
import { getVnet } from "./networks.ts";
import { locateVnet, siblingId } from "./places.ts";
import { isLeaving, isMade } from "./provisioning.ts";
import { publicAddressName, putPublicAddress, readPublicAddresses } from "./public-addresses.ts";
import {
  customAddresses,
  lackingAddresses,
  members,
  toInstances,
  unsuitableBecause,
  withAddresses,
} from "./translate-gateway.ts";
import { describeGateway, type FoundGateway, findGateway } from "./vpn-gateways.ts";

type Tags = Readonly<Record<string, string>>;

/** Seconds until it is worth looking again: at a gateway, which takes 45 minutes, and at what it stands on. */
const waits = { gateway: 120, ground: 5 } as const;

/** Makes sure that a network has a gateway that can serve, step by step: what it stands on first. */
export function buildGateway(azure: AzureClients, end: VpnEnd): Promise<GatewayProgress> {
  const { network } = end.near;
  return attempt(`build the gateway of ${network}`, async () => {
    const found = await findGateway(azure, network);
    if (found === undefined) return begin(azure, end);
    const done = await completeGateway(azure, end, found);
    const gateway = await describeGateway(azure, found);
    return { done, wait: done ? 0 : waits.gateway, gateway, owned: ownedBy(found) };
  });
}

/**
 * Whether a gateway is there with all that the tunnels need of it; what ours lacks is asked for.
 *
 * @throws Conflict when it cannot serve · Busy while it is being deleted · Invalid when it failed
 */
export async function completeGateway(azure: AzureClients, end: VpnEnd, found: FoundGateway): Promise<boolean> {
  const { given, at, ours } = found;
  if (isLeaving(given)) throw new Busy(`gateway ${at.name} is being deleted`);
  const made = isMade({ name: at.name, ...given }, "gateway");
  const flaw = unsuitableBecause(given) ?? asnFlaw(end, given);
  if (flaw !== undefined) throw new Conflict(flaw);
  const lacking = lackingAddresses(end, toInstances(given));
  const missing = lacking.flat();
  if (missing.length === 0) return made;
  if (!ours) throw new Conflict(`gateway ${at.name} is not ours and lacks custom bgp addresses: ${missing.join(" ")}`);
  if (made) await extend(azure, found, lacking);
  return false;
}

function asnFlaw({ near }: VpnEnd, { name, bgpSettings }: VirtualNetworkGateway): string | undefined {
  const { asn } = bgpSettings ?? {};
  return asn === near.asn ? undefined : `gateway ${name} has asn ${asn} instead of ${near.asn}`;
}

/** Puts the whole gateway, as it was read, with more addresses. */
async function extend(azure: AzureClients, { at, given }: FoundGateway, lacking: readonly (readonly string[])[]) {
  const { virtualNetworkGateways } = azure.at(at.subscription);
  const requestOptions = { headers: { "if-match": given.etag ?? "*" } };
  await virtualNetworkGateways
    .createOrUpdate(at.group, at.name, withAddresses(given, lacking), { requestOptions })
    .submitted();
}

async function begin(azure: AzureClients, end: VpnEnd): Promise<GatewayProgress> {
  const { network, asn } = end.near;
  const vnet = await getVnet(azure, network);
  if (vnet === undefined) throw new Invalid(`${network} does not exist`);
  const ground = await ensureGround(azure, end, vnet);
  const building = { id: gatewayName(network), network, asn, ours: true, phase: "building", inside: [] } as const;
  // The addresses are told no sooner: whoever has them goes on, and nobody would ask for the gateway any more.
  if (!ground.ready) return { done: false, wait: waits.ground, gateway: { ...building, addresses: [] }, owned: [] };
  const { subscription, group } = locateVnet(network);
  const { virtualNetworkGateways } = azure.at(subscription);
  await virtualNetworkGateways
    .createOrUpdate(group, gatewayName(network), toNewGateway(end, locationOf(vnet), ground.tags))
    .submitted();
  const owned: readonly OwnedObject[] = [{ kind: "gateway", id: building.id, network }];
  return { done: false, wait: waits.gateway, gateway: { ...building, addresses: ground.addresses }, owned };
}

interface Ground {
  readonly ready: boolean;
  readonly addresses: readonly string[];
  readonly tags: Tags;
}

/** The subnet and the public addresses: asks for what is missing, all at the same time. */
async function ensureGround(azure: AzureClients, { near }: VpnEnd, vnet: VirtualNetwork): Promise<Ground> {
  const { network } = near;
  const subnet = findGatewaySubnet(vnet);
  const prefix = subnet === undefined ? freeGatewayPrefix(network, vnet) : undefined;
  const present = await readPublicAddresses(azure, network);
  const marked = present.some((address) => "crosspeer:gateway-subnet" in (address?.tags ?? {}));
  const tags = { "crosspeer:gateway": gatewayName(network), ...(prefix !== undefined || marked ? subnetMark : {}) };
  // Before the subnet: what says that it is ours to delete must outlive whatever ends us here.
  const location = locationOf(vnet);
  await Promise.all(
    members
      .filter((member) => present[member] === undefined)
      .map((member) => putPublicAddress(azure, { network, member, location, tags })),
  );
  if (prefix !== undefined) await putGatewaySubnet(azure, network, prefix);
  const made = present.map((address) => address !== undefined && isMade(address, "public address"));
  const addresses = present.flatMap((address) => address?.ipAddress ?? []);
  const ready = subnet !== undefined && isMade(subnet, "subnet") && made.every(Boolean);
  return { ready: ready && addresses.length === members.length, addresses, tags };
}

function toNewGateway(end: VpnEnd, location: string, tags: Tags): VirtualNetworkGateway {
  const { network, asn } = end.near;
  const configurations = `${siblingId(network, "virtualNetworkGateways", gatewayName(network))}/ipConfigurations`;
  const nameOf = (member: number) => `instance-${member}`;
  return {
    ...{ location, tags, gatewayType: "Vpn", vpnType: "RouteBased", vpnGatewayGeneration: "Generation1" },
    ...{ sku: { name: "VpnGw1AZ", tier: "VpnGw1AZ" }, active: true, enableBgp: true },
    ipConfigurations: members.map((member) => ({
      ...{ name: nameOf(member), privateIPAllocationMethod: "Dynamic", subnet: { id: gatewaySubnetId(network) } },
      publicIPAddress: { id: siblingId(network, "publicIPAddresses", publicAddressName(network, member)) },
    })),
    bgpSettings: {
      asn,
      bgpPeeringAddresses: members.map((member) => ({
        ipconfigurationId: `${configurations}/${nameOf(member)}`,
        customBgpIpAddresses: customAddresses(end, member),
      })),
    },
  };
}

function locationOf({ location = "" }: VirtualNetwork): string {
  return location;
}

function ownedBy({ network, ours, at }: FoundGateway): readonly OwnedObject[] {
  return ours ? [{ kind: "gateway", id: at.name, network }] : [];
}
