import * as z from "zod";
import { GcpError } from "../gcp-error.ts";
import { type Method, methodWithBody, param } from "../method.ts";
import type { Tokens } from "./tokens.ts";

const body = z.strictObject({
  scope: z.array(z.string()).min(1),
  lifetime: z
    .string()
    .regex(/^\d+s$/)
    .default("3600s"),
  delegates: z.array(z.string()).optional(),
});

/** Impersonation of a service account by whoever holds a token of the lab; the lab keeps no bindings. */
export function serviceAccountMethods(tokens: Tokens, wallClock: () => number): Method[] {
  return [
    methodWithBody({
      ...{ service: "iamcredentials", name: "serviceAccounts.generateAccessToken", verb: "POST", write: false, body },
      path: "/v1/projects/-/serviceAccounts/{account}:generateAccessToken",
      run: (call) => {
        if (!tokens.isKnown(call.principal)) throw unauthenticated();
        const expiry = wallClock() + Number(call.body.lifetime.slice(0, -1)) * 1000;
        // Callers drop a token whose expiry lies behind their own clock.
        const expireTime = new Date(expiry).toISOString().replace(/\.\d+Z$/, "Z");
        return { accessToken: tokens.issue(param(call, "account")), expireTime };
      },
    }),
  ];
}

function unauthenticated(): GcpError {
  const message = "Request had invalid authentication credentials. Expected OAuth 2 access token.";
  return new GcpError({ status: 401, reason: "authError", message, canonical: "UNAUTHENTICATED" });
}
