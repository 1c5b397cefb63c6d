import { AssumeRoleCommand, GetWebIdentityTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { Refused } from "../core/faults.ts";
import { ask } from "./faults.ts";

/** Keys of a session, as the clients of other clouds take them. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Who we are to the other clouds: one AWS role that they know, whichever function asks. */
export interface Identity {
  sessionKeys(): Promise<SessionKeys>;
  /** A token that says which role this is, for Microsoft Entra to believe (IAM: outbound identity federation). */
  webIdentityToken(): Promise<string>;
}

/** What Entra expects as the audience of a federated credential (Microsoft Entra: workload identity federation). */
const audience = "api://AzureADTokenExchange";

/** Seconds. The longest session that a role may give to another role (IAM: role chaining), and when it is renewed. */
const sessionLength = 3600;
const margin = 300;

/** @param now epoch milliseconds; decides when the session is renewed */
export function createIdentity(role: string, sessionName: string, now: () => number): Identity {
  const own = new STSClient({});
  let kept: { readonly keys: Promise<SessionKeys>; readonly until: number } | undefined;

  const sessionKeys = (): Promise<SessionKeys> => {
    if (kept !== undefined && now() < kept.until) return kept.keys;
    const keys = assume(own, role, sessionName);
    kept = { keys, until: now() + (sessionLength - margin) * 1000 };
    keys.catch(() => {
      kept = undefined;
    });
    return keys;
  };
  // Always in the past, so that the client asks above, where one clock decides.
  const credentials = async () => ({ ...(await sessionKeys()), expiration: new Date(0) });
  const asRole = new STSClient({ credentials });
  return { sessionKeys, webIdentityToken: () => requestToken(asRole) };
}

async function assume(client: STSClient, role: string, sessionName: string): Promise<SessionKeys> {
  const command = new AssumeRoleCommand({
    RoleArn: role,
    RoleSessionName: sessionName,
    DurationSeconds: sessionLength,
  });
  const { Credentials: given } = await ask(`assume ${role}`, () => client.send(command));
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
    throw new Refused(`could not assume ${role}: no credentials in the answer`);
  }
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given;
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function requestToken(client: STSClient): Promise<string> {
  const command = new GetWebIdentityTokenCommand({
    Audience: [audience],
    SigningAlgorithm: "RS256",
    DurationSeconds: 300,
  });
  const { WebIdentityToken } = await ask("get a web identity token", () => client.send(command)).catch((cause) => {
    if (!(cause instanceof Error) || cause.name !== "OutboundWebIdentityFederationDisabledException") throw cause;
    const remedy = "switch it on once with `aws iam enable-outbound-web-identity-federation`";
    throw new Refused(`this account does not vend web identity tokens: ${remedy}`, { cause });
  });
  if (WebIdentityToken === undefined) throw new Refused("the answer of GetWebIdentityToken holds no token");
  return WebIdentityToken;
}
