import type * as z from "zod";
import { invalidField } from "../../gcp-error.ts";
import { link, vpnTunnelPath } from "../links.ts";
import type { Compute, Project } from "../state.ts";
import type { BgpBody, RouterBody, routerChange } from "./router-body.ts";
import { completeContent } from "./router-content.ts";
import type { Router, RouterContent } from "./router-resources.ts";
import { linkIn } from "./tunnel-link.ts";

type Change = z.infer<typeof routerChange>;

/** A patch: what it does not name stays, and a list that it names replaces the one that is there. */
export function patchRouter(compute: Compute, project: Project, router: Router, body: Change) {
  const { bgp: said, ...named } = body;
  const bgp = said === undefined ? router.content.bgp : said && mergedBgp(router.content, said);
  return updateRouter(compute, project, router, { ...contentAsBody(router), ...named, bgp });
}

/** Replaces a router as a whole; gives what makes the change when its time has come. */
export function updateRouter(compute: Compute, project: Project, router: Router, body: Change) {
  const { name = router.name, network } = body;
  if (name !== router.name) throw invalidField("resource.name", name, "This field cannot be changed");
  if (network !== undefined && compute.networkAt(network, project.id)?.name !== router.network) {
    throw invalidField("resource.network", network, "This field cannot be changed");
  }
  const content = completeContent(compute, project, router, body);
  return () => {
    for (const tunnel of project.vpnTunnels.values()) {
      if (tunnel.region !== router.region || tunnel.router !== router.name) continue;
      const isSame = sessionIn(router.content, tunnel.name) === sessionIn(content, tunnel.name);
      if (!isSame) tunnel.since = compute.clock.now();
    }
    router.content = content;
    return undefined;
  };
}

/** Back to the default mode, the settings of the other go. */
function mergedBgp({ bgp }: RouterContent, said: BgpBody): BgpBody {
  const { advertisedGroups, advertisedIpRanges, ...rest } = bgp ?? {};
  return { ...(said.advertiseMode === "DEFAULT" ? {} : { advertisedGroups, advertisedIpRanges }), ...rest, ...said };
}

function contentAsBody(router: Router): RouterBody {
  const { interfaces, ...content } = router.content;
  return {
    ...content,
    interfaces: interfaces.map(({ name, tunnel, ipRange }) => ({
      ...{ name, ipRange, linkedVpnTunnel: link(vpnTunnelPath({ ...router, name: tunnel })) },
    })),
    bgpPeers: content.bgpPeers.map((peer) => ({ ...peer })),
  };
}

/** What the other end of a tunnel would notice a change of; the prefixes that are told are not among it. */
function sessionIn(content: RouterContent, tunnel: string): string {
  const { face, peer } = linkIn(content, tunnel) ?? {};
  return [face?.ipRange, peer?.ipAddress, peer?.peerIpAddress, peer?.peerAsn].join(" ");
}
