/** Quotas that the lab holds callers to; each default is Azure's own ("Azure subscription and service limits"). */
export interface Limits {
  readonly peeringsPerVnet: number;
  readonly vnetsPerSubscription: number;
  readonly rulesPerSecurityGroup: number;
  /** In each region. */
  readonly basicPublicIps: number;
  /** Rows of a list's page; not documented. */
  readonly pageSize: number;
}

export const DEFAULT_LIMITS: Limits = {
  peeringsPerVnet: 500,
  vnetsPerSubscription: 1000,
  rulesPerSecurityGroup: 1000,
  basicPublicIps: 0,
  pageSize: 100,
};
