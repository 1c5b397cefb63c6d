import type { Resource } from "../resources.ts";

/** What is told to a peer. */
export interface Advertisement {
  readonly advertiseMode: "DEFAULT" | "CUSTOM";
  readonly advertisedGroups?: readonly "ALL_SUBNETS"[] | undefined;
  readonly advertisedIpRanges?: readonly AdvertisedRange[] | undefined;
}

interface AdvertisedRange {
  readonly range: string;
  readonly description?: string | undefined;
}

export interface RouterBgp extends Advertisement {
  readonly asn: number;
  readonly keepaliveInterval: number;
}

export interface RouterInterface {
  readonly name: string;
  /** The name of a tunnel of the router's region. */
  readonly tunnel: string;
  /** The router's own address with the length of its range: `169.254.21.1/30`. */
  readonly ipRange: string;
}

export interface BgpPeer extends Advertisement {
  readonly name: string;
  readonly interfaceName: string;
  readonly ipAddress: string;
  readonly peerIpAddress: string;
  readonly peerAsn: number;
  readonly advertisedRoutePriority: number;
  readonly enable: "TRUE" | "FALSE";
}

/** What a caller may say of a router once it is there. */
export interface RouterContent {
  readonly description: string;
  readonly bgp?: RouterBgp | undefined;
  readonly interfaces: readonly RouterInterface[];
  readonly bgpPeers: readonly BgpPeer[];
}

export interface Router extends Omit<Resource, "description"> {
  readonly region: string;
  /** The name of a network of the same project. */
  readonly network: string;
  content: RouterContent;
}
