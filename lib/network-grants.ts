import { flowLogGroup, flowLogRole } from "../core/flows/names.ts";
import { flowLogsKey, gatewayKey, ownerKey, statusKey } from "../core/intent/tags.ts";

/** The kinds of EC2 objects that steps write to. */
export type NetworkObject =
  | "vpc"
  | "vpc-peering-connection"
  | "route-table"
  | "security-group"
  | "security-group-rule"
  | "vpn-gateway"
  | "customer-gateway"
  | "vpn-connection"
  | "subnet"
  | "transit-gateway"
  | "transit-gateway-attachment"
  | "transit-gateway-route-table"
  | "vpc-flow-log";

/** `arn:<partition>:<service>:<region>:<account>:<resource>`. */
export interface OtherObject {
  readonly service: "logs" | "iam";
  /** `*` for a regional service, nothing for a global one. */
  readonly region: "*" | "";
  readonly resource: string;
}

/** What may be asked of EC2 in an account with networks. */
export interface NetworkGrant {
  readonly actions: readonly `${"ec2" | "logs" | "iam"}:${string}`[];
  /** `any`: EC2 knows no resource for the action (every Describe); an object: what is not EC2's, below the account's part of an ARN. */
  readonly on: "any" | readonly NetworkObject[] | OtherObject;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export const seePeerings = read("DescribeVpcPeeringConnections");
export const seeRoutes = read("DescribeRouteTables");
export const seeRules = read("DescribeSecurityGroupRules");
export const seeNetworks = [
  read("DescribeVpcs", "DescribeVpcAttribute", "DescribeSubnets"),
  seeRoutes,
  read("DescribeSecurityGroups"),
  seeRules,
  seePeerings,
];

export const requestPeering = write(["CreateVpcPeeringConnection"], ["vpc", "vpc-peering-connection"]);
export const tagPeering = tagOnCreate("CreateVpcPeeringConnection", "vpc-peering-connection");
export const acceptPeering = write(["AcceptVpcPeeringConnection"], ["vpc", "vpc-peering-connection"]);
export const resolveDns = write(["ModifyVpcPeeringConnectionOptions"], ["vpc-peering-connection"]);
export const route = write(["CreateRoute", "ReplaceRoute", "DeleteRoute"], ["route-table"]);
export const openFirewall = write(["AuthorizeSecurityGroupIngress"], ["security-group", "security-group-rule"]);
export const closeFirewall = write(["RevokeSecurityGroupIngress"], ["security-group"]);
/** Only a rule that bears our tag. */
export const closeRule: NetworkGrant = {
  ...write(["RevokeSecurityGroupIngress"], ["security-group-rule"]),
  conditions: { Null: { [`aws:ResourceTag/${ownerKey}`]: "false" } },
};
export const tagRule = tagOnCreate("AuthorizeSecurityGroupIngress", "security-group-rule");

export const seeGateways = read("DescribeVpnGateways", "DescribeVpnConnections");
export const seeVpn = [seeGateways, read("DescribeCustomerGateways")];
export const seeTransit = read("DescribeTransitGateways", "DescribeTransitGatewayAttachments");
export const seeWish = read("DescribeVpcs");
export const seeSubnets = read("DescribeSubnets");
export const seeTransitRoutes = write(["SearchTransitGatewayRoutes"], ["transit-gateway-route-table"]);
export const createGateway = write(["CreateVpnGateway"], ["vpn-gateway"]);
export const tagGateway = tagOnCreate("CreateVpnGateway", "vpn-gateway", [gatewayKey, "Name"]);
export const attachGateway = write(["AttachVpnGateway"], ["vpn-gateway", "vpc"]);
export const createCustomerGateway = write(["CreateCustomerGateway"], ["customer-gateway"]);
export const tagCustomerGateway = tagOnCreate("CreateCustomerGateway", "customer-gateway");
export const attachVpc = write(
  ["CreateTransitGatewayVpcAttachment"],
  ["transit-gateway-attachment", "transit-gateway", "vpc", "subnet"],
);
export const tagPlug = tagOnCreate("CreateTransitGatewayVpcAttachment", "transit-gateway-attachment", [
  gatewayKey,
  "Name",
]);
export const createVpn = write(
  ["CreateVpnConnection"],
  ["vpn-connection", "customer-gateway", "vpn-gateway", "transit-gateway"],
);
export const tagVpn = tagOnCreate("CreateVpnConnection", "vpn-connection");
export const replaceKey = write(["ModifyVpnTunnelOptions"], ["vpn-connection"]);
export const propagate = write(["EnableVgwRoutePropagation"], ["route-table", "vpn-gateway"]);
export const routeToTransit = write(["CreateRoute"], ["route-table"]);

export const removePeering = write(["DeleteVpcPeeringConnection"], ["vpc-peering-connection"]);
export const removeRoute = write(["DeleteRoute"], ["route-table"]);
export const stopPropagation = write(["DisableVgwRoutePropagation"], ["route-table", "vpn-gateway"]);
export const removeVpn = write(["DeleteVpnConnection"], ["vpn-connection"]);
export const removeCustomerGateway = write(["DeleteCustomerGateway"], ["customer-gateway"]);
export const detachGateway = write(["DetachVpnGateway"], ["vpn-gateway", "vpc"]);
export const removeGateway = write(["DeleteVpnGateway"], ["vpn-gateway"]);
/** Only an attachment that bears our tag. */
export const detachVpc: NetworkGrant = {
  ...write(["DeleteTransitGatewayVpcAttachment"], ["transit-gateway-attachment"]),
  conditions: { Null: { [`aws:ResourceTag/${gatewayKey}`]: "false" } },
};

export const seeFlowLogs = read("DescribeFlowLogs");
export const createFlowLog = write(["CreateFlowLogs"], ["vpc", "vpc-flow-log"]);
export const tagFlowLog = tagOnCreate("CreateFlowLogs", "vpc-flow-log", [flowLogsKey]);
/** Only one that bears our tag. */
export const removeFlowLog: NetworkGrant = {
  ...write(["DeleteFlowLogs"], ["vpc-flow-log"]),
  conditions: { Null: { [`aws:ResourceTag/${flowLogsKey}`]: "false" } },
};
/** EC2 writes flow logs by a role of ours, and is given no other. */
export const passFlowLogRole: NetworkGrant = {
  actions: ["iam:PassRole"],
  on: { service: "iam", region: "", resource: `role/${flowLogRole}` },
  conditions: { StringEquals: { "iam:PassedToService": "vpc-flow-logs.amazonaws.com" } },
};
export const queryFlowLogs: NetworkGrant = {
  actions: ["logs:StartQuery"],
  on: { service: "logs", region: "*", resource: `log-group:${flowLogGroup}:*` },
};
/** Its results are known by the query alone. */
export const readFlowQuery: NetworkGrant = { actions: ["logs:GetQueryResults"], on: "any" };

/** Of a network's tags, only our status. Without the second condition a call that names no key would pass the first. */
export const tellStatus: NetworkGrant = {
  actions: ["ec2:CreateTags", "ec2:DeleteTags"],
  on: ["vpc"],
  conditions: {
    "ForAllValues:StringEquals": { "aws:TagKeys": [statusKey] },
    Null: { "aws:TagKeys": "false" },
  },
};

function read(...calls: readonly string[]): NetworkGrant {
  return { actions: calls.map((call) => `ec2:${call}` as const), on: "any" };
}

function write(calls: readonly string[], on: readonly NetworkObject[]): NetworkGrant {
  return { actions: calls.map((call) => `ec2:${call}` as const), on };
}

/** Tagging within the call that makes the object, and with the keys that we give only. */
function tagOnCreate(call: string, on: NetworkObject, keys: readonly string[] = [ownerKey, "Name"]): NetworkGrant {
  return {
    actions: ["ec2:CreateTags"],
    on: [on],
    conditions: {
      StringEquals: { "ec2:CreateAction": call },
      "ForAllValues:StringEquals": { "aws:TagKeys": keys },
    },
  };
}
