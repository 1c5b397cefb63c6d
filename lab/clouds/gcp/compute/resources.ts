export interface Resource {
  /** An unsigned 64-bit number. */
  readonly id: string;
  readonly name: string;
  readonly project: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly description: string | undefined;
}

export interface NetworkRef {
  readonly project: string;
  readonly name: string;
}

export interface Network extends Resource {
  readonly autoCreateSubnetworks: boolean;
  /** Regional when nobody said so; answers have it only when somebody did, as recorded. */
  routingMode: "REGIONAL" | "GLOBAL" | undefined;
  enforcementOrder: string;
  mtu: number | undefined;
  peerings: Peering[];
}

/** The routes that one side gives and takes beside subnet routes, which are always exchanged. */
export interface PeeringFlags {
  exportCustomRoutes: boolean;
  importCustomRoutes: boolean;
  exportSubnetRoutesWithPublicIp: boolean;
  importSubnetRoutesWithPublicIp: boolean;
}

/** One network's half of a peering. */
export interface Peering extends PeeringFlags {
  readonly name: string;
  readonly network: NetworkRef;
  readonly stackType: string;
  state: "ACTIVE" | "INACTIVE";
  stateDetails: string;
}

export interface SecondaryRange {
  readonly rangeName: string;
  readonly ipCidrRange: string;
}

export interface Subnetwork extends Resource {
  readonly region: string;
  /** The name of a network of the same project. */
  readonly network: string;
  readonly purpose: string;
  ipCidrRange: string;
  secondaryIpRanges: readonly SecondaryRange[];
  privateIpGoogleAccess: boolean;
  logConfig: object;
  fingerprint: string;
}

export interface FirewallRule {
  readonly IPProtocol: string;
  readonly ports?: string[] | undefined;
}

/** What a caller may say of a firewall rule, as it stands in answers. */
export interface FirewallContent {
  readonly direction: "INGRESS" | "EGRESS";
  readonly priority: number;
  readonly disabled: boolean;
  readonly logConfig: { readonly enable: boolean };
  readonly allowed?: readonly FirewallRule[];
  readonly denied?: readonly FirewallRule[];
  readonly sourceRanges?: readonly string[];
  readonly destinationRanges?: readonly string[];
  readonly sourceTags?: readonly string[];
  readonly targetTags?: readonly string[];
  readonly sourceServiceAccounts?: readonly string[];
  readonly targetServiceAccounts?: readonly string[];
}

export interface Firewall extends Resource {
  readonly network: string;
  content: FirewallContent;
}

/** A route that someone made; those of subnets and peerings are derived. */
export interface StaticRoute extends Resource {
  readonly network: string;
  readonly destRange: string;
  readonly priority: number;
  readonly tags: readonly string[];
  /** `nextHopGateway: …`, `nextHopIp: …`. */
  readonly nextHop: Readonly<Record<string, string>>;
}
