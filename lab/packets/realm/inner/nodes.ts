import type { Gateway, Pod, Site, TunnelEnd } from "../../site.ts";

/** What stands where in the realm: each node is a network namespace, each device a wire between two of them. */
export interface Nodes {
  readonly sites: readonly SiteNode[];
  readonly pods: readonly PodNode[];
  readonly gateways: readonly GatewayNode[];
  readonly tunnels: readonly TunnelNode[];
  readonly links: readonly LinkNode[];
}

/** A network's router, with its route tables and filters. */
export interface SiteNode {
  readonly site: Site;
  readonly namespace: string;
  /** The kernel's numbers of the site's tables, by id. */
  readonly tables: ReadonlyMap<string, number>;
}

export interface PodNode {
  readonly pod: Pod;
  readonly site: SiteNode;
  readonly namespace: string;
  /** The router's end of its wire. */
  readonly device: string;
}

/** Where BGP is spoken. */
export interface GatewayNode {
  readonly gateway: Gateway;
  readonly site: SiteNode;
  readonly namespace: string;
  readonly device: string;
  /** Counts from 0 over all gateways. */
  readonly index: number;
}

/** Where IKE and ESP are spoken; the plain side of the tunnel is a device of the gateway. */
export interface TunnelNode {
  readonly end: TunnelEnd;
  readonly gateway: GatewayNode;
  readonly namespace: string;
  readonly device: string;
  readonly index: number;
  /** Whether its session is the gateway's for this address of the peer. */
  readonly speaks: boolean;
}

/** A peering of which both halves are active: a wire between two routers. */
export interface LinkNode {
  readonly device: string;
  readonly ends: readonly [LinkEnd, LinkEnd];
}

interface LinkEnd {
  readonly node: SiteNode;
  /** The half's id. */
  readonly half: string;
  readonly hop: string;
}

/** The kernel's number of the table with what is local, and of the first of a site's own. */
export const LOCAL_TABLE = 100;
const FIRST_TABLE = 1000;

/** Addresses of routers and gateways on wires to their own pods and to each other; RFC 5737. */
export const ROUTER_HOP = "192.0.2.1";
export const GATEWAY_HOP = "192.0.2.2";

export function nodesOf(all: readonly Site[]): Nodes {
  const sites = all.map(
    (site, index): SiteNode => ({
      ...{ site, namespace: `s${index}` },
      tables: new Map(site.tables.map(({ id }, table) => [id, FIRST_TABLE + table])),
    }),
  );
  const pods = sites
    .flatMap((site) => site.site.pods.map((pod) => ({ site, pod })))
    .map((node, index): PodNode => ({ ...node, namespace: podNamespace(index), device: `pod${index}` }));
  const gateways = sites
    .flatMap((site) => site.site.gateways.map((gateway) => ({ site, gateway })))
    .map((node, index): GatewayNode => ({ ...node, namespace: `g${index}`, device: `gw${index}`, index }));
  return { sites, pods, gateways, tunnels: tunnelsOf(gateways), links: linksOf(sites) };
}

export function podNamespace(index: number): string {
  return `p${index}`;
}

function tunnelsOf(gateways: readonly GatewayNode[]): TunnelNode[] {
  const ends = gateways.flatMap((gateway) => gateway.gateway.tunnels.map((end) => ({ gateway, end })));
  const isAnswered = ({ local, remote }: TunnelEnd) =>
    ends.some(({ end }) => end.local === remote && end.remote === local);
  return ends.map(({ gateway, end }, index) => {
    // Azure tries every far end from both instances: the instance that the far end names has the session.
    const rivals = gateway.gateway.tunnels.filter(({ bgp }) => bgp?.peerAddress === end.bgp?.peerAddress);
    const speaks = (rivals.find(isAnswered) ?? rivals[0]) === end && end.bgp !== undefined;
    return { gateway, end, index, speaks, namespace: `t${index}`, device: `tun${index}` };
  });
}

function linksOf(sites: readonly SiteNode[]): LinkNode[] {
  const active = sites.flatMap((node) =>
    node.site.peerings.filter(({ active }) => active).map((half) => ({ node, half })),
  );
  const pairs = active.flatMap((one, at) =>
    active
      .slice(at + 1)
      .filter((other) => one.half.peer === other.node.site.id && other.half.peer === one.node.site.id)
      .map((other) => [one, other] as const),
  );
  return pairs.map((pair, index) => {
    const [one, other] = pair.map(({ node, half }, side) => ({ node, half: half.id, hop: hopOf(index, side) }));
    if (one === undefined || other === undefined) throw new RangeError("a peering has two ends");
    return { device: `px${index}`, ends: [one, other] };
  });
}

/** Two addresses of 198.51.100.0/22 or so for each link: only the two routers see them. */
function hopOf(index: number, side: number): string {
  return `198.51.${100 + Math.floor(index / 100)}.${2 * (index % 100) + side + 1}`;
}
