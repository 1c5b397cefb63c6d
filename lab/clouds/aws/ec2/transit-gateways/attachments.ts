import type { Ec2Action, Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import type { Tags } from "../resources.ts";
import type { Ec2State, Place } from "../state.ts";
import { tagSet } from "../tags.ts";
import { connectionState, isListed } from "../vpn/vpn-states.ts";
import type { XmlTree } from "../xml.ts";
import { type TransitState, vpcAttachmentState } from "./transit-states.ts";

/** What is plugged into a transit gateway, of either kind. */
export interface Attachment {
  readonly id: string;
  readonly gatewayId: string;
  readonly kind: "vpc" | "vpn";
  /** Of the VPC or of the VPN connection. */
  readonly resourceId: string;
  readonly state: TransitState;
  readonly createdAt: number;
  readonly tags: Tags;
}

export const attachmentActions: Readonly<Record<string, Ec2Action>> = {
  DescribeTransitGatewayAttachments: describeAction<Attachment>({
    type: "transit-gateway-attachment",
    ids: "TransitGatewayAttachmentIds",
    set: "transitGatewayAttachments",
    rows: attachmentsOf,
    idOf: (attachment) => attachment.id,
    tagsOf: (attachment) => attachment.tags,
    render: renderAttachment,
    filters: ({ place }) => ({
      "association.transit-gateway-route-table-id": ({ id }) => [tableOf(place, id)],
      "resource-id": ({ resourceId }) => [resourceId],
      "resource-owner-id": () => [place.account],
      "resource-type": ({ kind }) => [kind],
      state: ({ state }) => [state],
      "transit-gateway-attachment-id": ({ id }) => [id],
      "transit-gateway-id": ({ gatewayId }) => [gatewayId],
      "transit-gateway-owner-id": () => [place.account],
    }),
  }),
};

/** Every attachment that AWS still lists. */
export function attachmentsOf({ state, place }: Pick<Ec2Call, "state" | "place">): Attachment[] {
  return allAttachments(state, place).filter(({ listed }) => listed);
}

/** An attachment that carries traffic. */
export function findUsable(state: Ec2State, place: Place, id: string): Attachment | undefined {
  const found = allAttachments(state, place).find((one) => one.id === id);
  return found?.state === "available" || found?.state === "modifying" ? found : undefined;
}

/** The table that routes an attachment's traffic. */
export function tableOf({ transit }: Place, attachmentId: string): string | undefined {
  return [...transit.tables.values()].find(({ associated }) => associated.has(attachmentId))?.id;
}

/** New attachments go where the gateway says that they go unless told otherwise. */
export function plugIn({ transit }: Place, gatewayId: string, attachmentId: string): void {
  const gateway = transit.gateways.get(gatewayId);
  transit.tables.get(gateway?.associates ?? "")?.associated.add(attachmentId);
  transit.tables.get(gateway?.propagates ?? "")?.propagating.add(attachmentId);
}

function allAttachments(state: Ec2State, { transit, vpnConnections }: Place): (Attachment & { listed: boolean })[] {
  const now = state.clock.now();
  const ofVpcs = [...transit.vpcAttachments.values()].map((one) => {
    const { id, gatewayId, vpcId: resourceId, createdAt, tags } = one;
    const found = vpcAttachmentState(one, now);
    return {
      id,
      gatewayId,
      kind: "vpc" as const,
      resourceId,
      state: found,
      createdAt,
      tags,
      listed: isListed(one, now),
    };
  });
  // An attachment of a VPN connection comes and goes with it, and has tags of its own.
  const ofVpns = [...vpnConnections.values()].flatMap((one) => {
    if (one.transit === undefined) return [];
    const { gatewayId, attachmentId: id, tags } = one.transit;
    const rest = { state: connectionState(one, now), createdAt: one.createdAt, tags, listed: isListed(one, now) };
    return [{ id, gatewayId, kind: "vpn" as const, resourceId: one.id, ...rest }];
  });
  return [...ofVpcs, ...ofVpns];
}

function renderAttachment(attachment: Attachment, { place }: Ec2Call): XmlTree {
  const { id, gatewayId, kind, resourceId, state, createdAt, tags } = attachment;
  const table = tableOf(place, id);
  const associated = table !== undefined && (state === "available" || state === "modifying");
  return {
    ...{ transitGatewayAttachmentId: id, transitGatewayId: gatewayId, transitGatewayOwnerId: place.account },
    ...{ resourceOwnerId: place.account, resourceType: kind, resourceId, state },
    ...(associated && { association: { transitGatewayRouteTableId: table, state: "associated" } }),
    ...{ creationTime: new Date(createdAt).toISOString(), tagSet: tagSet(tags) },
  };
}
