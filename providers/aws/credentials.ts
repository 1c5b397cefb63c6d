import { AssumeRoleCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { Refused } from "../../core/faults.ts";
import { attempt, codeOf } from "./faults.ts";

export interface MemberRole {
  readonly name: string;
  /** The member stack's trust policy demands it. */
  readonly externalId?: string;
  /** Names the session in the member account's audit trail. */
  readonly sessionName: string;
}

/** Keys in the shape in which SDK clients take them. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Session {
  readonly keys: Promise<SessionKeys>;
  /** Epoch milliseconds from which on to ask for a new one. */
  readonly until: number;
}

/** Seconds. The longest session that a role may give to another role: IAM, role chaining. */
const sessionLength = 3600;
/** Seconds before the end of a session at which it is renewed. */
const margin = 300;

/**
 * Sessions of the member role, one an account, kept until shortly before they expire.
 *
 * @param now epoch milliseconds
 */
export function createMemberSessions(
  sts: STSClientConfig,
  role: MemberRole,
  now: () => number,
): (account: string, partition: string) => Promise<SessionKeys> {
  const client = new STSClient(sts);
  const sessions = new Map<string, Session>();

  return (account, partition) => {
    const kept = sessions.get(account);
    if (kept !== undefined && now() < kept.until) return kept.keys;
    const keys = assume(client, role, account, partition);
    sessions.set(account, { keys, until: now() + (sessionLength - margin) * 1000 });
    keys.catch(() => sessions.delete(account));
    return keys;
  };
}

async function assume(client: STSClient, role: MemberRole, account: string, partition: string): Promise<SessionKeys> {
  const doing = `assume role ${role.name} in account ${account}`;
  const command = new AssumeRoleCommand({
    RoleArn: `arn:${partition}:iam::${account}:role/${role.name}`,
    RoleSessionName: role.sessionName,
    DurationSeconds: sessionLength,
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
  });
  const { Credentials: given } = await attempt(doing, () => send(client, command, doing));
  if (!given?.AccessKeyId || !given.SecretAccessKey)
    throw new Refused(`could not ${doing}: no credentials in the answer`);
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken ?? "",
    // Always in the past, so that every client asks here, where one clock decides and one session serves all regions.
    expiration: new Date(0),
  };
}

async function send(client: STSClient, command: AssumeRoleCommand, doing: string) {
  try {
    return await client.send(command);
  } catch (error) {
    if (!codeOf(error).startsWith("AccessDenied")) throw error;
    throw new Refused(`could not ${doing}: deploy the member stack there with the same external id`, { cause: error });
  }
}
