import {
  DescribeCustomerGatewaysCommand,
  DescribeVpnConnectionsCommand,
  DescribeVpnGatewaysCommand,
  type EC2Client,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import type { Place } from "../../../core/connection/network-id.ts";
import type { Lab } from "../../lab.ts";
import { Tenant } from "../../scenarios/tenant.ts";
import type { AwsDocuments } from "../adapters/aws/documents.ts";

/** As many as every one of these actions allows on a page. */
const PAGE = 100;

/** What EC2 tells the owner of an account about one region. */
export async function readAws(lab: Lab, place: Place): Promise<AwsDocuments> {
  const { ec2 } = new Tenant(lab.endpoint, place);
  try {
    const [networks, gateways] = await Promise.all([readNetworks(ec2), readGateways(ec2)]);
    return { ...networks, ...gateways };
  } finally {
    ec2.destroy();
  }
}

async function readNetworks(client: EC2Client) {
  const paged = { client, pageSize: PAGE };
  const [vpcs, subnets, routeTables, securityGroups, peerings] = await Promise.all([
    collect(paginateDescribeVpcs(paged, {}), ({ Vpcs }) => Vpcs),
    collect(paginateDescribeSubnets(paged, {}), ({ Subnets }) => Subnets),
    collect(paginateDescribeRouteTables(paged, {}), ({ RouteTables }) => RouteTables),
    collect(paginateDescribeSecurityGroups(paged, {}), ({ SecurityGroups }) => SecurityGroups),
    collect(paginateDescribeVpcPeeringConnections(paged, {}), ({ VpcPeeringConnections }) => VpcPeeringConnections),
  ]);
  return { vpcs, subnets, routeTables, securityGroups, peerings };
}

/** These actions know no pages. */
async function readGateways(client: EC2Client) {
  const [gateways, connections, devices] = await Promise.all([
    client.send(new DescribeVpnGatewaysCommand({})),
    client.send(new DescribeVpnConnectionsCommand({})),
    client.send(new DescribeCustomerGatewaysCommand({})),
  ]);
  return {
    vpnGateways: gateways.VpnGateways ?? [],
    vpnConnections: connections.VpnConnections ?? [],
    customerGateways: devices.CustomerGateways ?? [],
  };
}

async function collect<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => Item[] | undefined) {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}
