import type { Lab } from "../../lab.ts";
import { GcpTenant } from "../../scenarios/gcp-tenant.ts";
import type { Asked } from "../adapters/asked.ts";
import { exchangedRoutes, type GcpDocuments, gcpDocuments } from "../adapters/gcp/documents.ts";
import { ownNetwork } from "../adapters/gcp/own-network.ts";
import { listAll, listAllRegions, listClusters } from "./gcp-lists.ts";

/** What Google tells the owner of a project about it, and about the peerings of the networks that are asked for. */
export async function readGcp(lab: Lab, project: string, networks: readonly Asked[]): Promise<GcpDocuments> {
  const tenant = new GcpTenant(lab, project);
  const [global, regional, clusters] = await Promise.all([
    readLists(GLOBAL, (name) => listAll(tenant, `global/${name}`)),
    readLists(REGIONAL, (name) => listAllRegions(tenant, name)),
    listClusters(tenant),
  ]);
  const documents = gcpDocuments.parse({ ...global, ...regional, clusters, peeringRoutes: [] });
  const exchanged = networks.map((network) => readPeeringRoutes(tenant, documents, network));
  return { ...documents, peeringRoutes: (await Promise.all(exchanged)).flat() };
}

const GLOBAL = ["networks", "routes", "firewalls", "externalVpnGateways"] as const;
const REGIONAL = ["subnetworks", "routers", "vpnGateways", "vpnTunnels"] as const;

async function readLists(names: readonly string[], read: (name: string) => Promise<readonly unknown[]>) {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}

/** Google tells what comes in by a half for one region at a time. */
async function readPeeringRoutes(tenant: GcpTenant, documents: GcpDocuments, asked: Asked) {
  const { network, regions } = ownNetwork(documents, asked);
  const pairs = network.peerings.flatMap(({ name }) => regions.map((region) => ({ peering: name, region })));
  return Promise.all(
    pairs.map(async ({ peering, region }) => {
      const query = { peeringName: peering, direction: "INCOMING", region };
      const routes = await listAll(tenant, `global/networks/${network.name}/listPeeringRoutes`, query);
      return exchangedRoutes.parse({ network: asked.id, peering, region, routes });
    }),
  );
}
