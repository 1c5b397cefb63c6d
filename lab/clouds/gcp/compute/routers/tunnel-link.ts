import type { Project } from "../state.ts";
import type { VpnTunnel } from "../vpn/vpn-resources.ts";
import type { BgpPeer, Router, RouterContent, RouterInterface } from "./router-resources.ts";

export interface TunnelLink {
  readonly router: Router;
  readonly face: RouterInterface;
  /** The BGP session through the tunnel, if there is one that is not switched off. */
  readonly peer: BgpPeer | undefined;
}

/** How a tunnel's router uses it; undefined when no interface is linked to it. */
export function linkOf(project: Project, tunnel: VpnTunnel): TunnelLink | undefined {
  const router = project.routers.get(`${tunnel.region}/${tunnel.router}`);
  const found = router && linkIn(router.content, tunnel.name);
  return router && found && { router, ...found };
}

/** The same of a router's content alone. */
export function linkIn(
  { interfaces, bgpPeers }: RouterContent,
  tunnel: string,
): Omit<TunnelLink, "router"> | undefined {
  const face = interfaces.find((one) => one.tunnel === tunnel);
  if (face === undefined) return undefined;
  return { face, peer: bgpPeers.find(({ interfaceName, enable }) => interfaceName === face.name && enable === "TRUE") };
}
