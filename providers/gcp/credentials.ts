import { type AuthClient, AwsClient, type AwsSecurityCredentialsSupplier } from "google-auth-library";

/** Keys of the AWS role that the workload identity pool trusts. */
export interface AwsSession {
  /** Where its STS is asked who it is. */
  readonly region: string;
  sessionKeys(): Promise<AwsKeys>;
}

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Federation {
  /** Where Google's token services are when it is not the real ones. @default the real ones */
  readonly endpoint?: string;
  /** `//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER` */
  readonly audience: string;
  /** The address of the service account to act as. @default the federated principal itself */
  readonly serviceAccount?: string;
  /** Who we are on AWS. @default what Lambda's environment says */
  readonly aws?: AwsSession;
}

/**
 * Milliseconds for which any one request may take: a call that hangs must end before its function does. The limits of
 * Compute's own clients would also count the time in which a token is fetched, and a write that is cut off then, before it
 * was sent, ends the process: node-fetch destroys its body, which nobody listens to.
 */
const longest = 15_000;

/** Google's services take any token of this scope; what it may do is for IAM to say. */
const scope = "https://www.googleapis.com/auth/cloud-platform";

/** The request that Google sends to AWS in our name, to learn who we are (workload identity federation with AWS). */
const verification = "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15";

/** Shows Google who we are on AWS, and keeps the token that it gives for that. There are no keys of Google's. */
export function createAuthClient({ endpoint, audience, serviceAccount, aws }: Federation): AuthClient {
  const sts = endpoint ?? "https://sts.googleapis.com";
  return new AwsClient({
    type: "external_account",
    audience,
    subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
    token_url: `${sts}/v1/token`,
    scopes: [scope],
    transporterOptions: { timeout: longest },
    ...(serviceAccount === undefined ? {} : { service_account_impersonation_url: actAs(serviceAccount, endpoint) }),
    ...(aws === undefined
      ? { credential_source: { environment_id: "aws1", regional_cred_verification_url: verification } }
      : { aws_security_credentials_supplier: supplierOf(aws) }),
  });
}

function actAs(serviceAccount: string, endpoint = "https://iamcredentials.googleapis.com"): string {
  return `${endpoint}/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`;
}

function supplierOf({ region, sessionKeys }: AwsSession): AwsSecurityCredentialsSupplier {
  return {
    getAwsRegion: async () => region,
    getAwsSecurityCredentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await sessionKeys().catch(stopTrying);
      return { accessKeyId, secretAccessKey, token: sessionToken };
    },
  };
}

/** Compute's clients take an error without a status for silence: they would call again, and keep only its text. */
function stopTrying(cause: unknown): never {
  throw Object.assign(new Error("no session of the AWS role", { cause }), { status: 403 });
}
