import type { VirtualClock } from "../../world/clock.ts";
import { ArmError } from "./arm-error.ts";
import { type Identity, unauthorized } from "./identity/access-tokens.ts";
import { keyOf } from "./resource-id.ts";
import type { Subscription } from "./state.ts";

const YEAR_MS = 366 * 24 * 3600 * 1000;
const FIRST_VERSION = "2014-01-01";

/** The version asked for. Any day of ARM's life passes for a version, up to a year ahead of the lab's clock. */
export function checkApiVersion(clock: VirtualClock, asked: string | null): string {
  if (asked === null || asked === "") {
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    throw new ArmError("MissingApiVersionParameter", message);
  }
  const [, day = ""] = /^(\d{4}-\d{2}-\d{2})(-preview)?$/.exec(asked) ?? [];
  const time = Date.parse(day);
  const real = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
  if (real && day >= FIRST_VERSION && time <= clock.now() + YEAR_MS) return asked;
  throw new ArmError("InvalidApiVersionParameter", `The api-version '${asked}' is invalid.`);
}

/** Throws unless there is such a subscription and the caller's token is of its tenant. */
export function checkSubscription(
  subscriptions: ReadonlyMap<string, Subscription>,
  caller: Identity,
  asked: string,
): void {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(asked)) {
    const message = `The provided subscription identifier '${asked}' is malformed or invalid.`;
    throw new ArmError("InvalidSubscriptionId", message);
  }
  const subscription = subscriptions.get(keyOf(asked));
  if (subscription === undefined) {
    throw new ArmError("SubscriptionNotFound", `The subscription '${asked}' could not be found.`, { status: 404 });
  }
  if (subscription.tenant === caller.tenant) return;
  const message =
    `The access token is from the wrong issuer 'https://sts.windows.net/${caller.tenant}/'. It must match the tenant ` +
    `'https://sts.windows.net/${subscription.tenant}/' associated with this subscription. Please use the authority ` +
    `(URL) 'https://login.windows.net/${subscription.tenant}' to get the token.`;
  throw unauthorized("InvalidAuthenticationTokenTenant", message, subscription.tenant);
}
