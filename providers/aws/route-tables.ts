import { type RouteTable as Ec2RouteTable, paginateDescribeRouteTables } from "@aws-sdk/client-ec2";
import type { Prefix } from "../../core/address-space/prefix.ts";
import type { Route, RouteTable } from "../../core/connection/network.ts";
import { locate, type NetworkId, type Place, placeKey } from "../../core/connection/network-id.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { collect, collectFor } from "./pages.ts";
import { byPlace, type LocalNetworks } from "./places.ts";
import { toRouteTables } from "./translate.ts";
import { toRoute } from "./translate-route.ts";

/** The most route tables that EC2 gives in a page. */
const most = 100;

/** The tables of networks that need routes. Subnets are those of associations only: the rest would cost another call. */
export async function readRouteTables(
  ec2: Ec2Clients,
  networks: readonly NetworkId[],
): Promise<ReadonlyMap<NetworkId, readonly RouteTable[]>> {
  const found = await Promise.all(byPlace(networks).map((local) => readLocal(ec2, local)));
  return new Map(found.flat());
}

/** EC2's own account of every table of some VPCs of one place. */
export function readVpcRouteTables(ec2: Ec2Clients, place: Place, ids: readonly string[]): Promise<Ec2RouteTable[]> {
  return collectFor(
    ids,
    (Values) => paginateDescribeRouteTables(ec2.paged(place, most), { Filters: [{ Name: "vpc-id", Values }] }),
    ({ RouteTables }) => RouteTables,
  );
}

/** What a table says of a prefix. */
export async function readRoute(
  ec2: Ec2Clients,
  network: NetworkId,
  table: string,
  destination: Prefix,
): Promise<Route | undefined> {
  const input = { Filters: [{ Name: "route-table-id", Values: [table] }] };
  const tables = await collect(
    paginateDescribeRouteTables(ec2.paged(locate(network), most), input),
    ({ RouteTables }) => RouteTables,
  );
  return tables
    .filter(({ RouteTableId }) => RouteTableId === table)
    .flatMap(({ Routes }) => (Routes ?? []).flatMap((route) => toRoute(route) ?? []))
    .find((route) => route.destination === destination);
}

async function readLocal(
  ec2: Ec2Clients,
  { place, ids }: LocalNetworks,
): Promise<readonly (readonly [NetworkId, readonly RouteTable[]])[]> {
  const tables = await attempt(`read the route tables of ${placeKey(place)}`, () =>
    readVpcRouteTables(ec2, place, [...ids.keys()]),
  );
  return [...ids].map(([localId, id]) => [
    id,
    toRouteTables(
      tables.filter(({ VpcId }) => VpcId === localId),
      [],
    ),
  ]);
}
