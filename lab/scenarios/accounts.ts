import type { Place } from "../../core/connection/network-id.ts";

/** Where the stack is deployed in the lab. */
export const hub: Place = { account: "111111111111", region: "us-east-1" };

/** The accounts and regions that have networks: the hub's and one member's. */
export const places: readonly Place[] = [
  hub,
  { account: "111111111111", region: "eu-west-1" },
  { account: "222222222222", region: "us-east-1" },
  { account: "222222222222", region: "eu-west-1" },
];

/** An account that has no member stack. */
export const stranger: Place = { account: "333333333333", region: "eu-west-1" };

/** What a user with Google Cloud writes into cdk.json. */
export const google = {
  audience: "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/crosspeer/providers/aws",
  projects: ["shop-prod", "data-prod"],
} as const;

/** The only tenant of the lab's Azure. */
export const tenant = "a7c4e2d0-5b1f-4c38-9d6e-2f8b30517c94";

/** What a user with Azure writes into cdk.json: the application's id, and where networks are. */
export const azure = {
  clientId: "d1f6b8a3-7e42-4095-8c1d-64a0be925f37",
  subscriptions: [
    { subscription: "3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3", tenant },
    { subscription: "8b20f4c6-93d7-4e1a-a85c-7d6e1b3f0c52", tenant },
  ],
  flowLogStorage: {
    westeurope:
      "/subscriptions/3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/flows",
  },
} as const;

/** The subject of the application's federated credential: the one role by which the functions are known elsewhere. */
export const federatedSubject = `arn:aws:iam::${hub.account}:role/crosspeer/crosspeer-identity`;
