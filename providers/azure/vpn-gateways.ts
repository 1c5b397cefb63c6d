import type { Subnet, VirtualNetworkGateway } from "@azure/arm-network";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { AzureClients } from "./client.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { findGatewaySubnet, gatewaySubnetId } from "./gateway-subnet.ts";
import { readInside } from "./local-gateways.ts";
import { getVnet } from "./networks.ts";
import { collect } from "./pages.ts";
import { isSameId, type Located, locateResource, locateVnet } from "./places.ts";
import { isLeaving } from "./provisioning.ts";
import { readAddress } from "./public-addresses.ts";
import { type Instance, toInstances, toPhase, unsuitableBecause } from "./translate-gateway.ts";

/** A network's VPN gateway as Azure has it. */
export interface FoundGateway {
  readonly network: NetworkId;
  readonly at: Located;
  /** Whether we made it: it bears the name that is derived from the network. */
  readonly ours: boolean;
  readonly given: VirtualNetworkGateway;
}

/** The gateway that serves a network: there is at most one. */
export function readGateway(azure: AzureClients, network: NetworkId): Promise<Gateway | undefined> {
  return attempt(`read the gateway of ${network}`, async () => {
    const found = await findGateway(azure, network);
    return found && describeGateway(azure, found);
  });
}

/** Looks in the network's group first, and else follows the subnet that all gateways of a network stand in. */
export async function findGateway(azure: AzureClients, network: NetworkId): Promise<FoundGateway | undefined> {
  const { subscription, group } = locateVnet(network);
  const { virtualNetworkGateways } = azure.at(subscription);
  const near = await unlessMissing(() => collect(virtualNetworkGateways.list(group)));
  const given = near?.find((one) => serves(one, network)) ?? (await findElsewhere(azure, network));
  if (given === undefined) return undefined;
  const at = locateResource(given.id ?? "");
  return { network, at, ours: at.name.toLowerCase() === gatewayName(network), given };
}

async function findElsewhere(azure: AzureClients, network: NetworkId): Promise<VirtualNetworkGateway | undefined> {
  const vnet = await getVnet(azure, network);
  const subnet = vnet && findGatewaySubnet(vnet);
  if (subnet === undefined) return undefined;
  const own = locateVnet(network).group;
  const places = usersOf(subnet).filter(({ group }) => group.toLowerCase() !== own);
  const gateways = await Promise.all(
    places.map(({ subscription, group, name }) =>
      unlessMissing(() => azure.at(subscription).virtualNetworkGateways.get(group, name)),
    ),
  );
  return gateways.find((one) => one !== undefined && serves(one, network));
}

const ipConfiguration =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/virtualnetworkgateways\/[^/]+)\//;

/** The gateways that stand in a subnet, each once. */
function usersOf({ ipConfigurations = [] }: Subnet): readonly Located[] {
  const ids = ipConfigurations.flatMap(({ id = "" }) => ipConfiguration.exec(id.toLowerCase())?.[1] ?? []);
  return [...new Set(ids)].map(locateResource);
}

/** Gateways of ExpressRoute stand in the same subnet. */
function serves({ gatewayType, ipConfigurations = [] }: VirtualNetworkGateway, network: NetworkId): boolean {
  return gatewayType === "Vpn" && ipConfigurations.some(({ subnet }) => isSameId(subnet?.id, gatewaySubnetId(network)));
}

/** A gateway in our words, with what stands elsewhere: its addresses, and the insides of all its tunnels. */
export async function describeGateway(azure: AzureClients, found: FoundGateway): Promise<Gateway> {
  const { network, at, ours, given } = found;
  const [addresses, inside] = await Promise.all([readAddresses(azure, toInstances(given)), readInside(azure, at)]);
  const phase = toPhase(given);
  const unsuitable = unsuitableBecause(given);
  const message = isLeaving(given) || phase === "failed" ? `provisioning state ${given.provisioningState}` : undefined;
  return {
    ...{ id: at.name, network, ours, phase, inside, addresses },
    ...(given.bgpSettings?.asn === undefined ? {} : { asn: given.bgpSettings.asn }),
    ...(message === undefined ? {} : { message }),
    ...(unsuitable === undefined ? {} : { unsuitable }),
  };
}

/** By member. None before all are known: a list with holes would put one instance in the place of the other. */
async function readAddresses(azure: AzureClients, instances: readonly Instance[]): Promise<readonly string[]> {
  const addresses = await Promise.all(
    instances.map(({ outside, publicAddress }) => outside ?? readAddress(azure, publicAddress)),
  );
  const known = addresses.filter((address) => address !== undefined);
  return known.length === instances.length ? known : [];
}
