import ipaddr from "ipaddr.js";
import { AwsError } from "../../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { invalidCombination, invalidValue, missingParameter } from "../errors.ts";
import { DRY_RUN, type Form, required, TAG_SPECIFICATION, text, whole } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import { readTagSpecification, tagSetIfAny } from "../tags.ts";
import type { XmlTree } from "../xml.ts";
import { refuseOtherType } from "./vpn-gateways.ts";
import type { CustomerGateway } from "./vpn-resources.ts";
import { connectionState, isKnown, isListed } from "./vpn-states.ts";

const DEFAULT_ASN = 65_000;
/** Beyond it an ASN is `BgpAsnExtended`. */
const LARGEST_ASN = 2_147_483_647;
const LARGEST_EXTENDED_ASN = 4_294_967_295;
const LONGEST_NAME = 255;

export const customerGatewayActions: Readonly<Record<string, Ec2Action>> = {
  CreateCustomerGateway: {
    parameters: [
      ...[...DRY_RUN, ...TAG_SPECIFICATION, "Type", "IpAddress", "PublicIp"],
      ...["BgpAsn", "BgpAsnExtended", "DeviceName"],
    ],
    run({ state, place, form }) {
      refuseOtherType(required(form, "Type"));
      const [address, asn, deviceName] = [readAddress(form), readAsn(form), readName(form)];
      const tags = readTagSpecification(form, "customer-gateway");
      const live = [...place.customerGateways.values()].filter((gateway) => gateway.deletedAt === undefined);
      // One of the same type, address, ASN and device name is what the caller gets, with the tags that it has.
      const same = live.find((one) => one.address === address && one.asn === asn && one.deviceName === deviceName);
      if (same !== undefined) return { customerGateway: renderGateway(same) };
      if (live.length >= state.limits.customerGateways) {
        throw new AwsError("CustomerGatewayLimitExceeded", "The maximum number of customer gateways has been reached.");
      }
      const id = state.newResourceId("customer-gateway");
      const gateway: CustomerGateway = { id, address, asn, deviceName, createdAt: state.clock.now(), tags };
      place.customerGateways.set(id, gateway);
      return { customerGateway: renderGateway(gateway) };
    },
  },
  DeleteCustomerGateway: {
    parameters: [...DRY_RUN, "CustomerGatewayId"],
    run(call) {
      const { state, place, form } = call;
      const gateway = findCustomerGateway(call, required(form, "CustomerGatewayId"));
      const now = state.clock.now();
      const connected = [...place.vpnConnections.values()].some(
        (connection) => connection.customerGatewayId === gateway.id && connectionState(connection, now) !== "deleted",
      );
      // hashicorp/terraform-provider-aws#23632.
      if (connected) throw new AwsError("IncorrectState", "The customer gateway is in use.");
      gateway.deletedAt = now;
      return DONE;
    },
  },
  DescribeCustomerGateways: describeAction<CustomerGateway>({
    type: "customer-gateway",
    ids: "CustomerGatewayId",
    set: "customerGatewaySet",
    paged: false,
    rows: ({ state, place }) => {
      const now = state.clock.now();
      return [...place.customerGateways.values()].filter((one) => isKnown(one, now) && isListed(one, now));
    },
    idOf: (gateway) => gateway.id,
    tagsOf: (gateway) => gateway.tags,
    render: renderGateway,
    filters: () => ({
      "bgp-asn": (gateway) => [gateway.asn],
      "customer-gateway-id": (gateway) => [gateway.id],
      "ip-address": (gateway) => [gateway.address],
      state: (gateway) => [gatewayState(gateway)],
      type: () => ["ipsec.1"],
    }),
  }),
};

/** A gateway that is neither deleted nor so new that other calls do not know it. */
export function findCustomerGateway({ state, place }: Ec2Call, id: string): CustomerGateway {
  const gateway = lookUp(place.customerGateways, "customer-gateway", id);
  if (gateway.deletedAt !== undefined || !isKnown(gateway, state.clock.now())) throw notFound("customer-gateway", id);
  return gateway;
}

function readAddress(form: Form): string {
  const address = text(form, "IpAddress") ?? text(form, "PublicIp");
  if (address === undefined) throw missingParameter("ipAddress");
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) {
    throw invalidValue(`Value (${address}) for parameter ipAddress is invalid. Invalid IPv4 address.`);
  }
  return address;
}

function readAsn(form: Form): number {
  const [asn, extended] = [whole(form, "BgpAsn"), whole(form, "BgpAsnExtended")];
  if (extended === undefined) return refuseOutside("bgpAsn", asn ?? DEFAULT_ASN, 1, LARGEST_ASN);
  if (asn !== undefined) throw invalidCombination("BgpAsn and BgpAsnExtended cannot be used together");
  return refuseOutside("bgpAsnExtended", extended, LARGEST_ASN + 1, LARGEST_EXTENDED_ASN);
}

function refuseOutside(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw invalidValue(`Value (${value}) for parameter ${name} is invalid. Expecting ${least} to ${most}.`);
}

function readName(form: Form): string | undefined {
  const name = text(form, "DeviceName");
  if (name !== undefined && name.length > LONGEST_NAME) throw invalidValue("The device name is too long.");
  return name;
}

function gatewayState({ deletedAt }: CustomerGateway): string {
  return deletedAt === undefined ? "available" : "deleted";
}

function renderGateway(gateway: CustomerGateway): XmlTree {
  const { id, address, asn, deviceName, tags } = gateway;
  return {
    customerGatewayId: id,
    state: gatewayState(gateway),
    type: "ipsec.1",
    ipAddress: address,
    ...(asn > LARGEST_ASN ? { bgpAsnExtended: asn } : { bgpAsn: asn }),
    deviceName,
    tagSet: tagSetIfAny(tags),
  };
}
