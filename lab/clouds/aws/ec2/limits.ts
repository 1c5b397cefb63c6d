/** Quotas that the lab holds callers to; each default is AWS's own. */
export interface Limits {
  /** Provisioning and active ones, of either side. */
  readonly activePeeringsPerVpc: number;
  /** Requests of an account in a region that nobody has answered yet. */
  readonly outstandingPeerings: number;
  /** Routes of one address family, local ones apart. */
  readonly routesPerTable: number;
  /** Rules of one direction and one address family. */
  readonly rulesPerGroup: number;
  readonly ipv4BlocksPerVpc: number;
  /** Of an account in a region, attached or not. */
  readonly vpnGateways: number;
  readonly customerGateways: number;
  readonly vpnConnectionsPerGateway: number;
  /** Of an account in a region. */
  readonly transitGateways: number;
}

export const DEFAULT_LIMITS: Limits = {
  activePeeringsPerVpc: 50,
  outstandingPeerings: 25,
  routesPerTable: 500,
  rulesPerGroup: 60,
  ipv4BlocksPerVpc: 5,
  vpnGateways: 5,
  customerGateways: 50,
  vpnConnectionsPerGateway: 10,
  transitGateways: 5,
};
