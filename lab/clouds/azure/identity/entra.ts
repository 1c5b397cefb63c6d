import type { HttpAnswer, HttpRequest } from "../wire.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Application, Tenant } from "./tenants.ts";

const AUDIENCE = "api://AzureADTokenExchange";
const LIFETIME_S = 86_399;

export interface EntraOptions {
  readonly tenants: readonly Tenant[];
  readonly tokens: AccessTokens;
}

/** Answers the calls by which clients find the token endpoint and get a token; undefined when a call is not for it. */
export function answerEntra(options: EntraOptions, endpoint: string, request: HttpRequest): HttpAnswer | undefined {
  const { pathname } = new URL(request.url, endpoint);
  const [, tenantId = "", ...rest] = pathname.split("/");
  const asked = rest.join("/").toLowerCase();
  if (asked === "v2.0/.well-known/openid-configuration") return ok(configuration(endpoint, tenantId));
  if (asked === "oauth2/v2.0/token" && request.method === "POST") {
    return grant(options, tenantId, new URLSearchParams(request.body));
  }
  return undefined;
}

function configuration(endpoint: string, tenant: string): object {
  return {
    token_endpoint: `${endpoint}/${tenant}/oauth2/v2.0/token`,
    authorization_endpoint: `${endpoint}/${tenant}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${endpoint}/${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${endpoint}/${tenant}/discovery/v2.0/keys`,
    issuer: `${endpoint}/${tenant}/v2.0`,
  };
}

/** The client-credentials grant with a federated assertion. The assertion's claims are checked, its signature is not. */
function grant({ tenants, tokens }: EntraOptions, tenantId: string, form: URLSearchParams): HttpAnswer {
  const tenant = tenants.find(({ id }) => id === tenantId.toLowerCase());
  if (tenant === undefined) return refusal("invalid_request", 90002, `Tenant '${tenantId}' not found.`);
  const clientId = form.get("client_id") ?? "";
  const application = tenant.applications.find((known) => known.clientId === clientId);
  if (application === undefined) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
    return refusal("unauthorized_client", 700016, message);
  }
  if (form.get("grant_type") !== "client_credentials") {
    return refusal("unsupported_grant_type", 70003, "The lab knows the client-credentials grant only.");
  }
  const problem = assertionProblem(application, form.get("client_assertion") ?? "");
  if (problem !== undefined) return problem;
  const audience = (form.get("scope") ?? "").split(" ")[0]?.replace(/\/\.default$/, "") ?? "";
  return ok({
    token_type: "Bearer",
    expires_in: LIFETIME_S,
    ext_expires_in: LIFETIME_S,
    access_token: tokens.issue({ tenant: tenant.id, application: clientId }, audience),
  });
}

function assertionProblem({ federatedSubject }: Application, assertion: string): HttpAnswer | undefined {
  const claims = readClaims(assertion);
  if (claims === undefined) return refusal("invalid_client", 50027, "JWT token is invalid or malformed.");
  const noMatch = "No matching federated identity record found for presented assertion";
  if (![claims["aud"]].flat().includes(AUDIENCE)) {
    return refusal("invalid_client", 700212, `${noMatch} audience '${claims["aud"]}'.`);
  }
  if (federatedSubject === undefined || claims["sub"] === federatedSubject) return undefined;
  return refusal("invalid_client", 700213, `${noMatch} subject '${claims["sub"]}'.`);
}

function readClaims(assertion: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

function ok(body: object): HttpAnswer {
  return { status: 200, headers: {}, body };
}

function refusal(error: string, number: number, message: string): HttpAnswer {
  const status = error === "invalid_client" ? 401 : 400;
  const body = { error, error_description: `AADSTS${number}: ${message}`, error_codes: [number] };
  return { status, headers: {}, body };
}
