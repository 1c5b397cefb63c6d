import type { Ec2Action } from "../action.ts";
import { missingParameter } from "../errors.ts";
import { filterRows } from "../filters.ts";
import { DRY_RUN, FILTERS, nodes, PAGING, required } from "../form.ts";
import { lookUp } from "../ids.ts";
import { pageOf } from "../paging.ts";
import type { Ec2State, Place } from "../state.ts";
import { sessionVerdict } from "../vpn/vpn-fabric.ts";
import { list, type XmlTree } from "../xml.ts";
import type { Attachment } from "./attachments.ts";
import type { TransitTable } from "./transit-resources.ts";
import { type Given, givers, vpcRoutes } from "./vpc-routes.ts";

/** A route of a transit gateway: where several attachments give the same one, they share its traffic. */
interface TransitRoute {
  readonly cidr: string;
  readonly attachments: readonly Attachment[];
}

export const transitRouteActions: Readonly<Record<string, Ec2Action>> = {
  SearchTransitGatewayRoutes: {
    parameters: [...DRY_RUN, ...FILTERS, ...PAGING, "TransitGatewayRouteTableId"],
    run({ state, place, form }) {
      const tableId = required(form, "TransitGatewayRouteTableId");
      const table = lookUp(place.transit.tables, "transit-gateway-route-table", tableId);
      if (nodes(form, "Filter").length === 0) throw missingParameter("Filters");
      const matching = filterRows(form, routesOf(state, place, table), {
        "attachment.resource-id": (route) => route.attachments.map(({ resourceId }) => resourceId),
        "attachment.resource-type": (route) => route.attachments.map(({ kind }) => kind),
        "attachment.transit-gateway-attachment-id": (route) => route.attachments.map(({ id }) => id),
        "route-search.exact-match": ({ cidr }) => [cidr],
        state: () => ["active"],
        type: () => ["propagated"],
      });
      const page = pageOf(form, matching, ({ cidr }) => cidr);
      const more = page.nextToken !== undefined;
      return { routeSet: list(page.rows.map(renderRoute)), additionalRoutesAvailable: more, nextToken: page.nextToken };
    },
  },
};

function routesOf(state: Ec2State, place: Place, table: TransitTable): TransitRoute[] {
  const found = [...vpcRoutes(state, place, table), ...vpnRoutes(state, place, table)];
  const byCidr = Map.groupBy(found, ([cidr]) => cidr);
  return [...byCidr].map(([cidr, same]) => ({ cidr, attachments: same.map(([, attachment]) => attachment) }));
}

/** Each prefix once of a VPN connection, whichever of its tunnels it was learned by. */
function vpnRoutes(state: Ec2State, place: Place, table: TransitTable): Given[] {
  return givers(state, place, table).flatMap((attachment) => {
    const connection = attachment.kind === "vpn" ? place.vpnConnections.get(attachment.resourceId) : undefined;
    const learned = (connection?.tunnels ?? []).flatMap((tunnel) => {
      const session = connection && sessionVerdict(state, connection, tunnel);
      return session?.up === true ? session.learned : [];
    });
    return [...new Set(learned)].map((cidr): Given => [cidr, attachment]);
  });
}

function renderRoute({ cidr, attachments }: TransitRoute): XmlTree {
  return {
    destinationCidrBlock: cidr,
    transitGatewayAttachments: list(
      attachments.map(({ id, kind, resourceId }) => ({
        ...{ resourceId, transitGatewayAttachmentId: id, resourceType: kind },
      })),
    ),
    ...{ type: "propagated", state: "active" },
  };
}
