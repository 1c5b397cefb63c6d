import { derivedHex, derivedId } from "../../ids.ts";
import { pacificTime } from "../../timestamps.ts";
import { link, networkPath, routePath } from "../links.ts";
import { incomingRoutes } from "../peerings/peering-routes.ts";
import type { Network, StaticRoute } from "../resources.ts";
import type { Compute, Project } from "../state.ts";

interface Derived {
  readonly network: Network;
  /** The kind of route, as its name begins. */
  readonly prefix: "default-route" | "peering-route";
  readonly destRange: string;
  readonly createdAt: number;
  readonly description: string;
  readonly nextHop: object;
}

/** All routes of a project as answers show them: those that someone made, and those of subnets and peerings. */
export function renderRoutes(compute: Compute, project: Project) {
  const derived = [...project.networks.values()].flatMap((network) => [
    ...subnetRoutes(compute, network),
    ...peeringRoutes(compute, network),
  ]);
  return [...[...project.routes.values()].map(renderStatic), ...derived.map(renderDerived)];
}

function renderStatic({ id, name, project, createdAt, description = "", network, destRange, ...route }: StaticRoute) {
  return {
    ...{ kind: "compute#route", id, creationTimestamp: pacificTime(createdAt), name, description },
    ...{ network: link(networkPath(project, network)), destRange, priority: route.priority, ...route.nextHop },
    ...(route.tags.length === 0 ? {} : { tags: route.tags }),
    selfLink: link(routePath(project, name)),
  };
}

function renderDerived({ network, prefix, destRange, createdAt, description, nextHop }: Derived) {
  const self = networkPath(network.project, network.name);
  const key = `${prefix} ${self} ${destRange}`;
  const name = `${prefix}-${derivedHex(key)}`;
  return {
    ...{ kind: "compute#route", id: derivedId(key), creationTimestamp: pacificTime(createdAt), name, description },
    ...{ network: link(self), destRange, priority: 0, ...nextHop },
    selfLink: link(routePath(network.project, name)),
  };
}

function subnetRoutes(compute: Compute, network: Network): Derived[] {
  const nextHop = { nextHopNetwork: link(networkPath(network.project, network.name)) };
  return compute.subnetworksOf(network).flatMap((subnetwork) =>
    [subnetwork, ...subnetwork.secondaryIpRanges].map(({ ipCidrRange }) => ({
      ...{ network, prefix: "default-route" as const, destRange: ipCidrRange, createdAt: subnetwork.createdAt },
      ...{ description: `Default local route to the subnetwork ${ipCidrRange}.`, nextHop },
    })),
  );
}

function peeringRoutes(compute: Compute, network: Network): Derived[] {
  return network.peerings.flatMap((half) =>
    incomingRoutes(compute, network, half)
      .filter(({ imported }) => imported)
      .map(({ destRange }) => ({
        ...{ network, prefix: "peering-route" as const, destRange, createdAt: network.createdAt },
        ...{ description: `Auto generated route via peering [${half.name}].`, nextHop: { nextHopPeering: half.name } },
      })),
  );
}
