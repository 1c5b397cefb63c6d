import * as z from "zod";
import { type Call, type Method, method } from "../method.ts";
import { OAuthError } from "./oauth-error.ts";
import type { Tokens } from "./tokens.ts";

/** Who an AWS access key id belongs to, as GetCallerIdentity would say it; undefined when the key is not known. */
export type AwsIdentities = (accessKeyId: string) => string | undefined;

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
const AWS_REQUEST = "urn:ietf:params:aws:token-type:aws4_request";
const AUDIENCE =
  /^\/\/iam\.googleapis\.com\/(projects\/\d+\/locations\/global\/workloadIdentityPools\/[^/]+)\/providers\/[^/]+$/;

/** A signed request for GetCallerIdentity, which Google would send to AWS to learn who signed it. */
const signedRequest = z.object({
  url: z.string(),
  method: z.literal("POST"),
  headers: z.array(z.object({ key: z.string(), value: z.string() })),
});

/** Workload identity federation's exchange of an AWS identity for an access token, as google-auth-library asks for it. */
export function securityTokenMethods(tokens: Tokens, identities: AwsIdentities): Method[] {
  return [
    method({
      ...{ service: "sts", name: "token", verb: "POST", path: "/v1/token", write: false },
      run: (call) => ({
        access_token: tokens.issue(exchange(call, identities)),
        ...{ issued_token_type: ACCESS_TOKEN, token_type: "Bearer", expires_in: 3600 },
      }),
    }),
  ];
}

/** The principal that stands behind a request, with its session left out as the attribute mapping of a role has it. */
function exchange({ body, headers }: Call<string>, identities: AwsIdentities): string {
  const isForm = headers["content-type"]?.includes("json") !== true;
  const fields = new Map(isForm ? new URLSearchParams(body) : Object.entries<string>(JSON.parse(body)));
  if (fields.get("grant_type") !== EXCHANGE) throw new OAuthError("invalid_request", "Invalid grant type.");
  if (fields.get("subject_token_type") !== AWS_REQUEST) {
    throw new OAuthError("invalid_request", "The lab exchanges identities of AWS only.");
  }
  const pool = AUDIENCE.exec(fields.get("audience") ?? "")?.[1];
  if (pool === undefined) throw new OAuthError("invalid_target", 'Invalid value for "audience".');
  const arn = signerOf(fields.get("subject_token") ?? "", fields.get("audience") ?? "", identities);
  return `principal://iam.googleapis.com/${pool}/subject/${arn}`;
}

function signerOf(subjectToken: string, audience: string, identities: AwsIdentities): string {
  const headers = headersOf(subjectToken);
  if (headers.get("x-goog-cloud-target-resource") !== audience) {
    throw new OAuthError("invalid_grant", "The signed request is for another audience.");
  }
  const key = /Credential=([^/,]+)\//.exec(headers.get("authorization") ?? "")?.[1];
  const arn = key === undefined ? undefined : identities(key);
  if (arn === undefined) throw new OAuthError("invalid_grant", "Received invalid AWS response: InvalidClientTokenId");
  return arn;
}

function headersOf(subjectToken: string): ReadonlyMap<string, string> {
  try {
    const { headers } = signedRequest.parse(JSON.parse(decodeURIComponent(subjectToken)));
    return new Map(headers.map(({ key, value }) => [key.toLowerCase(), value]));
  } catch {
    throw new OAuthError("invalid_grant", "The subject token is not a signed request.");
  }
}
