import { numericId } from "../../ids.ts";
import { link } from "../links.ts";
import type { Network, StaticRoute } from "../resources.ts";
import type { Compute, Project } from "../state.ts";

/** Every new network has a route to the Internet. */
export function addDefaultRoute(compute: Compute, project: Project, network: Network): void {
  const name = `default-route-${compute.random.hex(16)}`;
  const gateway = link(`projects/${project.id}/global/gateways/default-internet-gateway`);
  project.routes.set(name, {
    ...{ id: numericId(compute.random), name, project: project.id, createdAt: compute.clock.now() },
    ...{ description: "Default route to the Internet.", network: network.name, destRange: "0.0.0.0/0" },
    ...{ priority: 1000, tags: [], nextHop: { nextHopGateway: gateway } },
  });
}

export function isDefaultRoute({ name, destRange }: StaticRoute): boolean {
  return destRange === "0.0.0.0/0" && name.startsWith("default-route-");
}
