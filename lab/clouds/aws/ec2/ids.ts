import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";

interface IdForm {
  readonly prefix: string;
  /** As AWS words it in messages. */
  readonly label: string;
  readonly malformed: string;
  readonly notFound: string;
}

/** Ids by the type that tags and ARNs name; the codes' spelling, `Id` and `ID` mixed, is EC2's list of error codes. */
const FORMS = {
  vpc: { prefix: "vpc", label: "vpc ID", malformed: "InvalidVpcID.Malformed", notFound: "InvalidVpcID.NotFound" },
  subnet: {
    prefix: "subnet",
    label: "subnet ID",
    malformed: "InvalidSubnetID.Malformed",
    notFound: "InvalidSubnetID.NotFound",
  },
  "route-table": {
    prefix: "rtb",
    label: "routeTable ID",
    malformed: "InvalidRouteTableId.Malformed",
    notFound: "InvalidRouteTableID.NotFound",
  },
  "internet-gateway": {
    prefix: "igw",
    label: "internetGateway ID",
    malformed: "InvalidInternetGatewayId.Malformed",
    notFound: "InvalidInternetGatewayID.NotFound",
  },
  "security-group": {
    prefix: "sg",
    label: "security group",
    malformed: "InvalidGroupId.Malformed",
    notFound: "InvalidGroup.NotFound",
  },
  "security-group-rule": {
    prefix: "sgr",
    label: "security group rule ID",
    malformed: "InvalidSecurityGroupRuleId.Malformed",
    notFound: "InvalidSecurityGroupRuleId.NotFound",
  },
  "vpc-peering-connection": {
    prefix: "pcx",
    label: "vpcPeeringConnection ID",
    malformed: "InvalidVpcPeeringConnectionId.Malformed",
    notFound: "InvalidVpcPeeringConnectionID.NotFound",
  },
  // EC2's list has no code for the malformed id of a virtual private gateway or a VPN connection.
  "vpn-gateway": {
    prefix: "vgw",
    label: "vpnGateway ID",
    malformed: "InvalidVpnGatewayID.NotFound",
    notFound: "InvalidVpnGatewayID.NotFound",
  },
  "customer-gateway": {
    prefix: "cgw",
    label: "customerGateway ID",
    malformed: "InvalidCustomerGatewayId.Malformed",
    notFound: "InvalidCustomerGatewayID.NotFound",
  },
  "vpn-connection": {
    prefix: "vpn",
    label: "vpnConnection ID",
    malformed: "InvalidVpnConnectionID",
    notFound: "InvalidVpnConnectionID.NotFound",
  },
  // Of these three the list has no codes at all: the codes for malformed ids follow the pattern of the others and are a guess.
  "transit-gateway": {
    prefix: "tgw",
    label: "transitGateway ID",
    malformed: "InvalidTransitGatewayID.Malformed",
    notFound: "InvalidTransitGatewayID.NotFound",
  },
  "transit-gateway-attachment": {
    prefix: "tgw-attach",
    label: "transitGatewayAttachment ID",
    malformed: "InvalidTransitGatewayAttachmentID.Malformed",
    notFound: "InvalidTransitGatewayAttachmentID.NotFound",
  },
  "transit-gateway-route-table": {
    prefix: "tgw-rtb",
    label: "transitGatewayRouteTable ID",
    malformed: "InvalidRouteTableID.Malformed",
    notFound: "InvalidRouteTableID.NotFound",
  },
  "vpc-flow-log": {
    prefix: "fl",
    label: "flow log ID",
    malformed: "InvalidFlowLogId.NotFound",
    notFound: "InvalidFlowLogId.NotFound",
  },
} as const satisfies Record<string, IdForm>;

export type ResourceType = keyof typeof FORMS;

export function newId(random: SeededRandom, prefix: string): string {
  return `${prefix}-${random.hex(17)}`;
}

export function newResourceId(random: SeededRandom, type: ResourceType): string {
  return newId(random, FORMS[type].prefix);
}

export function typeOfId(id: string): ResourceType | undefined {
  const types = Object.keys(FORMS).filter((type): type is ResourceType => isId(id, FORMS[type as ResourceType].prefix));
  return types[0];
}

/** Whether an id has the form of its kind: 17 hex digits, or the 8 of old resources. */
export function isId(id: string, prefix: string): boolean {
  return id.startsWith(`${prefix}-`) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length + 1));
}

export function notFound(type: ResourceType, ...ids: readonly string[]): AwsError {
  const { label, notFound: code } = FORMS[type];
  const message =
    ids.length === 1 ? `The ${label} '${ids[0]}' does not exist` : `The ${label}s '${ids.join(", ")}' do not exist`;
  return new AwsError(code, message);
}

/** The resource of an id, or the error that AWS gives for a bad or unknown one. */
export function lookUp<T>(rows: ReadonlyMap<string, T>, type: ResourceType, id: string): T {
  refuseMalformed(type, id);
  const row = rows.get(id);
  if (row === undefined) throw notFound(type, id);
  return row;
}

export function refuseMalformed(type: ResourceType, id: string): void {
  const { prefix, malformed } = FORMS[type];
  if (!isId(id, prefix)) throw new AwsError(malformed, `Invalid id: "${id}" (expecting "${prefix}-...")`);
}
