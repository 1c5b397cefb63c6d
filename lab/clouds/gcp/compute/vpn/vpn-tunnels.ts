import * as z from "zod";
import { inUse, notReady } from "../../gcp-error.ts";
import type { Method } from "../../method.ts";
import { mutation } from "../compute-method.ts";
import { labelsToInsert, labelsToSet, refuseOutdatedLabels } from "../labels.ts";
import { routerPath, vpnTunnelPath } from "../links.ts";
import type { OperationFailure } from "../operations/operations.ts";
import { findRegional, onePath, type RegionalKind, readingMethods } from "../regional-resources.ts";
import { regionOf } from "../regions.ts";
import { linkOf } from "../routers/tunnel-link.ts";
import type { Compute, Project } from "../state.ts";
import { newTunnel } from "./new-tunnel.ts";
import type { VpnTunnel } from "./vpn-resources.ts";
import { renderTunnel } from "./vpn-tunnel-view.ts";

const SECONDS = 15;

const VPN_TUNNELS: RegionalKind<VpnTunnel> = {
  ...{ collection: "vpnTunnels", kind: "vpnTunnel", param: "vpn_tunnel" },
  of: ({ vpnTunnels }) => vpnTunnels,
  render: renderTunnel,
};

/** A tunnel of an HA VPN gateway to an external one, with Google's default ciphers. Classic VPN is not the lab's. */
export const tunnelToInsert = z.strictObject({
  name: z.string(),
  region: z.string().optional(),
  description: z.string().optional(),
  labels: labelsToInsert,
  vpnGateway: z.string(),
  vpnGatewayInterface: z.int().min(0).max(1).default(0),
  peerExternalGateway: z.string(),
  peerExternalGatewayInterface: z.int().min(0).max(3).default(0),
  router: z.string(),
  sharedSecret: z.string().min(1),
  ikeVersion: z.union([z.literal(1), z.literal(2)]).default(2),
});

/** A tunnel cannot be changed: there is no patch. */
export function vpnTunnelMethods(compute: Compute): Method[] {
  const path = "regions/{region}/vpnTunnels";
  return [
    ...readingMethods(compute, VPN_TUNNELS),
    mutation(compute, {
      ...{ name: "vpnTunnels.insert", verb: "POST", path, body: tunnelToInsert },
      run: ({ body, params }, project) => {
        const tunnel = newTunnel(compute, project, { ...body, region: regionOf({ params }) });
        project.vpnTunnels.set(`${tunnel.region}/${tunnel.name}`, tunnel);
        return change(compute, tunnel, "insert", () => {
          tunnel.since = compute.clock.now();
          return undefined;
        });
      },
    }),
    mutation(compute, {
      ...{ name: "vpnTunnels.setLabels", verb: "POST", path: `${path}/{resource}/setLabels`, body: labelsToSet },
      run: (call, project) => {
        const tunnel = findRegional(VPN_TUNNELS, project, call, "resource");
        refuseOutdatedLabels(tunnel, call.body);
        return change(compute, tunnel, "setLabels", () => {
          tunnel.labels = call.body.labels;
          return undefined;
        });
      },
    }),
    mutation(compute, {
      ...{ name: "vpnTunnels.delete", verb: "DELETE", path: onePath(VPN_TUNNELS), body: z.unknown() },
      run: (call, project) => remove(compute, project, findRegional(VPN_TUNNELS, project, call)),
    }),
  ];
}

function remove(compute: Compute, project: Project, tunnel: VpnTunnel) {
  const router = linkOf(project, tunnel)?.router;
  if (router !== undefined) throw inUse("vpn_tunnel", vpnTunnelPath(tunnel), routerPath(router));
  const path = routerPath({ ...tunnel, name: tunnel.router });
  // A patch under way may be linking it.
  if (compute.operations.isChanging(path)) throw notReady(path);
  return change(compute, tunnel, "delete", () => {
    project.vpnTunnels.delete(`${tunnel.region}/${tunnel.name}`);
    return undefined;
  });
}

function change(compute: Compute, tunnel: VpnTunnel, type: string, finish: () => OperationFailure | undefined) {
  const target = vpnTunnelPath(tunnel);
  if (compute.operations.isChanging(target)) throw notReady(target);
  return { type, region: tunnel.region, target, targetId: tunnel.id, seconds: SECONDS, finish };
}
