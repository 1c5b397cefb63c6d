import * as z from "zod";
import { alreadyExists, invalidField, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import { type Method, param } from "../../method.ts";
import { listing, mutation, reading } from "../compute-method.ts";
import { networkPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { Network } from "../resources.ts";
import { addDefaultRoute } from "../routes/default-route.ts";
import type { Compute, Project } from "../state.ts";
import { addAutoSubnetworks } from "../subnetworks/auto-subnetworks.ts";
import { deleteNetwork } from "./delete-network.ts";
import { networkPatch, networkToInsert } from "./network-body.ts";
import { renderNetwork } from "./network-view.ts";

const PATH = "global/networks";
const SECONDS = 15;

export function networkMethods(compute: Compute): Method[] {
  return [
    reading(compute, {
      ...{ name: "networks.get", path: `${PATH}/{network}` },
      run: (call, project) => renderNetwork(compute, compute.network(project, param(call, "network"))),
    }),
    listing(compute, {
      ...{ name: "networks.list", path: PATH, kind: "network" },
      items: ({ networks }) => [...networks.values()].map((network) => renderNetwork(compute, network)),
      home: ({ id }) => `projects/${id}/${PATH}`,
    }),
    mutation(compute, {
      ...{ name: "networks.insert", verb: "POST", path: PATH, body: networkToInsert },
      run: ({ body }, project) => insert(compute, project, body),
    }),
    mutation(compute, {
      ...{ name: "networks.patch", verb: "PATCH", path: `${PATH}/{network}`, body: networkPatch },
      run: (call, project) => patch(usable(compute, project, param(call, "network")), call.body),
    }),
    mutation(compute, {
      ...{ name: "networks.delete", verb: "DELETE", path: `${PATH}/{network}`, body: z.unknown() },
      run: (call, project) => deleteNetwork(compute, usable(compute, project, param(call, "network"))),
    }),
  ];
}

/** A network that is there and that nothing is changing. */
export function usable(compute: Compute, project: Project, name: string): Network {
  const network = compute.network(project, name);
  const path = networkPath(network.project, network.name);
  if (compute.operations.isChanging(path)) throw notReady(path);
  return network;
}

function insert(compute: Compute, project: Project, body: z.infer<typeof networkToInsert>) {
  const { name, autoCreateSubnetworks, mtu, routingConfig, description } = body;
  refuseBadName("resource.name", name);
  const path = networkPath(project.id, name);
  if (project.networks.has(name)) throw alreadyExists(path);
  const network: Network = {
    ...{ id: numericId(compute.random), name, project: project.id, createdAt: compute.clock.now(), description },
    ...{ autoCreateSubnetworks, mtu, routingMode: routingConfig?.routingMode, peerings: [] },
    enforcementOrder: body.networkFirewallPolicyEnforcementOrder,
  };
  project.networks.set(name, network);
  const finish = () => {
    addDefaultRoute(compute, project, network);
    if (autoCreateSubnetworks) addAutoSubnetworks(compute, project, network);
    return undefined;
  };
  return { type: "insert", target: path, targetId: network.id, seconds: SECONDS, finish };
}

function patch(network: Network, body: z.infer<typeof networkPatch>) {
  refuseFixed(network, body);
  const path = networkPath(network.project, network.name);
  const finish = () => {
    network.routingMode = body.routingConfig?.routingMode ?? network.routingMode;
    network.enforcementOrder = body.networkFirewallPolicyEnforcementOrder ?? network.enforcementOrder;
    network.mtu = body.mtu ?? network.mtu;
    return undefined;
  };
  // As recorded: the older form of the type is `patch`.
  return { type: "compute.networks.patch", target: path, targetId: network.id, seconds: SECONDS, finish };
}

function refuseFixed(network: Network, { name, autoCreateSubnetworks, description }: z.infer<typeof networkPatch>) {
  const asked = { name, autoCreateSubnetworks, description };
  for (const field of ["name", "autoCreateSubnetworks", "description"] as const) {
    if (asked[field] === undefined || asked[field] === network[field]) continue;
    throw invalidField(`resource.${field}`, asked[field], "This field cannot be changed");
  }
}
