import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { canonicalIpv4, canonicalIpv6, covers } from "./cidr.ts";
import { invalidCombination, invalidValue, missingParameter } from "./errors.ts";
import { DRY_RUN, type Form, required, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import type { RouteDestination, RouteTable, RouteTarget } from "./resources.ts";
import { readTarget, TARGETS } from "./route-targets.ts";
import { routeDestination } from "./routes.ts";
import { blocksOf } from "./vpc-blocks.ts";

const DESTINATION = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];
const PARAMETERS = [...DRY_RUN, "RouteTableId", ...DESTINATION, ...TARGETS];

export const routeActions: Readonly<Record<string, Ec2Action>> = {
  CreateRoute: {
    parameters: PARAMETERS,
    run(call) {
      const { table, destination, name } = readRoute(call);
      const target = readTarget(call, table);
      // A destination is a route's identity. AWS answers this for a second route with any target as far as is known:
      // ansible/ansible#59863, hashicorp/terraform-provider-aws#23866 (the VPC's own block), floci-io/floci#2524.
      if (findRoute(table, name) !== undefined || localBlocks(call, table).includes(name)) {
        throw new AwsError("RouteAlreadyExists", `The route identified by ${name} already exists.`);
      }
      refuseInsideVpc(call, table, name, target);
      refuseTooMany(call, table, destination);
      table.routes.push({ destination, target });
      return DONE;
    },
  },
  ReplaceRoute: {
    parameters: PARAMETERS,
    run(call) {
      const { table, name } = readRoute(call);
      const target = readTarget(call, table);
      const route = findRoute(table, name);
      if (route === undefined) {
        throw invalidValue(`There is no route defined for '${name}' in the route table. Use CreateRoute instead.`);
      }
      refuseInsideVpc(call, table, name, target);
      route.target = target;
      return DONE;
    },
  },
  DeleteRoute: {
    parameters: [...DRY_RUN, "RouteTableId", ...DESTINATION],
    run(call) {
      const { table, name } = readRoute(call);
      if (localBlocks(call, table).includes(name)) {
        throw invalidValue(`cannot remove local route ${name} in route table ${table.id}`);
      }
      const route = findRoute(table, name);
      if (route === undefined) {
        throw new AwsError(
          "InvalidRoute.NotFound",
          `no route with destination-cidr-block ${name} in route table ${table.id}`,
        );
      }
      table.routes.splice(table.routes.indexOf(route), 1);
      return DONE;
    },
  },
};

function readRoute({ place, form }: Ec2Call) {
  const table = lookUp(place.routeTables, "route-table", required(form, "RouteTableId"));
  const destination = readDestination(form);
  return { table, destination, name: routeDestination({ destination }) };
}

/** AWS brings blocks into canonical form: 100.68.0.18/18 becomes 100.68.0.0/18 (API reference of CreateRoute). */
function readDestination(form: Form): RouteDestination {
  const given = DESTINATION.filter((name) => text(form, name) !== undefined);
  const [name] = given;
  if (name === undefined) throw missingParameter("destinationCidrBlock");
  if (given.length > 1) throw invalidCombination(`The parameters ${given.join(" and ")} cannot be used together`);
  const asked = required(form, name);
  if (name === "DestinationPrefixListId") return { destinationPrefixListId: asked };
  const cidr = name === "DestinationCidrBlock" ? canonicalIpv4(asked) : canonicalIpv6(asked);
  if (cidr === undefined) {
    throw invalidValue(`Value (${asked}) for parameter ${name} is invalid. This is not a valid CIDR block.`);
  }
  return name === "DestinationCidrBlock" ? { destinationCidrBlock: cidr } : { destinationIpv6CidrBlock: cidr };
}

function findRoute(table: RouteTable, name: string) {
  return table.routes.find((route) => routeDestination(route) === name);
}

function localBlocks({ place }: Ec2Call, table: RouteTable): string[] {
  const vpc = place.vpcs.get(table.vpcId);
  return vpc === undefined ? [] : blocksOf(vpc);
}

/**
 * Inside the VPC's own blocks a route may only turn traffic for a whole subnet aside to a middlebox: a network
 * interface, a NAT gateway or a Gateway Load Balancer endpoint ("Configure route tables", since 2021).
 */
function refuseInsideVpc(call: Ec2Call, table: RouteTable, name: string, target: RouteTarget): void {
  if (!name.includes("/") || !localBlocks(call, table).some((block) => covers(block, name))) return;
  const middlebox =
    target.networkInterfaceId !== undefined ||
    target.natGatewayId !== undefined ||
    target.gatewayId?.startsWith("vpce-") === true;
  if (!middlebox) {
    throw invalidValue(
      `The destination CIDR block ${name} is equal to or more specific than one of this VPC's CIDR blocks. ` +
        "This route can target only an interface or an instance.",
    );
  }
  const subnets = [...call.place.subnets.values()].filter((subnet) => subnet.vpcId === table.vpcId);
  if (!subnets.some((subnet) => [subnet.cidr, ...subnet.ipv6].includes(name))) {
    throw invalidValue(`The destination CIDR block ${name} does not match the CIDR block of a subnet of the VPC.`);
  }
}

/** IPv4 and IPv6 count apart; a prefix list counts as one with the IPv4 routes. */
function refuseTooMany({ state }: Ec2Call, table: RouteTable, destination: RouteDestination): void {
  const ipv6 = destination.destinationIpv6CidrBlock !== undefined;
  const alike = table.routes.filter((route) => (route.destination.destinationIpv6CidrBlock !== undefined) === ipv6);
  if (alike.length >= state.limits.routesPerTable) {
    throw new AwsError("RouteLimitExceeded", `The maximum number of routes has been reached: ${alike.length}`);
  }
}
