import { gatewayKey, ownerKey, statusKey } from "../core/intent/tags.ts";

export type StepName =
  | "read-intent"
  | "start-connections"
  | "start-round"
  | "read-round"
  | "plan-connection"
  | "request-peering"
  | "accept-peering"
  | "read-peering"
  | "route-peering"
  | "open-firewall"
  | "verify-connection"
  | "allocate-tunnels"
  | "build-gateway"
  | "build-tunnels"
  | "propagate-routes"
  | "read-tunnels"
  | "close-firewall"
  | "remove-routes"
  | "remove-peering"
  | "remove-tunnels"
  | "release-tunnels"
  | "remove-gateway"
  | "plan-rotation"
  | "renew-key"
  | "rotate-key"
  | "verify-key"
  | "record-connection"
  | "record-failure";

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
  | "transit-gateway-route-table";

/** What may be asked of EC2 in an account with networks. */
export interface NetworkGrant {
  readonly actions: readonly `ec2:${string}`[];
  /** `any`: EC2 knows no resource for the action (every Describe). */
  readonly on: "any" | readonly NetworkObject[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export type LedgerCall = "GetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem";

/** What is done to the secrets below our prefix. */
export type SecretCall =
  | "CreateSecret"
  | "TagResource"
  | "DescribeSecret"
  | "GetSecretValue"
  | "PutSecretValue"
  | "RestoreSecret"
  | "DeleteSecret";

export interface StepPermissions {
  readonly networks: readonly NetworkGrant[];
  /** What it does to the ledger's table. */
  readonly ledger: readonly LedgerCall[];
  readonly secrets: readonly SecretCall[];
  /** May announce on the event bus. */
  readonly announces: boolean;
  /** The machines that it may start. */
  readonly starts: readonly StartedMachine[];
}

export type StartedMachine = "connect-networks" | "connect-rounds";

const seePeerings = read("DescribeVpcPeeringConnections");
const seeRoutes = read("DescribeRouteTables");
const seeRules = read("DescribeSecurityGroupRules");
const seeNetworks = [
  read("DescribeVpcs", "DescribeVpcAttribute", "DescribeSubnets"),
  seeRoutes,
  read("DescribeSecurityGroups"),
  seeRules,
  seePeerings,
];

const requestPeering = write(["CreateVpcPeeringConnection"], ["vpc", "vpc-peering-connection"]);
const tagPeering = tagOnCreate("CreateVpcPeeringConnection", "vpc-peering-connection");
const acceptPeering = write(["AcceptVpcPeeringConnection"], ["vpc", "vpc-peering-connection"]);
const resolveDns = write(["ModifyVpcPeeringConnectionOptions"], ["vpc-peering-connection"]);
const route = write(["CreateRoute", "ReplaceRoute", "DeleteRoute"], ["route-table"]);
const openFirewall = write(["AuthorizeSecurityGroupIngress"], ["security-group", "security-group-rule"]);
const closeFirewall = write(["RevokeSecurityGroupIngress"], ["security-group"]);
/** Only a rule that bears our tag. */
const closeRule: NetworkGrant = {
  ...write(["RevokeSecurityGroupIngress"], ["security-group-rule"]),
  conditions: { Null: { [`aws:ResourceTag/${ownerKey}`]: "false" } },
};
const tagRule = tagOnCreate("AuthorizeSecurityGroupIngress", "security-group-rule");

const seeGateways = read("DescribeVpnGateways", "DescribeVpnConnections");
const seeVpn = [seeGateways, read("DescribeCustomerGateways")];
const seeTransit = read("DescribeTransitGateways", "DescribeTransitGatewayAttachments");
const seeWish = read("DescribeVpcs");
const seeSubnets = read("DescribeSubnets");
const seeTransitRoutes = write(["SearchTransitGatewayRoutes"], ["transit-gateway-route-table"]);
const createGateway = write(["CreateVpnGateway"], ["vpn-gateway"]);
const tagGateway = tagOnCreate("CreateVpnGateway", "vpn-gateway", [gatewayKey, "Name"]);
const attachGateway = write(["AttachVpnGateway"], ["vpn-gateway", "vpc"]);
const createCustomerGateway = write(["CreateCustomerGateway"], ["customer-gateway"]);
const tagCustomerGateway = tagOnCreate("CreateCustomerGateway", "customer-gateway");
const attachVpc = write(
  ["CreateTransitGatewayVpcAttachment"],
  ["transit-gateway-attachment", "transit-gateway", "vpc", "subnet"],
);
const tagPlug = tagOnCreate("CreateTransitGatewayVpcAttachment", "transit-gateway-attachment", [gatewayKey, "Name"]);
const createVpn = write(
  ["CreateVpnConnection"],
  ["vpn-connection", "customer-gateway", "vpn-gateway", "transit-gateway"],
);
const tagVpn = tagOnCreate("CreateVpnConnection", "vpn-connection");
const replaceKey = write(["ModifyVpnTunnelOptions"], ["vpn-connection"]);
const propagate = write(["EnableVgwRoutePropagation"], ["route-table", "vpn-gateway"]);
const routeToTransit = write(["CreateRoute"], ["route-table"]);

const removePeering = write(["DeleteVpcPeeringConnection"], ["vpc-peering-connection"]);
const removeRoute = write(["DeleteRoute"], ["route-table"]);
const stopPropagation = write(["DisableVgwRoutePropagation"], ["route-table", "vpn-gateway"]);
const removeVpn = write(["DeleteVpnConnection"], ["vpn-connection"]);
const removeCustomerGateway = write(["DeleteCustomerGateway"], ["customer-gateway"]);
const detachGateway = write(["DetachVpnGateway"], ["vpn-gateway", "vpc"]);
const removeGateway = write(["DeleteVpnGateway"], ["vpn-gateway"]);
/** Only an attachment that bears our tag. */
const detachVpc: NetworkGrant = {
  ...write(["DeleteTransitGatewayVpcAttachment"], ["transit-gateway-attachment"]),
  conditions: { Null: { [`aws:ResourceTag/${gatewayKey}`]: "false" } },
};

/** Of a network's tags, only our status. Without the second condition a call that names no key would pass the first. */
const tellStatus: NetworkGrant = {
  actions: ["ec2:CreateTags", "ec2:DeleteTags"],
  on: ["vpc"],
  conditions: {
    "ForAllValues:StringEquals": { "aws:TagKeys": [statusKey] },
    Null: { "aws:TagKeys": "false" },
  },
};

/** To read the plan, and whether the intent that it was made from still holds. */
const plan = ["GetItem", "Query"] as const satisfies readonly LedgerCall[];

const nothing = {
  networks: [],
  ledger: [],
  secrets: [],
  announces: false,
  starts: [],
} as const satisfies StepPermissions;
const reporting = {
  ...nothing,
  networks: [tellStatus],
  ledger: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
  announces: true,
} as const satisfies StepPermissions;

/** Who may do what. The policies of the functions and of the member role are both made from this table. */
export const permissions: Readonly<Record<StepName, StepPermissions>> = {
  "read-intent": {
    ...reporting,
    networks: [...seeNetworks, ...seeVpn, seeTransit, seeTransitRoutes, tellStatus],
    ledger: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
  },
  "start-connections": {
    ...nothing,
    ledger: ["GetItem", "PutItem", "UpdateItem"],
    starts: ["connect-networks", "connect-rounds"],
  },
  "start-round": { ...nothing, ledger: ["GetItem", "Query", "UpdateItem"], starts: ["connect-networks"] },
  "read-round": { ...nothing, ledger: ["GetItem", "DeleteItem"] },
  "plan-connection": {
    ...nothing,
    networks: [...seeNetworks, ...seeVpn, seeTransit, seeTransitRoutes],
    ledger: [...plan, "PutItem"],
    announces: true,
  },
  "request-peering": {
    ...nothing,
    networks: [requestPeering, tagPeering, seePeerings],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "accept-peering": {
    ...nothing,
    networks: [acceptPeering, seePeerings],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "read-peering": { ...nothing, networks: [seePeerings] },
  "route-peering": {
    ...nothing,
    networks: [resolveDns, route, seeRoutes, seePeerings],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "open-firewall": {
    ...nothing,
    networks: [openFirewall, tagRule, closeFirewall, closeRule, seeRules],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "verify-connection": {
    ...nothing,
    networks: [seeRoutes, ...seeVpn, seeTransit, seeTransitRoutes],
    ledger: plan,
  },
  "allocate-tunnels": {
    ...nothing,
    networks: [seeGateways, seeTransit, seeWish],
    ledger: [...plan, "PutItem"],
    secrets: ["CreateSecret", "TagResource", "DescribeSecret", "RestoreSecret", "PutSecretValue"],
  },
  "build-gateway": {
    ...nothing,
    networks: [createGateway, tagGateway, attachGateway, seeGateways, attachVpc, tagPlug, seeTransit, seeSubnets],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "build-tunnels": {
    ...nothing,
    networks: [createCustomerGateway, tagCustomerGateway, createVpn, tagVpn, ...seeVpn, seeTransit],
    ledger: [...plan, "PutItem", "DeleteItem"],
    secrets: ["GetSecretValue"],
  },
  "propagate-routes": {
    ...nothing,
    networks: [propagate, seeGateways, seeRoutes, routeToTransit, seeTransit],
    ledger: [...plan, "PutItem"],
  },
  "read-tunnels": { ...nothing, networks: [...seeVpn, seeRoutes, seeTransit, seeTransitRoutes], ledger: plan },
  "close-firewall": {
    ...nothing,
    networks: [...seeNetworks, closeFirewall, closeRule],
    ledger: [...plan, "DeleteItem"],
  },
  "remove-routes": { ...nothing, networks: [seeRoutes, removeRoute], ledger: [...plan, "DeleteItem"] },
  "remove-peering": {
    ...nothing,
    networks: [removePeering, seePeerings],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "remove-tunnels": {
    ...nothing,
    networks: [...seeVpn, seeRoutes, stopPropagation, removeRoute, removeVpn, removeCustomerGateway],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "release-tunnels": { ...nothing, ledger: [...plan, "PutItem", "DeleteItem"], secrets: ["DeleteSecret"] },
  "remove-gateway": {
    ...nothing,
    networks: [seeGateways, seeRoutes, stopPropagation, detachGateway, removeGateway, seeTransit, detachVpc],
    ledger: [...plan, "PutItem", "DeleteItem"],
  },
  "plan-rotation": {
    ...nothing,
    networks: [...seeVpn, seeRoutes, seeTransit, seeTransitRoutes],
    ledger: [...plan, "PutItem"],
  },
  "renew-key": { ...nothing, ledger: ["GetItem"], secrets: ["PutSecretValue"] },
  "rotate-key": {
    ...nothing,
    networks: [replaceKey, ...seeVpn],
    ledger: ["GetItem", "PutItem", "DeleteItem"],
    secrets: ["GetSecretValue"],
  },
  "verify-key": {
    ...nothing,
    networks: [...seeVpn, seeRoutes, seeTransit, seeTransitRoutes],
    ledger: ["GetItem", "PutItem"],
  },
  "record-connection": reporting,
  "record-failure": reporting,
};

export const stepNames = Object.keys(permissions).filter((name): name is StepName => Object.hasOwn(permissions, name));

/** All that any step may do in an account with networks: what the member role allows. */
export const networkGrants: readonly NetworkGrant[] = [
  ...new Set(Object.values(permissions).flatMap((step) => step.networks)),
];

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
