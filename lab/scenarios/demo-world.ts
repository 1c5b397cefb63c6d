import { DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";
import { Tenant } from "./tenant.ts";

/** Two clusters that want to be joined, in two accounts and regions, and a third network that overlaps the first. */
export interface DemoWorld {
  readonly payments: Resident;
  readonly orders: Resident;
  readonly legacy: Resident;
}

export interface Resident {
  readonly name: string;
  readonly id: NetworkId;
  readonly tenant: Tenant;
}

export async function buildDemoWorld(lab: Lab): Promise<DemoWorld> {
  const here = new Tenant(lab.endpoint, { account: "111111111111", region: "us-east-1" });
  const there = new Tenant(lab.endpoint, { account: "222222222222", region: "eu-west-1" });
  const cluster = async (name: string, tenant: Tenant, block: string, pods: string): Promise<Resident> => {
    const subnets = [0, 1, 2].map((index) => `${block}.${index * 16}.0/20`);
    const id = await tenant.buildNetwork({ prefixes: [`${block}.0.0/16`, `${pods}.0.0/16`], subnets });
    lab.ec2.createEksCluster({ ...tenant.place, vpcId: locate(id).localId, name });
    return { name, id, tenant };
  };
  return {
    payments: await cluster("payments", here, "10.0", "100.64"),
    orders: await cluster("orders", there, "10.1", "100.65"),
    legacy: {
      name: "legacy",
      id: await there.buildNetwork({ prefixes: ["10.0.128.0/17"], subnets: ["10.0.128.0/20"] }),
      tenant: there,
    },
  };
}

/** What the platform team does: three calls of the EC2 API, the last one when the first two have been heard of. */
export async function tagDemoWorld({ payments, orders, legacy }: DemoWorld, lab: Lab): Promise<void> {
  await orders.tenant.tag(orders.id, { "crosspeer:name": "orders", "crosspeer:accept": "payments" });
  await legacy.tenant.tag(legacy.id, { "crosspeer:name": "legacy", "crosspeer:accept": "payments" });
  await lab.settle();
  await payments.tenant.tag(payments.id, { "crosspeer:name": "payments", "crosspeer:connect": "orders legacy" });
}

export interface RouteRow {
  readonly network: string;
  readonly table: string;
  readonly destination: string;
  readonly target: string;
  readonly state: string;
}

/** Every route to a peering, as EC2 tells it. */
export async function peeringRoutes({ name, id, tenant }: Resident): Promise<readonly RouteRow[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return RouteTables.flatMap(({ RouteTableId = "", Routes = [] }) =>
    Routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined).map((route) => ({
      network: name,
      table: RouteTableId,
      destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? "",
      target: route.VpcPeeringConnectionId ?? "",
      state: route.State ?? "",
    })),
  );
}
