import type { Operation } from "../operations.ts";

export type Tags = Readonly<Record<string, string>>;

/** What keeps a resource from being written: an operation on all of it, or on one child. */
export interface Busy {
  readonly operation: Operation;
  readonly state: "Updating" | "Deleting";
  /** `subnets/<key>` and the like; undefined for the resource itself. */
  readonly child: string | undefined;
}

/** A resource of Microsoft.Network that stands under a group. Its children have no etag or lock of their own. */
export interface TopLevel {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly guid: string;
  tags: Tags | undefined;
  etag: string;
  busy: Busy | undefined;
}

export interface Vnet extends TopLevel {
  prefixes: readonly string[];
  dnsServers: readonly string[] | undefined;
  /** Settings that the lab keeps and shows and does nothing about. */
  kept: Readonly<Record<string, unknown>>;
  readonly subnets: Map<string, Subnet>;
  readonly peerings: Map<string, Peering>;
  /** Ids of its VPN and ExpressRoute gateways. */
  readonly gateways: string[];
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  prefixes: readonly string[];
  /** Whether it was given as `addressPrefixes`. */
  plural: boolean;
  securityGroup: string | undefined;
  /** Services that the subnet is lent to, by the name of the delegation. */
  delegations: ReadonlyMap<string, string>;
  kept: Readonly<Record<string, unknown>>;
}

export interface PeeringFlags {
  readonly allowVirtualNetworkAccess: boolean;
  readonly allowForwardedTraffic: boolean;
  readonly allowGatewayTransit: boolean;
  readonly useRemoteGateways: boolean;
  readonly doNotVerifyRemoteGateways: boolean;
}

/** One half of a peering. */
export interface Peering {
  readonly id: string;
  readonly name: string;
  /** The other network's id, as the request spelt it. */
  readonly remote: string;
  readonly guid: string;
  flags: PeeringFlags;
  state: "Initiated" | "Connected" | "Disconnected";
  /** The other network's address space as this half last saw it. */
  seen: readonly string[];
}

export interface SecurityGroup extends TopLevel {
  readonly rules: Map<string, SecurityRule>;
}

export interface SecurityRule {
  readonly id: string;
  readonly name: string;
  properties: RuleProperties;
}

export interface RuleProperties {
  readonly description?: string | undefined;
  readonly protocol: string;
  readonly sourcePortRange?: string | undefined;
  readonly destinationPortRange?: string | undefined;
  readonly sourceAddressPrefix?: string | undefined;
  readonly destinationAddressPrefix?: string | undefined;
  readonly access: string;
  readonly priority: number;
  readonly direction: string;
  readonly sourcePortRanges: readonly string[];
  readonly destinationPortRanges: readonly string[];
  readonly sourceAddressPrefixes: readonly string[];
  readonly destinationAddressPrefixes: readonly string[];
}
