import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { describeAction } from "./describe.ts";
import { dependencyViolation, invalidValue } from "./errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import type { RouteTable, Tags } from "./resources.ts";
import { renderRoutes, type ShownRoute, shownRoutes } from "./routes.ts";
import type { Ec2State, Place } from "./state.ts";
import { readTagSpecification, tagSet } from "./tags.ts";
import { propagatingGateways } from "./vpn/route-propagation.ts";
import { list, type XmlTree } from "./xml.ts";

export const routeTableActions: Readonly<Record<string, Ec2Action>> = {
  CreateRouteTable: {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "VpcId", "ClientToken"],
    run(call) {
      const { state, place, form } = call;
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const tags = readTagSpecification(form, "route-table");
      const table = newTable(state, vpc.id, tags);
      place.routeTables.set(table.id, table);
      return { routeTable: renderTable(table, call), clientToken: text(form, "ClientToken") };
    },
  },
  DescribeRouteTables: describeAction<RouteTable>({
    type: "route-table",
    ids: "RouteTableId",
    set: "routeTableSet",
    largestPage: 100,
    rows: ({ place }) => [...place.routeTables.values()],
    idOf: (table) => table.id,
    tagsOf: (table) => table.tags,
    render: renderTable,
    filters(call) {
      const ofRoutes = (read: (route: ShownRoute) => string | undefined) => (table: RouteTable) =>
        shownRoutes(call, table).map(read);
      return {
        "route-table-id": (table) => [table.id],
        "vpc-id": (table) => [table.vpcId],
        "owner-id": () => [call.place.account],
        "association.main": (table) => associationsOf(table).map((association) => association.main),
        "association.subnet-id": (table) => [...table.associations.values()],
        "association.route-table-id": (table) => associationsOf(table).map(() => table.id),
        "association.route-table-association-id": (table) => associationsOf(table).map((association) => association.id),
        "route.destination-cidr-block": ofRoutes((route) => route.destinationCidrBlock),
        "route.destination-ipv6-cidr-block": ofRoutes((route) => route.destinationIpv6CidrBlock),
        "route.destination-prefix-list-id": ofRoutes((route) => route.destinationPrefixListId),
        "route.gateway-id": ofRoutes((route) => route.gatewayId),
        "route.nat-gateway-id": ofRoutes((route) => route.natGatewayId),
        "route.transit-gateway-id": ofRoutes((route) => route.transitGatewayId),
        "route.vpc-peering-connection-id": ofRoutes((route) => route.vpcPeeringConnectionId),
        "route.origin": ofRoutes((route) => route.origin),
        "route.state": ofRoutes((route) => route.state),
      };
    },
  }),
  AssociateRouteTable: {
    parameters: [...DRY_RUN, "RouteTableId", "SubnetId"],
    run({ state, place, form }) {
      const table = lookUp(place.routeTables, "route-table", required(form, "RouteTableId"));
      const subnet = lookUp(place.subnets, "subnet", required(form, "SubnetId"));
      if (subnet.vpcId !== table.vpcId) {
        throw invalidValue(`Route table ${table.id} and subnet ${subnet.id} belong to different networks`);
      }
      const known = [...table.associations].find(([, subnetId]) => subnetId === subnet.id);
      const others = [...place.routeTables.values()].filter((other) => other.id !== table.id);
      if (others.some((other) => [...other.associations.values()].includes(subnet.id))) {
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `the specified association for route table ${table.id} conflicts with an existing association`,
        );
      }
      const associationId = known?.[0] ?? state.newId("rtbassoc");
      table.associations.set(associationId, subnet.id);
      return { associationId, associationState: { state: "associated" } };
    },
  },
  DisassociateRouteTable: {
    parameters: [...DRY_RUN, "AssociationId"],
    run({ place, form }) {
      const id = required(form, "AssociationId");
      const tables = [...place.routeTables.values()];
      if (tables.some((table) => table.mainAssociation === id)) {
        throw invalidValue(`cannot disassociate the main route table association ${id}`);
      }
      if (!tables.some((table) => table.associations.delete(id))) {
        throw new AwsError("InvalidAssociationID.NotFound", `The association ID '${id}' does not exist`);
      }
      return DONE;
    },
  },
  DeleteRouteTable: {
    parameters: [...DRY_RUN, "RouteTableId"],
    run({ place, form }) {
      const table = lookUp(place.routeTables, "route-table", required(form, "RouteTableId"));
      if (associationsOf(table).length > 0) {
        throw dependencyViolation(`The routeTable '${table.id}' has dependencies and cannot be deleted.`);
      }
      place.routeTables.delete(table.id);
      return DONE;
    },
  },
};

export function createMainRouteTable(state: Ec2State, place: Place, vpcId: string): void {
  const table = { ...newTable(state, vpcId, new Map()), mainAssociation: state.newId("rtbassoc") };
  place.routeTables.set(table.id, table);
}

function newTable(state: Ec2State, vpcId: string, tags: Tags): RouteTable {
  return {
    id: state.newResourceId("route-table"),
    vpcId,
    routes: [],
    associations: new Map(),
    propagating: new Set(),
    tags,
  };
}

function associationsOf({ mainAssociation, associations }: RouteTable) {
  const explicit = [...associations].map(([id, subnetId]) => ({ id, main: false, subnetId }));
  return mainAssociation === undefined
    ? explicit
    : [{ id: mainAssociation, main: true, subnetId: undefined }, ...explicit];
}

function renderTable(table: RouteTable, call: Ec2Call): XmlTree {
  const associations = associationsOf(table).map(({ id, main, subnetId }) => ({
    routeTableAssociationId: id,
    routeTableId: table.id,
    subnetId,
    main,
    associationState: { state: "associated" },
  }));
  return {
    routeTableId: table.id,
    vpcId: table.vpcId,
    ownerId: call.place.account,
    routeSet: renderRoutes(call, table),
    associationSet: list(associations),
    propagatingVgwSet: list(propagatingGateways(call, table).map((gatewayId) => ({ gatewayId }))),
    tagSet: tagSet(table.tags),
  };
}
