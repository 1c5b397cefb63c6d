import { DescribeRouteTablesCommand, DescribeVpnConnectionsCommand } from "@aws-sdk/client-ec2";
import * as z from "zod";
import { locate } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import { hub } from "../../lab/scenarios/accounts.ts";
import type { DeployedWorld, Resident } from "./deployed-world.ts";
import { type AksNetwork, buildAks, buildGke, type GkeNetwork } from "./gke-and-aks.ts";

/** One network on each cloud, with ranges of their own. */
export interface Trio {
  readonly eks: Resident;
  readonly gke: GkeNetwork;
  readonly aks: AksNetwork;
}

/** Networks of three clouds that bear names and nothing more. */
export async function buildTrio(world: DeployedWorld, name: string, block: number): Promise<Trio> {
  const eks = await world.network(`${name}-eks`, hub, {
    prefixes: [`10.${block}.0.0/16`, `100.${64 + block}.0.0/16`],
    subnets: [`10.${block}.0.0/20`],
  });
  await eks.tenant.tag(eks.id, { "crosspeer:name": eks.name });
  const gke = await buildGke(world.lab, 0, {
    ...{ name: `${name}-gke`, nodes: `10.${block + 1}.0.0/20`, pods: `10.${block + 2}.0.0/16` },
    services: `10.${block + 1}.16.0/20`,
  });
  const prefix = `10.${block + 3}.0.0/16`;
  const aks = await buildAks(world.lab, 0, {
    ...{ name: `${name}-aks`, prefixes: [prefix], nodes: `10.${block + 3}.0.0/20` },
  });
  await world.settle();
  return { eks, gke, aks };
}

/** Both networks ask for the same mesh. */
export async function joinMesh(networks: Partial<Trio>, mesh: string): Promise<void> {
  const { eks, gke, aks } = networks;
  await gke?.tenant.label(gke.id, { "crosspeer-mesh": mesh });
  await aks?.tenant.tag(aks.id, { "crosspeer:mesh": mesh });
  await eks?.tenant.tag(eks.id, { "crosspeer:mesh": mesh });
}

/** The VPN connections of a VPC's gateway that are not gone. */
export async function vpnConnections({ tenant }: Resident, connection?: string) {
  const Filters = connection === undefined ? [] : [{ Name: "tag:crosspeer:connection", Values: [connection] }];
  const { VpnConnections = [] } = await tenant.ec2.send(new DescribeVpnConnectionsCommand({ Filters }));
  return VpnConnections.filter(({ State }) => State !== "deleted" && State !== "deleting");
}

/** Destinations that a VPC's tables have from its VPN gateway. */
export async function propagatedRoutes({ tenant, id }: Resident): Promise<readonly string[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const routes = RouteTables.flatMap(({ Routes = [] }) => Routes);
  const propagated = routes.filter(({ Origin }) => Origin === "EnableVgwRoutePropagation");
  return [...new Set(propagated.map(({ DestinationCidrBlock = "" }) => DestinationCidrBlock))].sort();
}

const routers = z.object({ items: z.array(z.object({ name: z.string() })).default([]) });
const routerStatus = z.object({
  result: z.object({
    bgpPeerStatus: z
      .array(z.object({ name: z.string(), status: z.string(), numLearnedRoutes: z.number().default(0) }))
      .default([]),
    bestRoutesForRouter: z.array(z.object({ destRange: z.string() })).default([]),
  }),
});

const region = "europe-west1";

/** What the only Cloud Router of a GKE network's project says of its sessions and routes. */
export async function routerStatusOf({ tenant }: GkeNetwork, name: string) {
  const path = `/compute/v1/projects/${tenant.project}/regions/${region}/routers/${name}/getRouterStatus`;
  return routerStatus.parse(await tenant.ask("GET", path)).result;
}

/** Names of what a project has in its region: `routers`, `vpnTunnels`, `vpnGateways`. */
export async function namesOf({ tenant }: GkeNetwork, collection: string): Promise<readonly string[]> {
  const found = await tenant.ask("GET", `/compute/v1/projects/${tenant.project}/regions/${region}/${collection}`);
  return routers.parse(found).items.map(({ name }) => name);
}

const azureConnections = z.object({
  value: z.array(z.object({ name: z.string(), properties: z.object({ connectionStatus: z.string() }) })),
});

/** The VPN connections of the resource group that a VNet is in. */
export async function azureConnectionsOf({ tenant, id }: AksNetwork, connection = "") {
  const group = id.slice(0, id.indexOf("/providers/"));
  const found = await tenant.ask("GET", `${group}/providers/Microsoft.Network/connections`);
  const all = azureConnections.parse(found).value;
  const own = all.filter(({ name }) => name.startsWith(connection));
  return Promise.all(
    own.map(async ({ name }) => {
      const path = `${group}/providers/Microsoft.Network/connections/${name}`;
      return azureConnections.shape.value.element.parse(await tenant.ask("GET", path));
    }),
  );
}

/** Ids of a VPC's route tables. */
export async function routeTablesOf({ tenant, id }: Resident): Promise<readonly string[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return RouteTables.map(({ RouteTableId = "" }) => RouteTableId);
}

const item = z.record(z.string(), z.unknown());
const sessions = z.object({ interfaces: z.array(item).default([]), bgpPeers: z.array(item).default([]) });
const bgpRouter = z.object({ bgp: z.object({ asn: z.number() }) });

export async function asnOf({ tenant, id }: GkeNetwork): Promise<number> {
  const path = `/compute/v1/projects/${tenant.project}/regions/${region}/routers/${gatewayName(id)}`;
  return bgpRouter.parse(await tenant.ask("GET", path)).bgp.asn;
}

export async function asnOfAzure({ tenant, id }: AksNetwork): Promise<number> {
  const group = id.slice(0, id.indexOf("/providers/"));
  const path = `${group}/providers/Microsoft.Network/virtualNetworkGateways/${gatewayName(id)}`;
  return z.number().parse(resource.parse(await tenant.ask("GET", path)).properties.bgpSettings["asn"]);
}

/** Changes a Cloud Router's interfaces and peers, as somebody else would; what comes back takes it back. */
export async function changeRouter(
  { tenant }: GkeNetwork,
  name: string,
  change: (router: z.infer<typeof sessions>) => void,
): Promise<() => Promise<void>> {
  const path = `regions/${region}/routers/${name}`;
  const before = sessions.parse(await tenant.ask("GET", `/compute/v1/projects/${tenant.project}/${path}`));
  const after = structuredClone(before);
  change(after);
  await tenant.change("PATCH", path, after);
  return () => tenant.change("PATCH", path, before);
}

const resource = z.looseObject({
  properties: z.looseObject({ bgpSettings: z.record(z.string(), z.any()) }),
});

/** Changes one of Azure's objects that know BGP, as somebody else would; what comes back takes it back. */
export async function changeAzure(
  { tenant, id }: AksNetwork,
  thing: string,
  change: (properties: z.infer<typeof resource>["properties"]) => void,
): Promise<() => Promise<void>> {
  const path = `${id.slice(0, id.indexOf("/providers/"))}/providers/Microsoft.Network/${thing}`;
  const before = resource.parse(await tenant.ask("GET", path));
  const after = structuredClone(before);
  change(after.properties);
  await tenant.change("PUT", path, after);
  return () => tenant.change("PUT", path, before);
}
