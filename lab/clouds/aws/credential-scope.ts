/** The part of a SigV4 signature that says who calls what, where. The signature itself is not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  /** Signing name. */
  readonly service: string;
}

/** Reads the scope from an `Authorization` header, or from the query string of a presigned URL. */
export function readCredentialScope(authorization: string | undefined, url: URL): CredentialScope | undefined {
  const credential =
    /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(authorization ?? "")?.[1] ??
    url.searchParams.get("X-Amz-Credential") ??
    undefined;
  if (credential === undefined) return undefined;
  const [accessKeyId, , region, service, terminator] = credential.split("/");
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return terminator === "aws4_request" ? { accessKeyId, region, service } : undefined;
}
