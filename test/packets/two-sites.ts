import type { BgpEnd, Site, TunnelEnd } from "../../lab/packets/site.ts";

const OUTSIDE = ["198.18.0.1", "198.18.0.2"] as const;
const INSIDE = ["169.254.32.1", "169.254.32.2"] as const;
const STRONG = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };

type Side = 0 | 1;

/** Two networks, east and west, with a pod each, nothing before it, and one tunnel, whose ends may be changed. */
export function joinedByVpn(east: Partial<TunnelEnd> = {}, west: Partial<TunnelEnd> = {}): readonly Site[] {
  return [siteOf(0, { initiates: true, ...east }), siteOf(1, { initiates: false, ...west })];
}

function siteOf(side: Side, end: Partial<TunnelEnd>): Site {
  const name = side === 0 ? "east" : "west";
  const gateway = { id: "gateway", attached: true, asn: 64_512 + side, transit: false, ecmp: false };
  return {
    ...{ id: name, name, cloud: "aws", prefixes: [prefixOf(side)], peerings: [] },
    tables: [{ id: "main", routes: [], propagates: ["gateway"] }],
    pods: [{ name: `${name}-1`, address: `10.${side + 1}.0.10`, table: "main", filters: [] }],
    gateways: [{ ...gateway, tunnels: [{ ...endOf(side), ...end }] }],
  };
}

function endOf(side: Side): TunnelEnd {
  const far: Side = side === 0 ? 1 : 0;
  const bgp: BgpEnd = {
    ...{ asn: 64_512 + side, peerAsn: 64_512 + far, address: INSIDE[side], peerAddress: INSIDE[far] },
    ...{ initiates: true, advertises: [prefixOf(side)], mostPrefixes: 100, keepaliveSeconds: 1, holdSeconds: 3 },
  };
  return {
    ...{ id: `end-${side}`, name: `end-${side}`, local: OUTSIDE[side], remote: OUTSIDE[far], key: "twoSites1" },
    ...{ ikeVersions: [2], initiates: true, phase1: STRONG, phase2: STRONG, bgp },
  };
}

function prefixOf(side: Side): string {
  return `10.${side + 1}.0.0/16`;
}
