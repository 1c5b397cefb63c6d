import type { Tags } from "../resources.ts";

/** A virtual private gateway. Its states follow from what was done to it and the time, as all states here. */
export interface VpnGateway {
  readonly id: string;
  readonly asn: number;
  /** The last one; AWS goes on listing one that has ended, as `detached`. */
  attachment?: VgwAttachment;
  deletedAt?: number;
  readonly tags: Tags;
}

export interface VgwAttachment {
  readonly vpcId: string;
  readonly at: number;
  detachedAt?: number;
}

/** A device at the other end, as its owner describes it. */
export interface CustomerGateway {
  readonly id: string;
  readonly address: string;
  readonly asn: number;
  readonly deviceName: string | undefined;
  readonly createdAt: number;
  deletedAt?: number;
  readonly tags: Tags;
}

export interface VpnConnection {
  readonly id: string;
  readonly customerGatewayId: string;
  /** Of AWS's own side: a virtual private gateway or a transit gateway. */
  readonly gatewayId: string;
  /** What plugs the connection into its transit gateway. */
  readonly transit?: VpnAttachment;
  readonly staticRoutesOnly: boolean;
  keyStorage: KeyStorage;
  /** Two, in the order of their outside addresses. */
  readonly tunnels: VpnTunnel[];
  readonly createdAt: number;
  deletedAt?: number;
  readonly tags: Tags;
}

export interface VpnAttachment {
  readonly gatewayId: string;
  readonly attachmentId: string;
  readonly tags: Tags;
}

/** Who keeps the keys: the connection, which then shows them, or a secret. */
export type KeyStorage = "Standard" | "SecretsManager";

export interface VpnTunnel {
  readonly outside: string;
  readonly insideCidr: string;
  readonly key: string;
  readonly settings: Settings;
  readonly changedAt?: number;
}

/** What was asked for, by the element that shows it; what was not asked for is AWS's default, and not shown. */
export type Settings = Readonly<Record<string, string | number | readonly string[]>>;
