import type { VirtualClock } from "../../../world/clock.ts";
import { AwsError } from "../aws-error.ts";
import type { Form } from "./form.ts";

export interface Bucket {
  readonly capacity: number;
  /** Tokens a second. */
  readonly refill: number;
}

/** EC2's categories of actions ("Request throttling for the Amazon EC2 API"); every action has a bucket of its own. */
export interface Throttling {
  readonly reads: Bucket;
  /** Reads of some actions that ask for neither a page nor a filter. */
  readonly unfilteredReads: Bucket;
  readonly writes: Bucket;
  readonly tagWrites: Bucket;
}

export const DEFAULT_THROTTLING: Throttling = {
  reads: { capacity: 100, refill: 20 },
  unfilteredReads: { capacity: 50, refill: 10 },
  writes: { capacity: 50, refill: 5 },
  tagWrites: { capacity: 100, refill: 10 },
};

interface Level {
  tokens: number;
  at: number;
}

/** Token buckets by account, region and action, on the lab's time. */
export class Throttle {
  readonly #clock: VirtualClock;
  readonly #throttling: Throttling;
  readonly #levels = new Map<string, Level>();

  constructor(clock: VirtualClock, throttling: Throttling) {
    this.#clock = clock;
    this.#throttling = throttling;
  }

  /** Takes a token, or throws RequestLimitExceeded. */
  take(call: { readonly account: string; readonly region: string; readonly action: string }, form: Form): void {
    const category = categoryOf(call.action, form);
    const key = [call.account, call.region, call.action, category].join(" ");
    const bucket = this.#throttling[category];
    const now = this.#clock.now();
    const level = this.#levels.get(key) ?? { tokens: bucket.capacity, at: now };
    const tokens = Math.min(bucket.capacity, level.tokens + ((now - level.at) / 1000) * bucket.refill);
    const allowed = tokens >= 1;
    this.#levels.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    if (!allowed) throw new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503);
  }
}

export function isRead(action: string): boolean {
  return /^(Describe|Get|Search)/.test(action);
}

function categoryOf(action: string, form: Form): keyof Throttling {
  if (action === "CreateTags" || action === "DeleteTags") return "tagWrites";
  if (!isRead(action)) return "writes";
  const unfiltered = form["Filter"] === undefined && form["MaxResults"] === undefined;
  return action === "DescribeSecurityGroups" && unfiltered ? "unfilteredReads" : "reads";
}
