import { DescribeVpnConnectionsCommand } from "@aws-sdk/client-ec2";
import * as z from "zod";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { monthlyCost } from "../../core/tunnels/cost.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Lab } from "../lab.ts";
import { azure, google, hub } from "./accounts.ts";
import { AzureTenant } from "./azure-tenant.ts";
import type { AksResident } from "./demo-aks.ts";
import type { EksResident } from "./demo-eks.ts";
import { type GkeResident, sayingsOf } from "./demo-gke.ts";
import type { Wish } from "./demo-parts.ts";
import { GcpTenant } from "./gcp-tenant.ts";
import { Tenant } from "./tenant.ts";

/** One cluster on each cloud, of one mesh: three VPNs, whose gateways serve two of them each. */
export interface LinksWorld {
  readonly billing: EksResident;
  readonly fraud: GkeResident;
  readonly archive: AksResident;
}

/** The names of the networks that the demo joins across clouds, and the mesh that they are tagged with later. */
const MESH = "backbone";
const REGION = "europe-west1";

export async function buildLinksWorld(lab: Lab): Promise<LinksWorld> {
  const aws = new Tenant(lab.endpoint, hub);
  const billing = await aws.buildNetwork({
    prefixes: ["10.30.0.0/16", "100.70.0.0/16"],
    subnets: ["10.30.0.0/20", "10.30.16.0/20", "100.70.0.0/20"],
  });
  lab.ec2.createEksCluster({ ...hub, vpcId: locate(billing).localId, name: "billing" });
  const gcp = new GcpTenant(lab, google.projects[0]);
  const ranges = { nodes: "10.31.0.0/20", pods: "10.32.0.0/16", services: "10.31.16.0/20" };
  const fraud = await gcp.buildNetwork({ name: "fraud", region: REGION, ...ranges });
  const microsoft = new AzureTenant(lab, azure.subscriptions[0].subscription);
  const archive = await microsoft.buildNetwork({
    ...{ name: "archive", prefixes: ["10.33.0.0/16"], nodes: "10.33.0.0/20" },
  });
  return {
    billing: {
      ...{ name: "billing", id: billing, tenant: aws },
      status: () => aws.tagOf(billing, "crosspeer:status"),
      allow: () => aws.tagOf(billing, "crosspeer:allow"),
    },
    fraud: {
      ...{ name: "fraud", id: fraud, tenant: gcp },
      ...sayingsOf(gcp, fraud),
    },
    archive: {
      ...{ name: "archive", id: archive, tenant: microsoft },
      status: () => microsoft.tagOf(archive, "crosspeer:status"),
      allow: () => microsoft.tagOf(archive, "crosspeer:allow"),
    },
  };
}

/** What the three platform teams do; the call of EC2 is the one that is heard of. */
export async function tagLinksWorld({ billing, fraud, archive }: LinksWorld): Promise<void> {
  await fraud.tenant.label(fraud.id, { "crosspeer-name": "fraud", "crosspeer-mesh": MESH });
  await archive.tenant.tag(archive.id, { "crosspeer:name": "archive", "crosspeer:mesh": MESH });
  await billing.tenant.tag(billing.id, { "crosspeer:name": "billing", "crosspeer:mesh": MESH });
}

export function linksWishes({ billing, fraud, archive }: LinksWorld): readonly Wish[] {
  return [
    { between: [billing, fraud], ends: "active" },
    { between: [billing, archive], ends: "active" },
    { between: [fraud, archive], ends: "active" },
  ];
}

/** What each VPN will cost, as said before it is built. */
export function costLines(world: LinksWorld): readonly string[] {
  return linksWishes(world).map(({ between: [one, other] }) => {
    const { usd, parts } = monthlyCost({ requester: one.id, accepter: other.id });
    const listed = parts.map((part) => `${part.what} ${Math.round(part.usd)}`).join(", ");
    return `${one.name} - ${other.name}: about ${Math.round(usd)} USD a month (${listed})`;
  });
}

/** One tunnel as the cloud of one of its ends tells it. */
export interface TunnelRow {
  readonly cloud: string;
  readonly tunnel: string;
  readonly state: string;
  readonly learned: string;
}

/** All tunnels, as AWS and Google Cloud tell them, and Azure's connections. */
export async function tunnelRows({ billing, fraud, archive }: LinksWorld): Promise<readonly TunnelRow[]> {
  return [
    ...(await awsTunnels(billing)),
    ...(await googleTunnels(fraud.tenant, fraud.id)),
    ...(await azureTunnels(archive)),
  ];
}

async function awsTunnels({ tenant }: EksResident): Promise<readonly TunnelRow[]> {
  const { VpnConnections = [] } = await tenant.ec2.send(new DescribeVpnConnectionsCommand({}));
  return VpnConnections.flatMap(({ VpnConnectionId, VgwTelemetry = [] }) =>
    VgwTelemetry.map(({ OutsideIpAddress, Status, AcceptedRouteCount = 0 }) => ({
      ...{ cloud: "aws", tunnel: `${VpnConnectionId} ${OutsideIpAddress}`, state: Status ?? "" },
      learned: `${AcceptedRouteCount} routes`,
    })),
  );
}

const status = z.object({
  result: z.object({
    bgpPeerStatus: z.array(z.object({ name: z.string(), status: z.string(), numLearnedRoutes: z.number().default(0) })),
  }),
});

async function googleTunnels(tenant: GcpTenant, network: NetworkId): Promise<readonly TunnelRow[]> {
  const router = `regions/${REGION}/routers/${gatewayName(network)}/getRouterStatus`;
  const { result } = status.parse(await tenant.ask("GET", `/compute/v1/projects/${tenant.project}/${router}`));
  return result.bgpPeerStatus.map(({ name, status: state, numLearnedRoutes }) => ({
    ...{ cloud: "gcp", tunnel: name, state, learned: `${numLearnedRoutes} routes` },
  }));
}

const connection = z.object({ name: z.string(), properties: z.object({ connectionStatus: z.string() }) });
const connections = z.object({ value: z.array(z.object({ name: z.string() })) });

async function azureTunnels({ tenant, id }: AksResident): Promise<readonly TunnelRow[]> {
  const all = `${id.slice(0, id.indexOf("/providers/"))}/providers/Microsoft.Network/connections`;
  const { value } = connections.parse(await tenant.ask("GET", all));
  return Promise.all(
    value.map(async ({ name }) => {
      const { properties } = connection.parse(await tenant.ask("GET", `${all}/${name}`));
      return { cloud: "azure", tunnel: name, state: properties.connectionStatus, learned: "" };
    }),
  );
}
