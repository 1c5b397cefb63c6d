import { AwsError } from "../aws-error.ts";
import type { Credentials } from "../credentials.ts";
import { required, type XmlValue } from "../query-protocol.ts";
import type { WireCall } from "../wire.ts";
import type { WebIdentity } from "./web-identity.ts";

export interface TokenService {
  readonly credentials: Credentials;
  readonly webIdentity: WebIdentity;
  /** Epoch milliseconds by the clock of those who will look at the token. */
  readonly wallClock: () => number;
}

/** STS API Reference, GetWebIdentityToken; what the lab does not do of it is refused. */
const FIELD = /^(Action|Version|Audience\.member\.\d+|DurationSeconds|SigningAlgorithm)$/;
const DURATION = { least: 60, most: 3600, default: 300 };
const MOST_AUDIENCES = 10;

/**
 * A token that names the caller to another cloud. The global endpoint of STS, which does not have this action, cannot be
 * told from the regional ones here.
 */
export function getWebIdentityToken(service: TokenService, form: URLSearchParams, call: WireCall): XmlValue {
  const { credentials, webIdentity, wallClock } = service;
  const { account, region, principal } = call;
  const { audiences, seconds } = readRequest(form);
  const issuer = webIdentity.issuerOf(account);
  if (issuer === undefined) {
    const message = "Outbound web identity federation is not enabled for this account.";
    throw new AwsError("OutboundWebIdentityFederationDisabledException", message, 403);
  }
  const subject = credentials.callerOf(principal).roleArn ?? principal;
  const issuedAt = Math.floor(wallClock() / 1000);
  const expiresAt = issuedAt + seconds;
  const WebIdentityToken = webIdentity.sign(issuer, { account, region, subject, audiences, issuedAt, expiresAt });
  return { WebIdentityToken, Expiration: new Date(expiresAt * 1000).toISOString().replace(/\.\d+Z$/, "Z") };
}

function readRequest(form: URLSearchParams) {
  const unknown = [...form.keys()].find((field) => !FIELD.test(field));
  if (unknown !== undefined) throw invalid(`the lab knows no ${unknown} of GetWebIdentityToken`);
  const algorithm = required(form, "SigningAlgorithm");
  if (algorithm !== "RS256") throw invalid(`Value '${algorithm}' at 'signingAlgorithm': the lab signs by RS256 only`);
  const audiences = [...form].filter(([field]) => field.startsWith("Audience.")).map(([, value]) => value);
  if (audiences.length === 0 || audiences.length > MOST_AUDIENCES) {
    throw invalid(`Value at 'audience' failed to satisfy constraint: Member must have 1 to ${MOST_AUDIENCES} items`);
  }
  const seconds = Number(form.get("DurationSeconds") ?? DURATION.default);
  if (!(seconds >= DURATION.least && seconds <= DURATION.most)) {
    const range = `Member must be between ${DURATION.least} and ${DURATION.most}`;
    throw invalid(`Value '${form.get("DurationSeconds")}' at 'durationSeconds' failed to satisfy constraint: ${range}`);
  }
  return { audiences, seconds };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
