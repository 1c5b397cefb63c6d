import type * as z from "zod";
import { refuseBadLabels } from "../../container/labels.ts";
import { alreadyExists, invalidField, notReady } from "../../gcp-error.ts";
import { numericId } from "../../ids.ts";
import { externalVpnGatewayPath, nameInLink, routerPath, vpnGatewayPath, vpnTunnelPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { Compute, Project } from "../state.ts";
import type { VpnTunnel } from "./vpn-resources.ts";
import type { tunnelToInsert } from "./vpn-tunnels.ts";

type Wanted = z.infer<typeof tunnelToInsert> & { readonly region: string };

/** The tunnel that a request asks for; throws unless it can be made. */
export function newTunnel(compute: Compute, project: Project, wanted: Wanted): VpnTunnel {
  const { name, region, description, labels, vpnGatewayInterface, peerExternalGatewayInterface } = wanted;
  refuseBadName("resource.name", name);
  refuseBadLabels(labels);
  const { gateway, peer, router } = references(compute, project, wanted);
  if (router.network !== gateway.network) {
    throw invalidField("resource.router", wanted.router, "The router and the VPN gateway must be in the same network.");
  }
  if (peer.addresses[peerExternalGatewayInterface] === undefined) {
    const why = `The external VPN gateway has no such interface: it has ${peer.addresses.length}.`;
    throw invalidField("resource.peerExternalGatewayInterface", peerExternalGatewayInterface, why);
  }
  const tunnel: VpnTunnel = {
    ...{ id: numericId(compute.random), name, project: project.id, region, createdAt: compute.clock.now() },
    ...{ description, labels, gateway: gateway.name, gatewayInterface: vpnGatewayInterface, peer: peer.name },
    ...{ peerInterface: peerExternalGatewayInterface, router: router.name, ikeVersion: wanted.ikeVersion },
    ...{ sharedSecret: wanted.sharedSecret, since: compute.clock.now() },
  };
  if (project.vpnTunnels.has(`${region}/${name}`)) throw alreadyExists(vpnTunnelPath(tunnel));
  refuseTwin(project, tunnel);
  return tunnel;
}

/** The resources that a tunnel is made of; throws unless they are there and nothing is changing the gateways. */
function references({ operations }: Compute, project: Project, wanted: Wanted) {
  const { region } = wanted;
  const inRegion = (field: "vpnGateway" | "router", collection: string) => {
    const name = nameInLink(wanted[field], { project: project.id, place: `regions/${region}/${collection}` });
    return `${region}/${name ?? ""}`;
  };
  const gateway = project.vpnGateways.get(inRegion("vpnGateway", "vpnGateways"));
  const router = project.routers.get(inRegion("router", "routers"));
  const external = nameInLink(wanted.peerExternalGateway, { project: project.id, place: "global/externalVpnGateways" });
  const peer = project.externalVpnGateways.get(external ?? "");
  if (gateway === undefined) throw missing("vpnGateway", wanted.vpnGateway);
  if (peer === undefined) throw missing("peerExternalGateway", wanted.peerExternalGateway);
  if (router === undefined) throw missing("router", wanted.router);
  const paths = [vpnGatewayPath(gateway), externalVpnGatewayPath(project.id, peer.name), routerPath(router)];
  for (const path of paths) if (operations.isChanging(path)) throw notReady(path);
  return { gateway, peer, router };
}

function missing(field: string, link: string) {
  return invalidField(`resource.${field}`, link, "The referenced resource cannot be found.");
}

/** Two gateways' interfaces have one tunnel between them: hashicorp/terraform-provider-google#16619. */
function refuseTwin(project: Project, tunnel: VpnTunnel): void {
  const twin = [...project.vpnTunnels.values()].find(
    (one) =>
      one.region === tunnel.region &&
      one.gateway === tunnel.gateway &&
      one.gatewayInterface === tunnel.gatewayInterface &&
      one.peer === tunnel.peer &&
      one.peerInterface === tunnel.peerInterface,
  );
  if (twin === undefined) return;
  const why = `A tunnel with same peer external VPN gateway interface exists: '${vpnTunnelPath(twin)}'.`;
  throw invalidField("resource.peerExternalGatewayInterface", tunnel.peerInterface, why);
}
