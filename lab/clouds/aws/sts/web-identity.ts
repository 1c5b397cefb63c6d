import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { SeededRandom } from "../../../world/random.ts";

/** What a token says, apart from what AWS adds by itself. */
export interface TokenClaims {
  readonly account: string;
  readonly region: string;
  /** ARN of the caller; of a session, its role's. */
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The name of the only key; as AWS names its own. */
const KEY_ID = "RSA_0";

/** Outbound identity federation: the tokens by which AWS tells other clouds who its principals are. */
export class WebIdentity {
  readonly #random: SeededRandom;
  readonly #issuers = new Map<string, string>();
  #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Lets an account's principals ask for tokens, as `EnableOutboundWebIdentityFederation` does; returns its issuer. */
  enable(account: string): string {
    const issuer = this.issuerOf(account) ?? `https://${this.#random.uuid()}.tokens.sts.global.api.aws`;
    this.#issuers.set(account, issuer);
    return issuer;
  }

  /** Undefined until the account is enabled. */
  issuerOf(account: string): string | undefined {
    return this.#issuers.get(account);
  }

  /** What stands behind the issuers' `jwks_uri`. Unlike all else in the lab, another one in every run. */
  get publicKey(): KeyObject {
    return this.#keyPair().publicKey;
  }

  /** A JWT, signed. The claims are those of the IAM user guide, "Understanding token claims". */
  sign(issuer: string, { account, region, subject, audiences, issuedAt, expiresAt }: TokenClaims): string {
    const header = { alg: "RS256", kid: KEY_ID, typ: "JWT" };
    const claims = {
      ...{ iss: issuer, sub: subject, aud: audiences.length === 1 ? audiences[0] : audiences },
      ...{ iat: issuedAt, exp: expiresAt, jti: this.#random.uuid() },
      "https://sts.amazonaws.com/": { aws_account: account, source_region: region, principal_id: subject },
    };
    const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), this.#keyPair().privateKey).toString("base64url")}`;
  }

  /** Made when it is first needed: that takes a while. */
  #keyPair() {
    this.#keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
    return this.#keys;
  }
}
