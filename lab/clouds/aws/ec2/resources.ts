export type Tags = Map<string, string>;

/** A block of addresses of a VPC, and when it came and went. */
export interface BlockAssociation {
  readonly id: string;
  readonly cidr: string;
  /** The blocks that a VPC is made with are associated at once. */
  readonly associatedAt: number;
  removedAt?: number;
  /** The pool of the user's own IPv6 addresses that it is from; absent when Amazon gave it. */
  readonly pool?: string;
}

export interface Vpc {
  readonly id: string;
  /** The primary block first. */
  readonly ipv4: BlockAssociation[];
  readonly ipv6: BlockAssociation[];
  readonly attributes: VpcAttributes;
  readonly tags: Tags;
}

export interface VpcAttributes {
  enableDnsSupport: boolean;
  enableDnsHostnames: boolean;
  enableNetworkAddressUsageMetrics: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  /** None or one. */
  readonly ipv6: readonly string[];
  readonly ipv6AssociationId: string;
  readonly zone: { readonly name: string; readonly id: string };
  readonly tags: Tags;
}

export interface InternetGateway {
  readonly id: string;
  vpcId?: string;
  readonly tags: Tags;
}

/** Where a route leads, by the element that names it in answers. Exactly one is set. */
export interface RouteTarget {
  readonly gatewayId?: string;
  readonly natGatewayId?: string;
  readonly transitGatewayId?: string;
  readonly networkInterfaceId?: string;
  readonly egressOnlyInternetGatewayId?: string;
  readonly vpcPeeringConnectionId?: string;
}

/** Exactly one is set; blocks are canonical. */
export interface RouteDestination {
  readonly destinationCidrBlock?: string;
  readonly destinationIpv6CidrBlock?: string;
  readonly destinationPrefixListId?: string;
}

export interface Route {
  readonly destination: RouteDestination;
  target: RouteTarget;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  /** Those that callers made; the local ones follow from the VPC's blocks. */
  readonly routes: Route[];
  /** Id of the association that makes it its VPC's main table. */
  readonly mainAssociation?: string;
  /** Subnets by id of the association. */
  readonly associations: Map<string, string>;
  /** Ids of the virtual private gateways whose routes it was told to take. */
  readonly propagating: Set<string>;
  readonly tags: Tags;
}

/** Whom a rule lets in, or out to. */
export type RulePeer =
  | { readonly kind: "ipv4" | "ipv6"; readonly cidr: string }
  | { readonly kind: "prefix-list"; readonly prefixListId: string }
  | {
      readonly kind: "group";
      readonly groupId: string;
      readonly userId: string;
      /** Of a group in a peer VPC. */
      readonly peered?: { readonly vpcId: string; readonly peeringId: string };
    };

export interface RuleSpec {
  readonly egress: boolean;
  /** A name for tcp, udp, icmp and icmpv6, otherwise a number; `-1` is all. */
  readonly protocol: string;
  /** Ports, or the type and code of ICMP; -1 is all. */
  readonly from: number;
  readonly to: number;
  readonly peer: RulePeer;
  readonly description?: string;
}

export interface Rule extends RuleSpec {
  readonly id: string;
  readonly tags: Tags;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: Rule[];
  readonly tags: Tags;
}

export interface PeeringSide {
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  /** Unknown for a VPC that does not exist. */
  readonly primaryBlock: string | undefined;
  allowDnsResolution: boolean;
}

/** A peering connection: what was done to it and when; its status follows from that and the time. */
export interface Peering {
  readonly id: string;
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When an unanswered request fails, if it does. */
  failsAt?: number;
  acceptedAt?: number;
  rejectedAt?: number;
  deletion?: { readonly at: number; readonly by: string };
  /** "Tags … are only applied in the account or Region in which you create them": by place. */
  readonly tags: Map<string, Tags>;
}
