import type { VirtualClock } from "../../world/clock.ts";
import { ArmError } from "./arm-error.ts";

interface Bucket {
  readonly capacity: number;
  /** Tokens a second. */
  readonly refill: number;
}

export type Kind = "reads" | "writes" | "deletes";

export type Throttling = Readonly<Record<Kind, Bucket>>;

/** ARM's buckets, each for a subscription, a region and a caller ("Understand how Azure Resource Manager throttles"). */
export const DEFAULT_THROTTLING: Throttling = {
  reads: { capacity: 250, refill: 25 },
  writes: { capacity: 200, refill: 10 },
  deletes: { capacity: 200, refill: 10 },
};

interface Asked {
  readonly subscription: string;
  readonly caller: string;
  readonly kind: Kind;
}

/** Token buckets on the lab's time. The lab has one region of ARM. */
export class Throttle {
  readonly #clock: VirtualClock;
  readonly #throttling: Throttling;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  constructor(clock: VirtualClock, throttling: Throttling) {
    this.#clock = clock;
    this.#throttling = throttling;
  }

  /** Takes a token and returns the header that says how many are left, or throws SubscriptionRequestsThrottled. */
  take({ subscription, caller, kind }: Asked): Readonly<Record<string, string>> {
    const key = [subscription, caller, kind].join(" ");
    const { capacity, refill } = this.#throttling[kind];
    const now = this.#clock.now();
    const level = this.#levels.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, level.tokens + ((now - level.at) / 1000) * refill);
    if (tokens < 1) throw throttled({ subscription, caller, kind }, Math.ceil((1 - tokens) / refill));
    this.#levels.set(key, { tokens: tokens - 1, at: now });
    return { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(tokens - 1)) };
  }
}

function throttled({ subscription, caller, kind }: Asked, seconds: number): ArmError {
  const message =
    `Number of '${kind.slice(0, -1)}' requests for subscription '${subscription}' actor '${caller}' exceeded. ` +
    `Please try again after '${seconds}' seconds after additional tokens are available.`;
  return new ArmError("SubscriptionRequestsThrottled", message, {
    status: 429,
    headers: { "retry-after": String(seconds), [`x-ms-ratelimit-remaining-subscription-${kind}`]: "0" },
  });
}
