import { DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";
import { hub } from "./accounts.ts";
import type { Resident, Wish } from "./demo-parts.ts";
import { Tenant } from "./tenant.ts";

/** Two EKS clusters that want to be joined, in two accounts and regions, and a third network that overlaps the first. */
export interface EksWorld {
  readonly payments: EksResident;
  readonly orders: EksResident;
  readonly legacy: EksResident;
}

export interface EksResident extends Resident {
  readonly tenant: Tenant;
}

export async function buildEksWorld(lab: Lab): Promise<EksWorld> {
  const here = new Tenant(lab.endpoint, hub);
  const there = new Tenant(lab.endpoint, { account: "222222222222", region: "eu-west-1" });
  const resident = (name: string, tenant: Tenant, id: NetworkId): EksResident => ({
    ...{ name, id, tenant },
    status: () => tenant.tagOf(id, "crosspeer:status"),
    allow: () => tenant.tagOf(id, "crosspeer:allow"),
  });
  const cluster = async (name: string, tenant: Tenant, block: string, pods: string): Promise<EksResident> => {
    const subnets = [...[0, 1, 2].map((index) => `${block}.${index * 16}.0/20`), `${pods}.0.0/20`];
    const id = await tenant.buildNetwork({ prefixes: [`${block}.0.0/16`, `${pods}.0.0/16`], subnets });
    lab.ec2.createEksCluster({ ...tenant.place, vpcId: locate(id).localId, name });
    return resident(name, tenant, id);
  };
  const legacy = await there.buildNetwork({ prefixes: ["10.0.128.0/17"], subnets: ["10.0.128.0/20"] });
  return {
    payments: await cluster("payments", here, "10.0", "100.64"),
    orders: await cluster("orders", there, "10.1", "100.65"),
    legacy: resident("legacy", there, legacy),
  };
}

/** What the platform team does: three calls of the EC2 API, the last one when the first two have been heard of. */
export async function tagEksWorld({ payments, orders, legacy }: EksWorld, lab: Lab): Promise<void> {
  await orders.tenant.tag(orders.id, {
    ...{ "crosspeer:name": "orders", "crosspeer:accept": "payments", "crosspeer:allow": "tcp:443 icmp" },
  });
  await legacy.tenant.tag(legacy.id, { "crosspeer:name": "legacy", "crosspeer:accept": "payments" });
  await lab.settle();
  await payments.tenant.tag(payments.id, { "crosspeer:name": "payments", "crosspeer:connect": "orders legacy" });
}

export function eksWishes({ payments, orders, legacy }: EksWorld): readonly Wish[] {
  return [
    { between: [payments, orders], ends: "active" },
    { between: [payments, legacy], ends: "overlap" },
  ];
}

export interface RouteRow {
  readonly network: string;
  readonly table: string;
  readonly destination: string;
  readonly target: string;
  readonly state: string;
}

/** Every route to a peering, as EC2 tells it. */
export async function peeringRoutes({ name, id, tenant }: EksResident): Promise<readonly RouteRow[]> {
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
