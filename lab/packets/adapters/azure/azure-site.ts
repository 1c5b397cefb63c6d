import type { PeeringHalf, RouteTable, Site } from "../../site.ts";
import { isIpv4 } from "../addresses.ts";
import type { Asked } from "../asked.ts";
import type { AzureDocuments, Vnet } from "./documents.ts";
import { gatewaysIn, toGateway } from "./gateways.ts";
import { podsOf } from "./pods.ts";

/** A VNet as Resource Manager describes it. Gateways of peered networks are not used, nor are routes of one's own. */
export function azureSite(documents: AzureDocuments, { id, name }: Asked): Site {
  const vnet = documents.vnets.find((one) => one.id === id);
  if (vnet === undefined) throw new Error(`no VNet ${id} among the ${documents.vnets.length} that Azure answered`);
  refuseOwnRoutes(vnet);
  const gateways = gatewaysIn(documents, vnet);
  const table = tableOf(
    vnet,
    gateways.map((gateway) => gateway.name),
  );
  return {
    ...{ id, name, cloud: "azure", prefixes: vnet.properties.addressSpace.addressPrefixes.filter(isIpv4) },
    ...{ tables: [table], pods: podsOf(documents, { vnet, name, gateways: table.propagates, table: table.id }) },
    peerings: vnet.properties.virtualNetworkPeerings.map(toHalf),
    gateways: gateways.map((gateway) => toGateway(documents, vnet, gateway)),
  };
}

type Peering = Vnet["properties"]["virtualNetworkPeerings"][number];

function refuseOwnRoutes({ properties }: Vnet): void {
  const routed = properties.subnets.find((subnet) => subnet.properties.routeTable !== undefined);
  if (routed === undefined) return;
  throw new Error(`subnet ${routed.id} has the route table ${routed.properties.routeTable?.id}: expected none`);
}

/** A half routes to what its own answer says of the other network, which may be behind it until it is synced. */
function tableOf({ name, properties }: Vnet, propagates: readonly string[]): RouteTable {
  const connected = properties.virtualNetworkPeerings.filter(isConnected);
  const routes = connected.flatMap((half) =>
    half.properties.remoteAddressSpace.addressPrefixes.filter(isIpv4).map((destination) => ({
      ...{ destination, target: { kind: "peering", id: half.name } as const },
    })),
  );
  return { id: name, routes, propagates };
}

function toHalf(half: Peering): PeeringHalf {
  const { remoteVirtualNetwork, allowVirtualNetworkAccess } = half.properties;
  return { id: half.name, peer: remoteVirtualNetwork.id, active: isConnected(half) && allowVirtualNetworkAccess };
}

function isConnected({ properties }: Peering): boolean {
  return properties.peeringState === "Connected";
}
