import { AwsError } from "../../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { invalidValue } from "../errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, whole } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import { readTagSpecification, tagSetIfAny } from "../tags.ts";
import { list, type XmlTree } from "../xml.ts";
import type { VgwAttachment, VpnGateway } from "./vpn-resources.ts";
import { attachmentState, connectionState, isListed, occupies } from "./vpn-states.ts";

const DEFAULT_ASN = 64512;

export const vpnGatewayActions: Readonly<Record<string, Ec2Action>> = {
  CreateVpnGateway: {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "Type", "AmazonSideAsn"],
    run(call) {
      const { state, place, form } = call;
      refuseOtherType(required(form, "Type"));
      const asn = readPrivateAsn(whole(form, "AmazonSideAsn") ?? DEFAULT_ASN);
      const tags = readTagSpecification(form, "vpn-gateway");
      const live = [...place.vpnGateways.values()].filter((gateway) => gateway.deletedAt === undefined);
      if (live.length >= state.limits.vpnGateways) {
        throw new AwsError(
          "VpnGatewayLimitExceeded",
          "The maximum number of virtual private gateways has been reached.",
        );
      }
      const gateway: VpnGateway = { id: state.newResourceId("vpn-gateway"), asn, tags };
      place.vpnGateways.set(gateway.id, gateway);
      return { vpnGateway: renderGateway(gateway, call) };
    },
  },
  AttachVpnGateway: {
    parameters: [...DRY_RUN, "VpcId", "VpnGatewayId"],
    run(call) {
      const { state, place, form } = call;
      const gateway = findVpnGateway(call, required(form, "VpnGatewayId"));
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const now = state.clock.now();
      if ([...place.vpnGateways.values()].some((one) => one.attachment?.vpcId === vpc.id && occupies(one, now))) {
        throw new AwsError("InvalidVpcState", `VPC ${vpc.id} is currently attached to the Virtual Private Gateway.`);
      }
      if (occupies(gateway, now)) {
        throw new AwsError("InvalidVpnGatewayState", `The vpnGateway ID '${gateway.id}' is not in an available state`);
      }
      refuseWhilePending(call, gateway);
      gateway.attachment = { vpcId: vpc.id, at: now };
      return { attachment: renderAttachment(gateway.attachment, now) };
    },
  },
  DetachVpnGateway: {
    parameters: [...DRY_RUN, "VpcId", "VpnGatewayId"],
    run(call) {
      const { state, form } = call;
      const gateway = findVpnGateway(call, required(form, "VpnGatewayId"));
      const vpcId = required(form, "VpcId");
      const { attachment } = gateway;
      if (attachment?.vpcId !== vpcId || attachment.detachedAt !== undefined) {
        throw new AwsError(
          "InvalidVpnGatewayAttachment.NotFound",
          `The attachment with vpn gateway ID '${gateway.id}' and vpc ID '${vpcId}' does not exist`,
        );
      }
      refuseWhilePending(call, gateway);
      attachment.detachedAt = state.clock.now();
      return DONE;
    },
  },
  DeleteVpnGateway: {
    parameters: [...DRY_RUN, "VpnGatewayId"],
    run(call) {
      const { state, place, form } = call;
      const gateway = findVpnGateway(call, required(form, "VpnGatewayId"));
      const now = state.clock.now();
      const connected = [...place.vpnConnections.values()].some(
        (connection) => connection.gatewayId === gateway.id && connectionState(connection, now) !== "deleted",
      );
      // hashicorp/terraform-provider-aws#5831.
      if (connected || occupies(gateway, now)) throw new AwsError("IncorrectState", "The VPN gateway is in use.");
      gateway.deletedAt = now;
      return DONE;
    },
  },
  DescribeVpnGateways: describeAction<VpnGateway>({
    type: "vpn-gateway",
    ids: "VpnGatewayId",
    set: "vpnGatewaySet",
    paged: false,
    rows: ({ state, place }) => [...place.vpnGateways.values()].filter((one) => isListed(one, state.clock.now())),
    idOf: (gateway) => gateway.id,
    tagsOf: (gateway) => gateway.tags,
    render: renderGateway,
    filters: ({ state }) => ({
      "amazon-side-asn": (gateway) => [gateway.asn],
      "attachment.state": ({ attachment }) => [attachment && attachmentState(attachment, state.clock.now())],
      "attachment.vpc-id": ({ attachment }) => [attachment?.vpcId],
      state: (gateway) => [gatewayState(gateway)],
      type: () => ["ipsec.1"],
      "vpn-gateway-id": (gateway) => [gateway.id],
    }),
  }),
};

/** A gateway that is not deleted. */
export function findVpnGateway({ place }: Ec2Call, id: string): VpnGateway {
  const gateway = lookUp(place.vpnGateways, "vpn-gateway", id);
  if (gateway.deletedAt !== undefined) throw notFound("vpn-gateway", id);
  return gateway;
}

export function refuseOtherType(type: string): void {
  if (type !== "ipsec.1") throw invalidValue(`Value (${type}) for parameter type is invalid. Expecting ipsec.1.`);
}

/** An ASN that AWS takes for its own side. */
export function readPrivateAsn(asn: number): number {
  const allowed = (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294);
  if (!allowed) throw invalidValue(`Value (${asn}) for parameter amazonSideAsn is invalid. Expecting a private ASN.`);
  return asn;
}

function refuseWhilePending({ state, place }: Ec2Call, { id }: VpnGateway): void {
  const now = state.clock.now();
  const states = [...place.vpnConnections.values()]
    .filter((connection) => connection.gatewayId === id)
    .map((connection) => connectionState(connection, now));
  if (states.some((one) => one === "pending" || one === "deleting")) {
    throw invalidValue("This call cannot be completed because there are pending VPNs or Virtual Interfaces");
  }
}

function gatewayState({ deletedAt }: VpnGateway): string {
  return deletedAt === undefined ? "available" : "deleted";
}

function renderGateway(gateway: VpnGateway, { state }: Ec2Call): XmlTree {
  const { id, asn, attachment, tags } = gateway;
  return {
    vpnGatewayId: id,
    state: gatewayState(gateway),
    type: "ipsec.1",
    amazonSideAsn: asn,
    attachments: list(attachment === undefined ? [] : [renderAttachment(attachment, state.clock.now())]),
    tagSet: tagSetIfAny(tags),
  };
}

function renderAttachment(attachment: VgwAttachment, now: number): XmlTree {
  return { vpcId: attachment.vpcId, state: attachmentState(attachment, now) };
}
