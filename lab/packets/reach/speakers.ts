import type { BgpEnd, Gateway, Site, TunnelEnd } from "../site.ts";
import type { World } from "./verdict.ts";

export interface Speaker {
  readonly site: Site;
  readonly gateway: Gateway;
  /** Those whose sessions are up. */
  readonly neighbours: readonly Neighbour[];
}

/** The other side of a session, and whose it is. */
export interface Neighbour {
  readonly site: Site;
  readonly gateway: Gateway;
  readonly farBgp: BgpEnd;
  /** The near end. */
  readonly end: TunnelEnd;
  readonly bgp: BgpEnd;
}

export function speakersOf(sites: readonly Site[], fabric: World["fabric"]): Speaker[] {
  const ends = sites.flatMap(endsOf);
  return sites.flatMap((site) =>
    site.gateways.map((gateway) => ({
      ...{ site, gateway },
      neighbours: gateway.tunnels.filter(({ id }) => fabric.session(id).up).flatMap((end) => neighbour(end, ends)),
    })),
  );
}

interface PlacedEnd {
  readonly site: Site;
  readonly gateway: Gateway;
  readonly end: TunnelEnd;
}

function endsOf(site: Site): PlacedEnd[] {
  return site.gateways.flatMap((gateway) => gateway.tunnels.map((end) => ({ site, gateway, end })));
}

/** None where the far end belongs to none of the sites. */
function neighbour(end: TunnelEnd, ends: readonly PlacedEnd[]): Neighbour[] {
  const far = ends.find((other) => other.end.local === end.remote && other.end.remote === end.local);
  if (far?.end.bgp === undefined || end.bgp === undefined) return [];
  return [{ site: far.site, gateway: far.gateway, farBgp: far.end.bgp, end, bgp: end.bgp }];
}
