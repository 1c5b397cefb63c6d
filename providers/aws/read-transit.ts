import {
  paginateSearchTransitGatewayRoutes,
  type TransitGatewayAttachment,
  type TransitGatewayRoute,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { ObservedVpn } from "../../core/tunnels/observed-vpn.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { collect } from "./pages.ts";
import { servingTables } from "./propagation.ts";
import { findPlugs, resourceFilter, viewTransit } from "./transit-inventory.ts";
import { lacksRoutes, strayRoutes } from "./transit-routes.ts";
import { toTransitGateway } from "./translate-transit.ts";

/** What lies between a VPC and its VPN connections: gateway, learned prefixes, and what differs of them. */
export type Between = Pick<ObservedVpn, "gateway" | "differences" | "mendable" | "learned">;

/**
 * Reads a transit gateway back, both ways: what the VPC's traffic meets there, and what the far side is told of the VPC.
 *
 * @param connections those of this end
 */
export async function readTransit(
  ec2: Ec2Clients,
  { near, far }: VpnEnd,
  id: string,
  connections: readonly VpnConnection[],
): Promise<Between> {
  const { network } = near;
  const vpns = connections.flatMap(({ VpnConnectionId }) => VpnConnectionId ?? []);
  const [view, tables, plugs] = await Promise.all([
    viewTransit(ec2, network, id),
    servingTables(ec2, network),
    vpns.length === 0 ? [] : findPlugs(ec2, network, [resourceFilter(...vpns)]),
  ]);
  const gateway = toTransitGateway(view);
  const { attachment } = view;
  // Not attached any more is not built: then it is attached again.
  if (attachment === undefined) return gateway.unsuitable ? bare(gateway) : { differences: [], learned: [] };
  if (vpns.length === 0) return bare(gateway);

  const routes = await readRoutes(ec2, network, [attachment, ...plugs], [locate(network).localId, ...vpns]);
  const there = routes.get(tableOf(attachment)) ?? [];
  const learned = prefixesTo(there, vpns);
  return {
    gateway,
    differences: [
      ...[attachment, ...plugs].flatMap((plug) => plugDifferences(plug, id)),
      ...strayRoutes(tables, far.prefixes, id),
      ...silences({ id, connections, attachment, learned, wanted: far.prefixes }),
      ...untold({ id, plugs, routes, vpc: locate(network).localId, prefixes: near.prefixes }),
    ],
    ...(lacksRoutes(tables, far.prefixes) ? { mendable: true } : {}),
    learned,
  };
}

function bare(gateway: ObservedVpn["gateway"] & object): Between {
  return { gateway, differences: [], learned: [] };
}

type Table = string | undefined;
type Routes = ReadonlyMap<Table, readonly TransitGatewayRoute[]>;

/** The routes of the tables that attachments are associated with, as far as they lead to the resources. */
async function readRoutes(
  ec2: Ec2Clients,
  network: NetworkId,
  plugs: readonly TransitGatewayAttachment[],
  resources: readonly string[],
): Promise<Routes> {
  const tables = [...new Set(plugs.flatMap((plug) => tableOf(plug) ?? []))];
  const Filters = [
    { Name: "attachment.resource-id", Values: [...resources] },
    { Name: "state", Values: ["active"] },
  ];
  const found = await Promise.all(
    tables.map((TransitGatewayRouteTableId) =>
      attempt(`read the routes of ${TransitGatewayRouteTableId} for ${network}`, () =>
        collect(
          paginateSearchTransitGatewayRoutes(ec2.paged(locate(network)), { TransitGatewayRouteTableId, Filters }),
          ({ Routes }) => Routes,
        ),
      ),
    ),
  );
  return new Map(tables.map((table, index) => [table, found[index] ?? []]));
}

function tableOf({ Association }: TransitGatewayAttachment): Table {
  return Association?.State === "associated" ? Association.TransitGatewayRouteTableId : undefined;
}

function prefixesTo(routes: readonly TransitGatewayRoute[], resources: readonly string[]): readonly Prefix[] {
  const leading = routes.filter(({ TransitGatewayAttachments = [] }) =>
    TransitGatewayAttachments.some(({ ResourceId = "" }) => resources.includes(ResourceId)),
  );
  return leading.flatMap(({ DestinationCidrBlock = "" }) => {
    const parsed = parsePrefix(DestinationCidrBlock);
    return parsed.ok ? [parsed.prefix] : [];
  });
}

function plugDifferences(plug: TransitGatewayAttachment, id: string): readonly string[] {
  const { TransitGatewayAttachmentId, ResourceId, State } = plug;
  const name = `attachment ${TransitGatewayAttachmentId} of ${ResourceId} to ${id}`;
  if (State !== "available") return [`${name} is ${State}`];
  if (tableOf(plug) !== undefined) return [];
  return [`${name} is associated with no route table: associate it by hand or turn default association on`];
}

interface Hearing {
  readonly id: string;
  readonly connections: readonly VpnConnection[];
  readonly attachment: TransitGatewayAttachment;
  readonly learned: readonly Prefix[];
  readonly wanted: readonly Prefix[];
}

/** The connections have routes, and the table of the VPC has none of them. */
function silences({ id, connections, attachment, learned, wanted }: Hearing): readonly string[] {
  const [table, count] = [tableOf(attachment), acceptedBy(connections)];
  if (table === undefined || count === 0 || wanted.length === 0 || learned.length > 0) return [];
  const names = connections.map(({ VpnConnectionId }) => VpnConnectionId).join(" and ");
  return [`route table ${table} of ${id} takes none of the routes of ${names}: propagation is off`];
}

function acceptedBy(connections: readonly VpnConnection[]): number {
  const counts = connections.flatMap(({ VgwTelemetry = [] }) =>
    VgwTelemetry.map(({ AcceptedRouteCount = 0 }) => AcceptedRouteCount),
  );
  return Math.max(0, ...counts);
}

interface Telling {
  readonly id: string;
  readonly plugs: readonly TransitGatewayAttachment[];
  readonly routes: Routes;
  readonly vpc: string;
  readonly prefixes: readonly Prefix[];
}

/** What the far side is not told, since the tables of the VPN attachments do not know the VPC. */
function untold({ id, plugs, routes, vpc, prefixes }: Telling): readonly string[] {
  const tables = [...new Set(plugs.flatMap((plug) => tableOf(plug) ?? []))];
  return tables.flatMap((table) => {
    const known = prefixesTo(routes.get(table) ?? [], [vpc]);
    const missing = prefixes.find((prefix) => !known.includes(prefix));
    if (missing === undefined) return [];
    return [`route table ${table} of ${id} has no route to ${missing} of ${vpc}: propagation is off`];
  });
}
