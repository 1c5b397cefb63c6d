export interface Limits {
  /** Quota PEERINGS_PER_NETWORK. */
  readonly peeringsPerNetwork: number;
  /** Operations of one project that may run at once. Google has such a quota; its size is not documented. */
  readonly concurrentOperations: number;
}

export const DEFAULT_LIMITS: Limits = { peeringsPerNetwork: 25, concurrentOperations: 100 };
