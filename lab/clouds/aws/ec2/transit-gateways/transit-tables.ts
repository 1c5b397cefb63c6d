import { AwsError } from "../../aws-error.ts";
import type { Ec2Action, Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { DRY_RUN, required } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import { tagSet } from "../tags.ts";
import type { XmlTree } from "../xml.ts";
import { type Attachment, attachmentsOf, tableOf } from "./attachments.ts";
import { findTransitGateway, makeTable, refuseUnlessAvailable } from "./transit-gateways.ts";
import type { TransitTable } from "./transit-resources.ts";

const PAIR = [...DRY_RUN, "TransitGatewayRouteTableId", "TransitGatewayAttachmentId"];

export const transitTableActions: Readonly<Record<string, Ec2Action>> = {
  CreateTransitGatewayRouteTable: {
    parameters: [...DRY_RUN, "TransitGatewayId"],
    run(call) {
      const gateway = findTransitGateway(call, required(call.form, "TransitGatewayId"));
      refuseUnlessAvailable(call, gateway);
      return { transitGatewayRouteTable: renderTable(makeTable(call, gateway.id), call) };
    },
  },
  DescribeTransitGatewayRouteTables: describeAction<TransitTable>({
    type: "transit-gateway-route-table",
    ids: "TransitGatewayRouteTableIds",
    set: "transitGatewayRouteTables",
    rows: ({ place }) => [...place.transit.tables.values()].filter((table) => !isGone(table, place.transit.gateways)),
    idOf: (table) => table.id,
    tagsOf: (table) => table.tags,
    render: renderTable,
    filters: ({ place }) => ({
      "default-association-route-table": (table) => [isDefault(table, place.transit.gateways, "associates")],
      "default-propagation-route-table": (table) => [isDefault(table, place.transit.gateways, "propagates")],
      state: () => ["available"],
      "transit-gateway-id": ({ gatewayId }) => [gatewayId],
      "transit-gateway-route-table-id": ({ id }) => [id],
    }),
  }),
  AssociateTransitGatewayRouteTable: {
    parameters: PAIR,
    run(call) {
      const { table, attachment } = readPair(call);
      const present = tableOf(call.place, attachment.id);
      if (present !== undefined) {
        throw new AwsError("Resource.AlreadyAssociated", `${attachment.id} is already associated to ${present}.`);
      }
      table.associated.add(attachment.id);
      return { association: renderLink(table, attachment, "associated") };
    },
  },
  DisassociateTransitGatewayRouteTable: {
    parameters: PAIR,
    run(call) {
      const { table, attachment } = readPair(call);
      if (!table.associated.delete(attachment.id)) {
        throw new AwsError("InvalidAssociation.NotFound", `${attachment.id} is not associated to ${table.id}.`);
      }
      return { association: renderLink(table, attachment, "disassociating") };
    },
  },
  EnableTransitGatewayRouteTablePropagation: {
    parameters: PAIR,
    run(call) {
      const { table, attachment } = readPair(call);
      if (table.propagating.has(attachment.id)) {
        throw new AwsError(
          "TransitGatewayRouteTablePropagation.Duplicate",
          `Propagation of ${attachment.id} to ${table.id} exists already.`,
        );
      }
      table.propagating.add(attachment.id);
      return { propagation: renderLink(table, attachment, "enabled") };
    },
  },
  DisableTransitGatewayRouteTablePropagation: {
    parameters: PAIR,
    run(call) {
      const { table, attachment } = readPair(call);
      if (!table.propagating.delete(attachment.id)) {
        throw new AwsError(
          "TransitGatewayRouteTablePropagation.NotFound",
          `Propagation of ${attachment.id} to ${table.id} does not exist.`,
        );
      }
      return { propagation: renderLink(table, attachment, "disabling") };
    },
  },
};

function readPair(call: Ec2Call): { table: TransitTable; attachment: Attachment } {
  const { place, form } = call;
  const tableId = required(form, "TransitGatewayRouteTableId");
  const table = lookUp(place.transit.tables, "transit-gateway-route-table", tableId);
  const id = required(form, "TransitGatewayAttachmentId");
  const attachment = attachmentsOf(call).find((one) => one.id === id && one.gatewayId === table.gatewayId);
  if (attachment === undefined) throw notFound("transit-gateway-attachment", id);
  if (attachment.state !== "available") {
    throw new AwsError("IncorrectState", `${id} is in invalid state: ${attachment.state}.`);
  }
  return { table, attachment };
}

type Gateways = Ec2Call["place"]["transit"]["gateways"];

function isGone({ gatewayId }: TransitTable, gateways: Gateways): boolean {
  return gateways.get(gatewayId)?.deletedAt !== undefined;
}

function isDefault(table: TransitTable, gateways: Gateways, use: "associates" | "propagates"): boolean {
  return gateways.get(table.gatewayId)?.[use] === table.id;
}

function renderTable(table: TransitTable, { place }: Ec2Call): XmlTree {
  return {
    ...{ transitGatewayRouteTableId: table.id, transitGatewayId: table.gatewayId, state: "available" },
    defaultAssociationRouteTable: isDefault(table, place.transit.gateways, "associates"),
    defaultPropagationRouteTable: isDefault(table, place.transit.gateways, "propagates"),
    ...{ creationTime: new Date(table.createdAt).toISOString(), tagSet: tagSet(table.tags) },
  };
}

function renderLink(table: TransitTable, { id, resourceId, kind }: Attachment, state: string): XmlTree {
  return {
    ...{ transitGatewayRouteTableId: table.id, transitGatewayAttachmentId: id },
    ...{ resourceId, resourceType: kind, state },
  };
}
