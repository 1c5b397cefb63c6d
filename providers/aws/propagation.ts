import {
  DisableVgwRoutePropagationCommand,
  type RouteTable as Ec2RouteTable,
  EnableVgwRoutePropagationCommand,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { NotYetVisible } from "../../core/faults.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { readVpcRouteTables } from "./route-tables.ts";
import { toRouteTables } from "./translate.ts";
import { readGateway } from "./vpn-inventory.ts";

/** Lets every table that serves the VPC take the gateway's routes; what took them before is not ours. */
export async function propagateRoutes(ec2: Ec2Clients, { near }: VpnEnd): Promise<readonly OwnedObject[]> {
  const { network } = near;
  const gateway = await readGateway(ec2, network);
  if (gateway?.phase !== "ready") throw new NotYetVisible(`${network} has no vpn gateway attached yet`);
  const tables = await servingTables(ec2, network);
  for (const { RouteTableId } of tables.filter((table) => !takesRoutes(table, gateway.id))) {
    const command = new EnableVgwRoutePropagationCommand({ RouteTableId, GatewayId: gateway.id });
    await attempt(`let ${RouteTableId} of ${network} take routes from ${gateway.id}`, () =>
      ec2.at(locate(network)).send(command),
    );
  }
  // Where the gateway is ours nobody else can have let a table take its routes.
  const owned = gateway.ours ? tables : tables.filter((table) => !takesRoutes(table, gateway.id));
  return owned.map(({ RouteTableId: id = "" }) => ({ kind: "propagation", id, network }));
}

/** None of some tables takes routes of the gateway that is attached any more; where there is none, none does. */
export async function stopPropagationTo(ec2: Ec2Clients, network: NetworkId, tables: readonly string[]): Promise<void> {
  if (tables.length === 0) return;
  const gateway = await readGateway(ec2, network);
  if (gateway !== undefined) await stopPropagation(ec2, network, gateway.id, new Set(tables));
}

/** No table takes routes of the gateway any more, or none of those that are named. */
export async function stopPropagation(
  ec2: Ec2Clients,
  network: NetworkId,
  gateway: string,
  only?: ReadonlySet<string>,
): Promise<void> {
  const place = locate(network);
  const tables = await attempt(`read the route tables of ${network}`, () =>
    readVpcRouteTables(ec2, place, [place.localId]),
  );
  const taking = tables.filter((table) => takesRoutes(table, gateway) && (only?.has(table.RouteTableId ?? "") ?? true));
  for (const { RouteTableId } of taking) {
    await attempt(`let ${RouteTableId} of ${network} take no routes from ${gateway}`, () =>
      ec2.at(place).send(new DisableVgwRoutePropagationCommand({ RouteTableId, GatewayId: gateway })),
    );
  }
}

/** The tables of a VPC that serve subnets, and its main one. */
export async function servingTables(ec2: Ec2Clients, network: NetworkId): Promise<readonly Ec2RouteTable[]> {
  const place = locate(network);
  const tables = await attempt(`read the route tables of ${network}`, () =>
    readVpcRouteTables(ec2, place, [place.localId]),
  );
  const serving = new Set(toRouteTables(tables, []).map(({ id }) => id));
  return tables.filter(({ RouteTableId = "" }) => serving.has(RouteTableId));
}

export function takesRoutes({ PropagatingVgws = [] }: Ec2RouteTable, gateway: string): boolean {
  return PropagatingVgws.some(({ GatewayId }) => GatewayId === gateway);
}
