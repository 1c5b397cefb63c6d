import type { TopLevel } from "../network/resources.ts";

export interface PublicIp extends TopLevel {
  readonly sku: "Basic" | "Standard";
  readonly tier: string;
  readonly zones: readonly string[] | undefined;
  readonly allocation: "Static" | "Dynamic";
  idleTimeoutInMinutes: number;
  /** Absent until the operation that made it is done; a dynamic one never has one here. */
  address: string | undefined;
}

export interface VpnGateway extends TopLevel {
  settings: GatewaySettings;
  /** Whether it has ever been in state Succeeded. */
  provisioned: boolean;
}

export interface GatewaySettings {
  readonly vpnType: string;
  readonly sku: string;
  readonly generation: string;
  readonly activeActive: boolean;
  readonly enableBgp: boolean;
  /** One for each IP configuration, in their order. */
  readonly instances: readonly Instance[];
  /** Absent for Azure's own, 65515. */
  readonly asn: number | undefined;
  /** As asked for; an active-active gateway takes others. */
  readonly peeringAddress: string | undefined;
  readonly peerWeight: number;
  /** Settings that the lab keeps and shows and does nothing about. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** One of the machines that a gateway is made of. */
export interface Instance {
  readonly id: string;
  readonly name: string;
  /** Ids, as the request spelt them. */
  readonly subnet: string;
  readonly publicIp: string;
  /** The address in the GatewaySubnet by which BGP is spoken when there is no custom one. */
  readonly defaultAddress: string;
  /** From 169.254.21.0-169.254.22.255. */
  readonly customAddresses: readonly string[];
}

export interface LocalGateway extends TopLevel {
  settings: LocalGatewaySettings;
  /** Epoch milliseconds of the virtual clock: when its settings last took effect. */
  since: number;
}

export interface LocalGatewaySettings {
  readonly address: string;
  readonly prefixes: readonly string[];
  readonly bgp: LocalBgp | undefined;
}

interface LocalBgp {
  readonly asn: number;
  readonly address: string;
  readonly peerWeight: number;
}

export interface Connection extends TopLevel {
  settings: ConnectionSettings;
  key: string;
  /** Epoch milliseconds of the virtual clock: when its settings last took effect; absent before the first time. */
  since: number | undefined;
}

export interface ConnectionSettings {
  /** Ids, as the request spelt them. */
  readonly gateway: string;
  readonly localGateway: string;
  readonly protocol: "IKEv1" | "IKEv2";
  readonly mode: "Default" | "ResponderOnly" | "InitiatorOnly";
  readonly enableBgp: boolean;
  readonly routingWeight: number;
  readonly dpdTimeoutSeconds: number;
  readonly policies: readonly IpsecPolicy[];
  readonly customAddresses: readonly CustomAddress[];
}

/** Which of an instance's custom addresses a connection uses. */
export interface CustomAddress {
  readonly ipConfigurationId: string;
  readonly customBgpIpAddress: string;
}

export interface IpsecPolicy {
  readonly saLifeTimeSeconds: number;
  readonly saDataSizeKilobytes: number;
  readonly ipsecEncryption: string;
  readonly ipsecIntegrity: string;
  readonly ikeEncryption: string;
  readonly ikeIntegrity: string;
  readonly dhGroup: string;
  readonly pfsGroup: string;
}
