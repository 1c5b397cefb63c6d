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
