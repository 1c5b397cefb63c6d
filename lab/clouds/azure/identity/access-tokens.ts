import type { SeededRandom } from "../../../world/random.ts";
import { ArmError } from "../arm-error.ts";

/** Who calls: an application as a tenant knows it. */
export interface Identity {
  readonly tenant: string;
  readonly application: string;
}

/** The tokens that the lab's Entra gave out. They look like JWTs and are good for as long as the lab lives. */
export class AccessTokens {
  readonly #issued = new Map<string, Identity>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  issue({ tenant, application }: Identity, audience: string): string {
    const claims = { aud: audience, iss: `https://sts.windows.net/${tenant}/`, tid: tenant, appid: application };
    const token = [{ typ: "JWT", alg: "none" }, claims].map(encode).concat(this.#random.hex(32)).join(".");
    this.#issued.set(token, { tenant, application });
    return token;
  }

  /** Whose token an `Authorization` header carries; throws ArmError (401) without a good one. */
  identify(header: string | undefined): Identity {
    if (header === undefined) {
      throw unauthorized("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    }
    const identity = this.#issued.get(header.replace(/^Bearer /, ""));
    if (identity === undefined) throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    return identity;
  }

  /** The tenants of the tokens in `x-ms-authorization-auxiliary`: `Bearer <token>, Bearer <token>`. */
  auxiliaryTenants(header: string | undefined): string[] {
    if (header === undefined) return [];
    return header.split(",").map((token) => this.identify(token.trim()).tenant);
  }
}

/** An error with the challenge that ARM sends along. */
export function unauthorized(code: string, message: string, tenant = "common"): ArmError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/${tenant}", error="invalid_token", error_description="${message}"`;
  return new ArmError(code, message, { status: 401, headers: { "www-authenticate": challenge } });
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
