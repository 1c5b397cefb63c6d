import * as z from "zod";
import type { Lab } from "../../lab.ts";
import { AzureTenant } from "../../scenarios/azure-tenant.ts";
import type { Asked } from "../adapters/asked.ts";
import {
  type AzureDocuments,
  type Connection,
  connection,
  gateway,
  localGateway,
  securityGroup,
  type Vnet,
  type VnetGateway,
  vnet,
} from "../adapters/azure/documents.ts";
import { gatewaysIn } from "../adapters/azure/gateways.ts";

const named = z.object({ id: z.string() });
const page = z.object({ value: z.array(z.unknown()), nextLink: z.string().optional() });

/** What Resource Manager tells the owner of a subscription about some of its networks, and about their gateways. */
export async function readAzure(lab: Lab, subscription: string, networks: readonly Asked[]): Promise<AzureDocuments> {
  const tenant = new AzureTenant(lab, subscription);
  const [vnets, gateways] = await Promise.all([
    Promise.all(networks.map(async ({ id }) => vnet.parse(await tenant.ask("GET", id)))),
    readGateways(tenant),
  ]);
  const [securityGroups, connections] = await Promise.all([
    readSecurityGroups(tenant, vnets),
    readConnections(
      tenant,
      vnets.flatMap((one) => gatewaysIn({ gateways }, one)),
    ),
  ]);
  const localGateways = await readLocalGateways(tenant, connections);
  return { vnets, securityGroups, gateways, connections, localGateways };
}

/** A gateway may be in another group than its network, and lists are by group. */
async function readGateways(tenant: AzureTenant): Promise<VnetGateway[]> {
  const groups = await list(tenant, `/subscriptions/${tenant.subscription}/resourceGroups`);
  const lists = groups.map((group) =>
    list(tenant, `${named.parse(group).id}/providers/Microsoft.Network/virtualNetworkGateways`),
  );
  return z.array(gateway).parse((await Promise.all(lists)).flat());
}

function readSecurityGroups(tenant: AzureTenant, vnets: readonly Vnet[]) {
  const subnets = vnets.flatMap(({ properties }) => properties.subnets);
  const ids = subnets.flatMap(({ properties }) => properties.networkSecurityGroup?.id ?? []);
  return readEach(tenant, ids, securityGroup);
}

/** The list of a gateway's connections leaves their states out, and no answer but that of `sharedkey` has the key. */
async function readConnections(tenant: AzureTenant, gateways: readonly VnetGateway[]): Promise<Connection[]> {
  const lists = gateways.map(({ id }) => list(tenant, `${id}/connections`));
  const found = (await Promise.all(lists)).flat().map((one) => named.parse(one).id);
  const whole = found.map(async (id) => {
    const [answer, sharedKey] = await Promise.all([tenant.ask("GET", id), tenant.ask("GET", `${id}/sharedkey`)]);
    return connection.parse({ ...z.looseObject({}).parse(answer), sharedKey });
  });
  return Promise.all(whole);
}

function readLocalGateways(tenant: AzureTenant, connections: readonly Connection[]) {
  const ids = connections.flatMap(({ properties }) => properties.localNetworkGateway2?.id ?? []);
  return readEach(tenant, ids, localGateway);
}

function readEach<T>(tenant: AzureTenant, ids: readonly string[], answer: z.ZodType<T>): Promise<T[]> {
  return Promise.all([...new Set(ids)].map(async (id) => answer.parse(await tenant.ask("GET", id))));
}

async function list(tenant: AzureTenant, path: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  let next: string | undefined = path;
  while (next !== undefined) {
    const { value, nextLink }: z.infer<typeof page> = page.parse(await tenant.ask("GET", next));
    all.push(...value);
    next = nextLink === undefined ? undefined : withinHost(nextLink);
  }
  return all;
}

/** A link has its version already: after the `#`, the one that the tenant adds is not sent. */
function withinHost(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}#`;
}
