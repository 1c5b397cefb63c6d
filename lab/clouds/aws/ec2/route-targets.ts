import type { Ec2Call } from "./action.ts";
import { invalidCombination, invalidValue, missingParameter } from "./errors.ts";
import { required, text } from "./form.ts";
import { isId, lookUp, notFound } from "./ids.ts";
import { findPeering, isLive, peeringStatus, sideAt } from "./peering.ts";
import type { RouteTable, RouteTarget } from "./resources.ts";
import { isPluggedIn } from "./transit-gateways/vpc-attachments.ts";
import { findVpnGateway } from "./vpn/vpn-gateways.ts";
import { isAttachedTo } from "./vpn/vpn-states.ts";

interface TargetForm {
  readonly prefixes: readonly string[];
  readonly element: keyof RouteTarget;
}

/** Gateway Load Balancer endpoints come back as a gateway id. */
const FORMS: Readonly<Record<string, TargetForm>> = {
  GatewayId: { prefixes: ["igw", "vgw"], element: "gatewayId" },
  VpcEndpointId: { prefixes: ["vpce"], element: "gatewayId" },
  NatGatewayId: { prefixes: ["nat"], element: "natGatewayId" },
  TransitGatewayId: { prefixes: ["tgw"], element: "transitGatewayId" },
  NetworkInterfaceId: { prefixes: ["eni"], element: "networkInterfaceId" },
  EgressOnlyInternetGatewayId: { prefixes: ["eigw"], element: "egressOnlyInternetGatewayId" },
  VpcPeeringConnectionId: { prefixes: ["pcx"], element: "vpcPeeringConnectionId" },
};

/** The parameters that name a target. */
export const TARGETS = Object.keys(FORMS);

/** Peerings and gateways of all kinds must exist and belong to the table's VPC; ids of other kinds are taken as they come. */
export function readTarget(call: Ec2Call, table: RouteTable): RouteTarget {
  const given = Object.entries(FORMS).filter(([name]) => text(call.form, name) !== undefined);
  const [entry] = given;
  if (entry === undefined) throw missingParameter("a target of the route");
  if (given.length > 1) throw invalidCombination("Exactly one target of the route must be specified");
  const [name, { prefixes, element }] = entry;
  const id = required(call.form, name);
  if (!prefixes.some((prefix) => isId(id, prefix))) {
    throw invalidValue(`Invalid id: "${id}" (expecting ${prefixes.map((prefix) => `"${prefix}-..."`).join(" or ")})`);
  }
  if (element === "vpcPeeringConnectionId") refusePeering(call, table, id);
  if (id.startsWith("igw-")) refuseGateway(call, table, id);
  if (id.startsWith("vgw-")) refuseVpnGateway(call, table, id);
  if (element === "transitGatewayId") refuseTransitGateway(call, table, id);
  return { [element]: id };
}

/** AWS takes routes over a peering that is not active yet; one that has ended is as good as gone. */
function refusePeering({ state, place }: Ec2Call, table: RouteTable, id: string): void {
  const peering = findPeering(state, place, id);
  if (!isLive(peeringStatus(peering, state.clock.now()).code)) throw notFound("vpc-peering-connection", id);
  if (sideAt(peering, place).every((side) => side.vpcId !== table.vpcId)) {
    throw invalidValue(`route table ${table.id} and VPC peering connection ${id} belong to different networks`);
  }
}

function refuseVpnGateway(call: Ec2Call, table: RouteTable, id: string): void {
  if (!isAttachedTo(findVpnGateway(call, id), table.vpcId, call.state.clock.now())) {
    throw invalidValue(`route table ${table.id} and network gateway ${id} belong to different networks`);
  }
}

/** AWS says that a transit gateway does not exist while the VPC is not attached: hashicorp/terraform-provider-aws#10025. */
function refuseTransitGateway({ state, place }: Ec2Call, table: RouteTable, id: string): void {
  if (!isPluggedIn(state, place, id, table.vpcId)) throw notFound("transit-gateway", id);
}

function refuseGateway({ place }: Ec2Call, table: RouteTable, id: string): void {
  const gateway = lookUp(place.gateways, "internet-gateway", id);
  if (gateway.vpcId !== table.vpcId) {
    throw invalidValue(`route table ${table.id} and network gateway ${id} belong to different networks`);
  }
}
