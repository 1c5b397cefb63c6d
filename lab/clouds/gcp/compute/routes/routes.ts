import * as z from "zod";
import { alreadyExists, badRequest, invalidField, notFound, notReady, required } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import { type Method, param } from "../../method.ts";
import { listing, mutation, reading } from "../compute-method.ts";
import { networkPath, routePath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import { refuseRouteWhilePeering } from "../peerings/peering-lock.ts";
import { covers, isIpv4Range } from "../ranges.ts";
import { referencedNetwork } from "../referenced-network.ts";
import type { Network, StaticRoute } from "../resources.ts";
import type { Compute, Project } from "../state.ts";
import { NEXT_HOPS, routeToInsert } from "./route-body.ts";
import { renderRoutes } from "./route-view.ts";

const PATH = "global/routes";
const SECONDS = 10;

export function routeMethods(compute: Compute): Method[] {
  return [
    reading(compute, {
      ...{ name: "routes.get", path: `${PATH}/{route}` },
      run: (call, project) => find(compute, project, param(call, "route")),
    }),
    listing(compute, {
      ...{ name: "routes.list", path: PATH, kind: "route" },
      items: (project) => renderRoutes(compute, project),
      home: ({ id }) => `projects/${id}/${PATH}`,
    }),
    mutation(compute, {
      ...{ name: "routes.insert", verb: "POST", path: PATH, body: routeToInsert },
      run: (call, project) => insert(compute, project, call.body),
    }),
    mutation(compute, {
      ...{ name: "routes.delete", verb: "DELETE", path: `${PATH}/{route}`, body: z.unknown() },
      run: (call, project) => remove(compute, project, param(call, "route")),
    }),
  ];
}

function find(compute: Compute, project: Project, name: string) {
  const found = renderRoutes(compute, project).find((route) => route.name === name || route.id === name);
  if (found === undefined) throw notFound(routePath(project.id, name));
  return found;
}

function insert(compute: Compute, project: Project, body: z.infer<typeof routeToInsert>) {
  const { name, destRange, description, priority, tags } = body;
  refuseBadName("resource.name", name);
  const network = referencedNetwork(compute, project, body.network);
  if (!isIpv4Range(destRange)) throw invalidField("resource.destRange", destRange, "Must be a CIDR address range");
  const nextHop = nextHopOf(body);
  refuseInsideSubnet(compute, network, destRange);
  if (project.routes.has(name)) throw alreadyExists(routePath(project.id, name));
  const route: StaticRoute = {
    ...{ id: numericId(compute.random), name, project: project.id, createdAt: compute.clock.now(), description },
    ...{ network: network.name, destRange, priority, tags, nextHop },
  };
  const begun = change(compute, network, route, "insert");
  const finish = () => {
    project.routes.set(name, route);
    return undefined;
  };
  return { ...begun, finish };
}

function remove(compute: Compute, project: Project, name: string) {
  const derived = find(compute, project, name);
  const route = project.routes.get(derived.name);
  if (route === undefined) throw badRequest(`The route '${name}' is not one that can be deleted.`);
  const network = compute.network(project, route.network);
  const finish = () => {
    project.routes.delete(route.name);
    return undefined;
  };
  return { ...change(compute, network, route, "delete"), finish };
}

function change(compute: Compute, network: Network, route: StaticRoute, type: string) {
  const target = routePath(route.project, route.name);
  const home = networkPath(network.project, network.name);
  for (const path of [home, target]) if (compute.operations.isChanging(path)) throw notReady(path);
  refuseRouteWhilePeering(compute, network);
  return { type, target, targetId: route.id, seconds: SECONDS, routesOf: [home] };
}

function nextHopOf(body: z.infer<typeof routeToInsert>): Record<string, string> {
  const given = NEXT_HOPS.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]] as const]));
  if (given.length === 0) throw required("resource.nextHop");
  if (given.length > 1) throw badRequest("Exactly one next hop must be specified for a route.");
  return Object.fromEntries(given);
}

/** "You can't create a static route whose destination matches or fits within a subnet's range." */
function refuseInsideSubnet(compute: Compute, network: Network, destRange: string): void {
  const ranges = compute.subnetworksOf(network).flatMap((one) => [one, ...one.secondaryIpRanges]);
  const subnet = ranges.find(({ ipCidrRange }) => covers(ipCidrRange, destRange));
  if (subnet === undefined) return;
  throw invalidField("resource.destRange", destRange, `The range lies within the subnet range ${subnet.ipCidrRange}.`);
}
