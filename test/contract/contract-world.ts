import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Place } from "../../core/connection/network-id.ts";
import type { AwsConfig } from "../../providers/aws/client.ts";

/** An AWS to hold the provider to: any server that speaks EC2 and STS for two accounts and two regions. */
export interface ContractWorld {
  /** Where the provider is sent, through a tap. */
  readonly endpoint: string;
  readonly hub: string;
  readonly member: string;
  readonly regions: readonly [string, string];
  /** What the provider needs to be itself here: role, external id, the hub's keys. */
  readonly config: Omit<AwsConfig, "hubAccount" | "pageSize">;
  /** A stock client, past the tap, to build with and to look with. */
  client(place: Place): EC2Client;
  /** Makes what EKS makes by itself: a cluster's security group, tagged, with one rule that lets its members in. */
  clusterGroup(place: Place, vpcId: string, cluster: string): Promise<string>;
  /** Lets seconds pass. */
  advance(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** What a server does not simulate. Each is a test not run there, so that no gap goes unnamed. */
export type Gap =
  /** Routes of a deleted peering stay active. */
  | "blackholes"
  /** A peering of overlapping networks comes up. */
  | "overlap"
  /** A peering is seen everywhere at once. */
  | "visibility"
  /** The same request again makes a second peering. */
  | "same-request"
  /** Options may be set before the peering is active, and by anyone. */
  | "option-checks"
  /** Requests never expire. */
  | "expiry"
  /** Any role can be assumed. */
  | "role-checks"
  /** An IPv6 route may be created twice. */
  | "ipv6-duplicates"
  /** The answer to a rule request names only the last permission's rules. */
  | "opened-rules"
  /** Only the requester's side can tag a peering. */
  | "accepter-tags";
