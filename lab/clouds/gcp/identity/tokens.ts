import type { SeededRandom } from "../../../world/random.ts";

/**
 * The access tokens that the lab gave out, and to whom. They never expire: callers keep them by the wall clock, while
 * days pass on the lab's clock in a moment.
 */
export class Tokens {
  readonly #random: SeededRandom;
  readonly #principals = new Map<string, string>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Gives out a token in the form of Google's own. */
  issue(principal: string): string {
    const token = `ya29.lab-${this.#random.hex(48)}`;
    this.#principals.set(token, principal);
    return token;
  }

  /** Who stands behind an `Authorization` header. The lab lets everyone in; the journal says who it was. */
  principalOf(authorization: string | undefined): string {
    const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return "anonymous";
    return this.#principals.get(token) ?? "bearer of a foreign token";
  }

  isKnown(principal: string): boolean {
    return [...this.#principals.values()].includes(principal);
  }
}
