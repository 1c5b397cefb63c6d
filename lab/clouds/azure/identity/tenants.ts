export interface Application {
  readonly clientId: string;
  /** The `sub` of the workload whose tokens the application's federated credential trusts; any when left out. */
  readonly federatedSubject?: string;
}

export interface Tenant {
  /** A GUID. */
  readonly id: string;
  /** GUIDs. */
  readonly subscriptions: readonly string[];
  /** Applications that the tenant knows; one that serves several tenants stands in each. */
  readonly applications: readonly Application[];
}
