import * as z from "zod";
import { refuseBadLabels } from "../../container/labels.ts";
import { alreadyExists, inUse, notFound, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import { type Call, type Method, param } from "../../method.ts";
import { pacificTime } from "../../timestamps.ts";
import { listing, mutation, reading } from "../compute-method.ts";
import { labelsToInsert, labelsToSet, refuseOutdatedLabels, renderLabels } from "../labels.ts";
import { externalVpnGatewayPath, link, vpnTunnelPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { OperationFailure } from "../operations/operations.ts";
import type { Compute, Project } from "../state.ts";
import { interfaceAddresses } from "./external-interfaces.ts";
import type { ExternalVpnGateway } from "./vpn-resources.ts";

const PATH = "global/externalVpnGateways";
const ONE = `${PATH}/{external_vpn_gateway}`;
const SECONDS = 10;

const toInsert = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  labels: labelsToInsert,
  redundancyType: z.enum(["SINGLE_IP_INTERNALLY_REDUNDANT", "TWO_IPS_REDUNDANCY", "FOUR_IPS_REDUNDANCY"]),
  interfaces: z.array(z.strictObject({ id: z.int().min(0).max(3).default(0), ipAddress: z.string() })),
});

export function externalVpnGatewayMethods(compute: Compute): Method[] {
  return [
    reading(compute, {
      ...{ name: "externalVpnGateways.get", path: ONE },
      run: (call, project) => render(find(project, call, "external_vpn_gateway")),
    }),
    listing(compute, {
      ...{ name: "externalVpnGateways.list", path: PATH, kind: "externalVpnGateway" },
      items: ({ externalVpnGateways }) => [...externalVpnGateways.values()].map(render),
      home: ({ id }) => `projects/${id}/${PATH}`,
    }),
    mutation(compute, {
      ...{ name: "externalVpnGateways.insert", verb: "POST", path: PATH, body: toInsert },
      run: (call, project) => insert(compute, project, call.body),
    }),
    mutation(compute, {
      ...{ name: "externalVpnGateways.setLabels", verb: "POST", path: `${PATH}/{resource}/setLabels` },
      body: labelsToSet,
      run: (call, project) => {
        const gateway = find(project, call, "resource");
        refuseOutdatedLabels(gateway, call.body);
        return change(compute, gateway, "setLabels", () => {
          gateway.labels = call.body.labels;
          return undefined;
        });
      },
    }),
    mutation(compute, {
      ...{ name: "externalVpnGateways.delete", verb: "DELETE", path: ONE, body: z.unknown() },
      run: (call, project) => remove(compute, project, find(project, call, "external_vpn_gateway")),
    }),
  ];
}

function find(project: Project, call: Call, field: string): ExternalVpnGateway {
  const name = param(call, field);
  const all = [...project.externalVpnGateways.values()];
  const found = all.find((gateway) => gateway.name === name || gateway.id === name);
  if (found === undefined) throw notFound(externalVpnGatewayPath(project.id, name));
  return found;
}

function render(gateway: ExternalVpnGateway) {
  const { id, name, project, createdAt, description = "", redundancyType, addresses } = gateway;
  return {
    ...{ kind: "compute#externalVpnGateway", id, creationTimestamp: pacificTime(createdAt), name, description },
    ...{ selfLink: link(externalVpnGatewayPath(project, name)), redundancyType, ...renderLabels(gateway) },
    interfaces: addresses.map((ipAddress, index) => ({ id: index, ipAddress })),
  };
}

function insert(compute: Compute, project: Project, body: z.infer<typeof toInsert>) {
  const { name, description, labels, redundancyType } = body;
  refuseBadName("resource.name", name);
  refuseBadLabels(labels);
  const gateway: ExternalVpnGateway = {
    ...{ id: numericId(compute.random), name, project: project.id, createdAt: compute.clock.now(), description },
    ...{ labels, redundancyType, addresses: interfaceAddresses(redundancyType, body.interfaces) },
  };
  if (project.externalVpnGateways.has(name)) throw alreadyExists(externalVpnGatewayPath(project.id, name));
  project.externalVpnGateways.set(name, gateway);
  return change(compute, gateway, "insert", () => undefined);
}

function remove(compute: Compute, project: Project, gateway: ExternalVpnGateway) {
  const path = externalVpnGatewayPath(project.id, gateway.name);
  const tunnel = [...project.vpnTunnels.values()].find(({ peer }) => peer === gateway.name);
  if (tunnel !== undefined) throw inUse("external_vpn_gateway", path, vpnTunnelPath(tunnel));
  return change(compute, gateway, "delete", () => {
    project.externalVpnGateways.delete(gateway.name);
    return undefined;
  });
}

function change(
  compute: Compute,
  gateway: ExternalVpnGateway,
  type: string,
  finish: () => OperationFailure | undefined,
) {
  const target = externalVpnGatewayPath(gateway.project, gateway.name);
  if (compute.operations.isChanging(target)) throw notReady(target);
  return { type, target, targetId: gateway.id, seconds: SECONDS, finish };
}
