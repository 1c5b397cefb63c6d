import type { RouteTable, Subnet } from "@aws-sdk/client-ec2";
import { comparePrefixes, prefix } from "../../../../core/address-space/prefix.ts";
import type { Pod } from "../../site.ts";
import { podAddress } from "../addresses.ts";
import type { AwsDocuments } from "./documents.ts";
import { guardsOf, packetFilter } from "./packet-filter.ts";

/** One pod a subnet, in the order of the subnets' prefixes. */
export function podsOf(
  { subnets, routeTables, securityGroups }: AwsDocuments,
  { name, vpcId }: { readonly name: string; readonly vpcId: string },
): Pod[] {
  const own = subnets.filter(({ VpcId, CidrBlock }) => VpcId === vpcId && CidrBlock !== undefined).toSorted(byPrefix);
  const tables = routeTables.filter(({ VpcId }) => VpcId === vpcId);
  const guards = guardsOf(securityGroups.filter(({ VpcId }) => VpcId === vpcId));
  const addresses = own.map(addressOf);
  const filter = packetFilter(guards, addresses);
  return own.map((subnet, at) => ({
    ...{ name: `${name}-${at + 1}`, address: addressOf(subnet), table: tableOf(tables, subnet) },
    filters: [filter],
  }));
}

function byPrefix(one: Subnet, other: Subnet): number {
  return comparePrefixes(prefix(one.CidrBlock ?? ""), prefix(other.CidrBlock ?? ""));
}

function addressOf({ CidrBlock = "" }: Subnet): string {
  return podAddress(CidrBlock);
}

/** A subnet that is associated with no table is routed by the main one. */
function tableOf(tables: readonly RouteTable[], { SubnetId }: Subnet): string {
  const associated = tables.find(({ Associations = [] }) => Associations.some((one) => one.SubnetId === SubnetId));
  const main = tables.find(({ Associations = [] }) => Associations.some((one) => one.Main === true));
  return (associated ?? main)?.RouteTableId ?? "";
}
