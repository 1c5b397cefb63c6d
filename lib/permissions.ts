import {
  acceptPeering,
  attachGateway,
  attachVpc,
  closeFirewall,
  closeRule,
  createCustomerGateway,
  createFlowLog,
  createGateway,
  createVpn,
  detachGateway,
  detachVpc,
  type NetworkGrant,
  openFirewall,
  passFlowLogRole,
  propagate,
  queryFlowLogs,
  readFlowQuery,
  removeCustomerGateway,
  removeFlowLog,
  removeGateway,
  removePeering,
  removeRoute,
  removeVpn,
  replaceKey,
  requestPeering,
  resolveDns,
  route,
  routeToTransit,
  seeFlowLogs,
  seeGateways,
  seeNetworks,
  seePeerings,
  seeRoutes,
  seeRules,
  seeSubnets,
  seeTransit,
  seeTransitRoutes,
  seeVpn,
  seeWish,
  stopPropagation,
  tagCustomerGateway,
  tagFlowLog,
  tagGateway,
  tagPeering,
  tagPlug,
  tagRule,
  tagVpn,
  tellStatus,
} from "./network-grants.ts";
import type { LedgerCall, StepName, StepPermissions } from "./step-permissions.ts";

/** To read the plan, and whether the intent that it was made from still holds. */
const plan = ["GetItem", "Query"] as const satisfies readonly LedgerCall[];

const nothing = {
  networks: [],
  ledger: [],
  secrets: [],
  announces: false,
  governs: false,
  answers: false,
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
  "list-places": nothing,
  "read-place": { ...nothing, networks: [seeWish], ledger: ["Query", "PutItem"] },
  "read-intent": {
    ...reporting,
    networks: [...seeNetworks, ...seeVpn, seeTransit, seeTransitRoutes, tellStatus],
    ledger: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
    governs: true,
    answers: true,
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
    ledger: [...plan, "PutItem", "DeleteItem"],
    announces: true,
    governs: true,
  },
  "preview-connection": {
    ...nothing,
    networks: [...seeNetworks, ...seeVpn, seeTransit, seeTransitRoutes],
    ledger: plan,
    governs: true,
  },
  "request-approval": { ...reporting, ledger: ["GetItem", "Query", "PutItem", "UpdateItem"] },
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
    networks: [
      ...[createCustomerGateway, tagCustomerGateway, createVpn, tagVpn, ...seeVpn, seeTransit],
      // To mend what somebody changed.
      ...[replaceKey, removeVpn, removeCustomerGateway],
    ],
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
    ledger: ["Query", "DeleteItem"],
  },
  "remove-routes": { ...nothing, networks: [seeRoutes, removeRoute], ledger: ["Query", "DeleteItem"] },
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
  "list-connections": { ...nothing, ledger: ["Query"] },
  "check-health": {
    ...reporting,
    networks: [...seeNetworks, ...seeVpn, seeTransit, seeTransitRoutes, tellStatus],
    governs: true,
  },
  "keep-flow-logs": {
    ...nothing,
    networks: [seeFlowLogs, createFlowLog, tagFlowLog, removeFlowLog, passFlowLogRole],
    ledger: ["Query"],
  },
  "query-flows": { ...nothing, networks: [queryFlowLogs] },
  "read-flows": { ...nothing, networks: [readFlowQuery, ...seeNetworks], ledger: ["Query"], announces: true },
  "record-connection": reporting,
  "record-failure": reporting,
};

export const stepNames = Object.keys(permissions).filter((name): name is StepName => Object.hasOwn(permissions, name));

/** All that any step may do in an account with networks: what the member role allows. */
export const networkGrants: readonly NetworkGrant[] = [
  ...new Set(Object.values(permissions).flatMap((step) => step.networks)),
];
