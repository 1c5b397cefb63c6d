import {
  ClientAssertionCredential,
  type ClientAssertionCredentialOptions,
  type TokenCredential,
} from "@azure/identity";
import { patience } from "./patience.ts";

/** Who we are to Entra; see `AzureConfig`. */
interface Application {
  readonly clientId: string;
  readonly webIdentityToken: () => Promise<string>;
  readonly authorityHost?: string;
  readonly sdk?: Pick<ClientAssertionCredentialOptions, "tlsOptions">;
}

/** One credential a tenant: the token that proves our AWS role is traded for one of Entra's, and kept until that expires. */
export function createCredentials({ clientId, webIdentityToken, authorityHost, sdk }: Application) {
  const credentials = new Map<string, TokenCredential>();
  const options = {
    ...sdk,
    ...patience,
    // Another authority than the public ones is unknown to the public directory of authorities.
    ...(authorityHost === undefined ? {} : { authorityHost, disableInstanceDiscovery: true }),
  };

  return (tenant: string): TokenCredential => {
    const kept = credentials.get(tenant);
    if (kept !== undefined) return kept;
    const made = new ClientAssertionCredential(tenant, clientId, webIdentityToken, options);
    credentials.set(tenant, made);
    return made;
  };
}
