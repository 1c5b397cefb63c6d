import type { FabricEnd, SessionVerdict, TunnelVerdict } from "../world/fabric.ts";
import type { World } from "./reach/verdict.ts";
import type { Site } from "./site.ts";

/** Some of the networks, without the tunnels that lead to the others: those that lead nowhere stay. */
export function part(sites: readonly Site[], ids: readonly string[]): readonly Site[] {
  const others = sites.filter(({ id }) => !ids.includes(id)).flatMap(endsOf);
  const leadsAway = ({ local, remote }: Pick<FabricEnd, "local" | "remote">) =>
    others.some((far) => far.local === remote && far.remote === local);
  return sites
    .filter(({ id }) => ids.includes(id))
    .map((site) => ({
      ...site,
      gateways: site.gateways.map((gateway) => ({
        ...gateway,
        tunnels: gateway.tunnels.filter((end) => !leadsAway(end)),
      })),
    }));
}

/** What the fabric says now of the networks' tunnels, for later when it will say otherwise. */
export function momentOf({ sites, fabric }: World): World {
  const ends = sites.flatMap(endsOf);
  const tunnels = new Map(ends.map(({ id }) => [id, fabric.tunnel(id)]));
  const sessions = new Map(ends.map(({ id }) => [id, fabric.session(id)]));
  const unknown = { up: false, reason: "no-peer" } as const satisfies TunnelVerdict;
  const silent = { up: false, reason: "tunnel" } as const satisfies SessionVerdict;
  return {
    sites,
    fabric: { tunnel: (id) => tunnels.get(id) ?? unknown, session: (id) => sessions.get(id) ?? silent },
  };
}

function endsOf({ gateways }: Site) {
  return gateways.flatMap(({ tunnels }) => tunnels);
}
