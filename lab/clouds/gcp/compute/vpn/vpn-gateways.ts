import * as z from "zod";
import { refuseBadLabels } from "../../container/labels.ts";
import { alreadyExists, inUse, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import type { Method } from "../../method.ts";
import { mutation } from "../compute-method.ts";
import { labelsToInsert, labelsToSet, refuseOutdatedLabels, renderLabels } from "../labels.ts";
import { link, networkPath, vpnGatewayPath, vpnTunnelPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { OperationFailure } from "../operations/operations.ts";
import { referencedNetwork } from "../referenced-network.ts";
import { findRegional, onePath, type RegionalKind, readingMethods } from "../regional-resources.ts";
import { regionOf } from "../regions.ts";
import type { Compute, Project } from "../state.ts";
import type { VpnGateway } from "./vpn-resources.ts";

const INSERT_SECONDS = 20;
const SECONDS = 10;

const VPN_GATEWAYS: RegionalKind<VpnGateway> = {
  ...{ collection: "vpnGateways", kind: "vpnGateway", param: "vpn_gateway" },
  of: ({ vpnGateways }) => vpnGateways,
  render: (_, gateway) => ({
    ...{ description: gateway.description ?? "", network: link(networkPath(gateway.project, gateway.network)) },
    vpnInterfaces: [0, 1].map((id) => {
      const ipAddress = gateway.addresses[id];
      return ipAddress === undefined ? { id } : { id, ipAddress };
    }),
    ...{ ...renderLabels(gateway), stackType: "IPV4_ONLY", gatewayIpVersion: "IPV4" },
  }),
};

/** IPv6, and VPN over an Interconnect, are not the lab's. */
const toInsert = z.strictObject({
  name: z.string(),
  network: z.string(),
  region: z.string().optional(),
  description: z.string().optional(),
  labels: labelsToInsert,
  stackType: z.literal("IPV4_ONLY").optional(),
  gatewayIpVersion: z.literal("IPV4").optional(),
});

export function vpnGatewayMethods(compute: Compute): Method[] {
  const path = "regions/{region}/vpnGateways";
  return [
    ...readingMethods(compute, VPN_GATEWAYS),
    mutation(compute, {
      ...{ name: "vpnGateways.insert", verb: "POST", path, body: toInsert },
      run: (call, project) => insert(compute, project, { ...call.body, region: regionOf(call) }),
    }),
    mutation(compute, {
      ...{ name: "vpnGateways.setLabels", verb: "POST", path: `${path}/{resource}/setLabels`, body: labelsToSet },
      run: (call, project) => {
        const gateway = findRegional(VPN_GATEWAYS, project, call, "resource");
        refuseOutdatedLabels(gateway, call.body);
        return change(compute, gateway, "setLabels", () => {
          gateway.labels = call.body.labels;
          return undefined;
        });
      },
    }),
    mutation(compute, {
      ...{ name: "vpnGateways.delete", verb: "DELETE", path: onePath(VPN_GATEWAYS), body: z.unknown() },
      run: (call, project) => remove(compute, project, findRegional(VPN_GATEWAYS, project, call)),
    }),
  ];
}

function insert(compute: Compute, project: Project, body: z.infer<typeof toInsert> & { readonly region: string }) {
  const { name, region, description, labels } = body;
  refuseBadName("resource.name", name);
  refuseBadLabels(labels);
  const network = referencedNetwork(compute, project, body.network);
  const home = networkPath(network.project, network.name);
  if (compute.operations.isChanging(home)) throw notReady(home);
  const gateway: VpnGateway = {
    ...{ id: numericId(compute.random), name, project: project.id, region, createdAt: compute.clock.now() },
    ...{ description, network: network.name, labels, addresses: [] },
  };
  const key = `${region}/${name}`;
  if (project.vpnGateways.has(key)) throw alreadyExists(vpnGatewayPath(gateway));
  project.vpnGateways.set(key, gateway);
  const begun = change(compute, gateway, "insert", () => {
    gateway.addresses = [compute.newAddress(), compute.newAddress()];
    return undefined;
  });
  return { ...begun, seconds: INSERT_SECONDS };
}

function remove(compute: Compute, project: Project, gateway: VpnGateway) {
  const { region, name } = gateway;
  const tunnel = [...project.vpnTunnels.values()].find((one) => one.region === region && one.gateway === name);
  if (tunnel !== undefined) throw inUse("vpn_gateway", vpnGatewayPath(gateway), vpnTunnelPath(tunnel));
  return change(compute, gateway, "delete", () => {
    project.vpnGateways.delete(`${region}/${name}`);
    return undefined;
  });
}

function change(compute: Compute, gateway: VpnGateway, type: string, finish: () => OperationFailure | undefined) {
  const target = vpnGatewayPath(gateway);
  if (compute.operations.isChanging(target)) throw notReady(target);
  return { type, region: gateway.region, target, targetId: gateway.id, seconds: SECONDS, finish };
}
