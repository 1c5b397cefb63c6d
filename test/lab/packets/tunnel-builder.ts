import type { Gateway, Site, TunnelEnd } from "../../../lab/packets/site.ts";
import type { Proposals } from "../../../lab/world/fabric.ts";
import { numberOf, routesTo, withGateway } from "./site-builder.ts";

export const STRONG: Proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };

export interface VpnParts {
  /** One for each tunnel. */
  readonly keys?: readonly string[];
  readonly initiates?: "both" | "one" | "other";
  readonly ikeVersions?: readonly [one: TunnelEnd["ikeVersions"], other: TunnelEnd["ikeVersions"]];
  /** What the first offers, in both phases. */
  readonly proposals?: Proposals;
  /** Whether tables take what gateways learn, or routes to the gateway are written into them. */
  readonly routes?: "propagated" | "written";
}

/** The two with a tunnel for each key between their gateways, both ends configured alike. */
export function joinByVpn(one: Site, other: Site, parts: VpnParts = {}): [Site, Site] {
  const { initiates = "both", ikeVersions = [[2], [2]], proposals = STRONG } = parts;
  const sides = [withGateway(one), withGateway(other)] as const;
  const first = { ...{ initiates: initiates !== "other", ikeVersions: ikeVersions[0] }, proposals };
  const second = { ...{ initiates: initiates !== "one", ikeVersions: ikeVersions[1] }, proposals: STRONG };
  return [
    joined(sides[0], sides[1], { ...parts, ...first, host: 1 }),
    joined(sides[1], sides[0], { ...parts, ...second, host: 2 }),
  ];
}

interface Side extends Omit<VpnParts, "initiates" | "ikeVersions"> {
  readonly proposals: Proposals;
  readonly initiates: boolean;
  readonly ikeVersions: TunnelEnd["ikeVersions"];
  /** Which of the addresses of each wire is the near one. */
  readonly host: 1 | 2;
}

function joined(site: Site, peer: Site, side: Side): Site {
  const { keys = ["secret"], routes = "propagated" } = side;
  const ends = keys.map((key, index) => endOf(site, peer, { ...side, key, index }));
  const written = routesTo(peer.prefixes, { kind: "gateway", id: `gateway-${site.name}` });
  return {
    ...site,
    gateways: site.gateways.map((gateway) => ({ ...gateway, tunnels: [...gateway.tunnels, ...ends] })),
    tables: site.tables.map((table) =>
      routes === "written"
        ? { ...table, routes: [...table.routes, ...written] }
        : { ...table, propagates: [`gateway-${site.name}`] },
    ),
  };
}

function endOf(site: Site, peer: Site, side: Side & { readonly key: string; readonly index: number }): TunnelEnd {
  const { host, key, index, initiates, ikeVersions, proposals } = side;
  const far = 3 - host;
  const numbers = [numberOf(site), numberOf(peer)];
  // Of five sites and two tunnels to a pair, each has an octet of its own.
  const wire = 10 * Math.min(...numbers) + 2 * Math.max(...numbers) + index;
  const name = `${site.name}-${peer.name}-${index}`;
  return {
    ...{ id: `${site.cloud}/${name}`, name, local: `198.18.${wire}.${host}`, remote: `198.18.${wire}.${far}`, key },
    ...{ ikeVersions, initiates, phase1: proposals, phase2: proposals },
    bgp: {
      ...{ asn: asnOf(site), peerAsn: asnOf(peer), initiates: true, keepaliveSeconds: 1, holdSeconds: 3 },
      ...{ address: `169.254.${wire}.${host}`, peerAddress: `169.254.${wire}.${far}` },
      ...{ advertises: site.prefixes, mostPrefixes: 100 },
    },
  };
}

function asnOf({ gateways: [gateway] }: Site): Gateway["asn"] {
  return gateway?.asn ?? 0;
}
