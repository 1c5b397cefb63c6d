import { AwsError } from "../../aws-error.ts";
import type { Ec2Action, Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { invalidValue, missingParameter } from "../errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, texts } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import type { Ec2State, Place } from "../state.ts";
import { readTagSpecification, tagSet } from "../tags.ts";
import { isListed } from "../vpn/vpn-states.ts";
import type { XmlTree } from "../xml.ts";
import { plugIn } from "./attachments.ts";
import { findTransitGateway, refuseUnlessAvailable } from "./transit-gateways.ts";
import type { VpcAttachment } from "./transit-resources.ts";
import { vpcAttachmentState } from "./transit-states.ts";

/** This call spells the list of tags in the plural. */
const TAGS = TAG_SPECIFICATION.map((name) => name.replace("TagSpecification", "TagSpecifications"));

export const vpcAttachmentActions: Readonly<Record<string, Ec2Action>> = {
  CreateTransitGatewayVpcAttachment: {
    parameters: [...DRY_RUN, ...TAGS, "TransitGatewayId", "VpcId", "SubnetIds.n"],
    run(call) {
      const { state, place, form } = call;
      const gateway = findTransitGateway(call, required(form, "TransitGatewayId"));
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const subnetIds = readSubnets(call, vpc.id);
      const tags = readTagSpecification(form, "transit-gateway-attachment", "TagSpecifications");
      refuseUnlessAvailable(call, gateway);
      const now = state.clock.now();
      const other = [...place.transit.vpcAttachments.values()].find(
        (one) => one.gatewayId === gateway.id && one.vpcId === vpc.id && vpcAttachmentState(one, now) !== "deleted",
      );
      if (other !== undefined) {
        throw new AwsError(
          "DuplicateTransitGatewayAttachment",
          `${gateway.id} has non-deleted Transit Gateway Attachments with same VPC ID.`,
        );
      }
      const id = state.newResourceId("transit-gateway-attachment");
      const attachment: VpcAttachment = { id, gatewayId: gateway.id, vpcId: vpc.id, subnetIds, createdAt: now, tags };
      place.transit.vpcAttachments.set(id, attachment);
      plugIn(place, gateway.id, id);
      return { transitGatewayVpcAttachment: renderAttachment(attachment, call) };
    },
  },
  DeleteTransitGatewayVpcAttachment: {
    parameters: [...DRY_RUN, "TransitGatewayAttachmentId"],
    run(call) {
      const { state, place, form } = call;
      const id = required(form, "TransitGatewayAttachmentId");
      const attachment = lookUp(place.transit.vpcAttachments, "transit-gateway-attachment", id);
      const now = state.clock.now();
      const found = vpcAttachmentState(attachment, now);
      if (found === "deleted") throw notFound("transit-gateway-attachment", id);
      if (found !== "available") throw new AwsError("IncorrectState", `${id} is in invalid state: ${found}.`);
      attachment.deletedAt = now;
      return { transitGatewayVpcAttachment: renderAttachment(attachment, call) };
    },
  },
  DescribeTransitGatewayVpcAttachments: describeAction<VpcAttachment>({
    type: "transit-gateway-attachment",
    ids: "TransitGatewayAttachmentIds",
    set: "transitGatewayVpcAttachments",
    rows: ({ state, place }) =>
      [...place.transit.vpcAttachments.values()].filter((one) => isListed(one, state.clock.now())),
    idOf: (attachment) => attachment.id,
    tagsOf: (attachment) => attachment.tags,
    render: renderAttachment,
    filters: ({ state }) => ({
      state: (attachment) => [vpcAttachmentState(attachment, state.clock.now())],
      "transit-gateway-attachment-id": ({ id }) => [id],
      "transit-gateway-id": ({ gatewayId }) => [gatewayId],
      "vpc-id": ({ vpcId }) => [vpcId],
    }),
  }),
};

/** Whether a VPC's routes may lead to a transit gateway, and lead somewhere. */
export function isPluggedIn(state: Ec2State, { transit }: Place, gatewayId: string, vpcId: string): boolean {
  const now = state.clock.now();
  return [...transit.vpcAttachments.values()].some(
    (one) => one.gatewayId === gatewayId && one.vpcId === vpcId && vpcAttachmentState(one, now) === "available",
  );
}

/** Whether the interfaces of an attachment are in a VPC, or in one subnet of it: then it cannot be deleted. */
export function holdsInterfaces(
  { state, place }: Pick<Ec2Call, "state" | "place">,
  vpcId: string,
  subnetId?: string,
): boolean {
  const now = state.clock.now();
  return [...place.transit.vpcAttachments.values()].some(
    (one) =>
      one.vpcId === vpcId &&
      vpcAttachmentState(one, now) !== "deleted" &&
      (subnetId === undefined || one.subnetIds.includes(subnetId)),
  );
}

/** One subnet of each zone at most. */
function readSubnets({ place, form }: Ec2Call, vpcId: string): readonly string[] {
  const ids = texts(form, "SubnetIds");
  if (ids.length === 0) throw missingParameter("subnetIds");
  const subnets = ids.map((id) => lookUp(place.subnets, "subnet", id));
  const stranger = subnets.find((subnet) => subnet.vpcId !== vpcId);
  if (stranger !== undefined) throw invalidValue(`The subnet ID '${stranger.id}' is not in VPC '${vpcId}'`);
  if (new Set(subnets.map(({ zone }) => zone.id)).size < subnets.length) {
    throw new AwsError("DuplicateSubnetsInSameZone", "Duplicate Subnets for same AZ");
  }
  return ids;
}

function renderAttachment(attachment: VpcAttachment, { state, place }: Ec2Call): XmlTree {
  const { id, gatewayId, vpcId, subnetIds, createdAt, tags } = attachment;
  return {
    ...{ transitGatewayAttachmentId: id, transitGatewayId: gatewayId, vpcId, vpcOwnerId: place.account },
    ...{ state: vpcAttachmentState(attachment, state.clock.now()), subnetIds: { item: [...subnetIds] } },
    ...{ creationTime: new Date(createdAt).toISOString(), tagSet: tagSet(tags) },
    options: { dnsSupport: "enable", ipv6Support: "disable", applianceModeSupport: "disable" },
  };
}
