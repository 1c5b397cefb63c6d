import * as z from "zod";
import { alreadyExists, inUse, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import type { Method } from "../../method.ts";
import { mutation, reading } from "../compute-method.ts";
import { networkPath, routerPath, vpnTunnelPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { OperationFailure } from "../operations/operations.ts";
import { referencedNetwork } from "../referenced-network.ts";
import { findRegional, onePath, type RegionalKind, readingMethods } from "../regional-resources.ts";
import { regionOf } from "../regions.ts";
import type { Compute, Project } from "../state.ts";
import { patchRouter, updateRouter } from "./change-router.ts";
import { routerChange, routerToInsert } from "./router-body.ts";
import { completeContent } from "./router-content.ts";
import type { Router } from "./router-resources.ts";
import { renderRouterStatus } from "./router-status.ts";
import { renderRouter } from "./router-view.ts";

const SECONDS = 15;

const ROUTERS: RegionalKind<Router> = {
  ...{ collection: "routers", kind: "router", param: "router" },
  of: ({ routers }) => routers,
  render: (_, router) => renderRouter(router),
};

/** Routers have neither a fingerprint nor labels. */
export function routerMethods(compute: Compute): Method[] {
  const one = onePath(ROUTERS);
  return [
    ...readingMethods(compute, ROUTERS),
    reading(compute, {
      ...{ name: "routers.getRouterStatus", path: `${one}/getRouterStatus` },
      run: (call, project) => renderRouterStatus(compute, project, findRegional(ROUTERS, project, call)),
    }),
    mutation(compute, {
      ...{ name: "routers.insert", verb: "POST", path: "regions/{region}/routers", body: routerToInsert },
      run: (call, project) => insert(compute, project, { ...call.body, region: regionOf(call) }),
    }),
    mutation(compute, {
      ...{ name: "routers.patch", verb: "PATCH", path: one, body: routerChange },
      run: ({ body, params }, project) => {
        const router = usable(compute, findRegional(ROUTERS, project, { params }));
        return change(router, "patch", patchRouter(compute, project, router, body));
      },
    }),
    mutation(compute, {
      ...{ name: "routers.update", verb: "PUT", path: one, body: routerChange },
      run: ({ body, params }, project) => {
        const router = usable(compute, findRegional(ROUTERS, project, { params }));
        return change(router, "update", updateRouter(compute, project, router, body));
      },
    }),
    mutation(compute, {
      ...{ name: "routers.delete", verb: "DELETE", path: one, body: z.unknown() },
      run: (call, project) => remove(project, usable(compute, findRegional(ROUTERS, project, call))),
    }),
  ];
}

function insert(
  compute: Compute,
  project: Project,
  body: z.infer<typeof routerToInsert> & { readonly region: string },
) {
  const { name, region } = body;
  refuseBadName("resource.name", name);
  const network = referencedNetwork(compute, project, body.network);
  const home = networkPath(network.project, network.name);
  if (compute.operations.isChanging(home)) throw notReady(home);
  const router: Router = {
    ...{ id: numericId(compute.random), name, project: project.id, region, createdAt: compute.clock.now() },
    ...{ network: network.name, content: { description: "", interfaces: [], bgpPeers: [] } },
  };
  const path = routerPath(router);
  if (project.routers.has(`${region}/${name}`)) throw alreadyExists(path);
  router.content = completeContent(compute, project, router, body);
  project.routers.set(`${region}/${name}`, router);
  return change(router, "insert", () => undefined);
}

function remove(project: Project, router: Router) {
  const { region, name } = router;
  const tunnel = [...project.vpnTunnels.values()].find((one) => one.region === region && one.router === name);
  if (tunnel !== undefined) throw inUse("router", routerPath(router), vpnTunnelPath(tunnel));
  return change(router, "delete", () => {
    project.routers.delete(`${region}/${name}`);
    return undefined;
  });
}

/** One change at a time. */
function usable(compute: Compute, router: Router): Router {
  const path = routerPath(router);
  if (compute.operations.isChanging(path)) throw notReady(path);
  return router;
}

function change(router: Router, type: string, finish: () => OperationFailure | undefined) {
  return { type, region: router.region, target: routerPath(router), targetId: router.id, seconds: SECONDS, finish };
}
