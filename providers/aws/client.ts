import { EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { type Place, placeKey } from "../../core/connection/network-id.ts";
import { createMemberSessions } from "./credentials.ts";
import { partitionOf } from "./places.ts";

export interface AwsConfig {
  /** The account whose own credentials the process has. */
  readonly hubAccount: string;
  /** The role to assume in every other account. */
  readonly memberRoleName: string;
  /** @default no external id is sent */
  readonly externalId?: string;
  /** Who is asking, for the other accounts' audit trails. @default crosspeer */
  readonly sessionName?: string;
  /** Results a page, at least 5. @default the most that each call allows */
  readonly pageSize?: number;
  /** For every SDK client. @default the SDK's standard environment */
  readonly sdk?: Pick<EC2ClientConfig, "endpoint" | "credentials" | "region">;
}

/** One EC2 client for each account and region. */
export interface Ec2Clients {
  at(place: Place): EC2Client;
  /** What a client of another service there is made of. */
  configAt(place: Place): EC2ClientConfig & { readonly region: string };
  /**
   * What the SDK's paginators take. The size is always sent: EC2 refuses to list without one in large accounts.
   *
   * @param most the largest page that the call allows @default 1000
   */
  paged(place: Place, most?: number): { readonly client: EC2Client; readonly pageSize: number };
}

/**
 * Few attempts, since the state machines retry as well; a call that hangs must end before its function does.
 * Milliseconds.
 */
const patience = {
  retryMode: "standard",
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;

/** @param now epoch milliseconds; decides when a member session is renewed */
export function createEc2Clients(config: AwsConfig, now: () => number): Ec2Clients {
  const base = { ...patience, ...config.sdk };
  const role = {
    name: config.memberRoleName,
    sessionName: config.sessionName ?? "crosspeer",
    ...(config.externalId === undefined ? {} : { externalId: config.externalId }),
  };
  const sessionOf = createMemberSessions(base, role, now);
  const clients = new Map<string, EC2Client>();

  return {
    at,
    configAt,
    paged: (place, most = 1000) => ({ client: at(place), pageSize: Math.min(config.pageSize ?? most, most) }),
  };

  function at(place: Place): EC2Client {
    const kept = clients.get(placeKey(place));
    if (kept !== undefined) return kept;
    const client = new EC2Client(configAt(place));
    clients.set(placeKey(place), client);
    return client;
  }

  function configAt(place: Place) {
    const own = place.account === config.hubAccount;
    const session = () => sessionOf(place.account, partitionOf(place.region));
    return { ...base, region: place.region, ...(own ? {} : { credentials: session }) };
  }
}
