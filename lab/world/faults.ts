import type { SeededRandom } from "./random.ts";

/** A failure to inject into matching calls. Unset matchers match everything. */
export interface Fault {
  readonly service?: string;
  readonly action?: string;
  readonly account?: string;
  readonly region?: string;
  /** `before`: the call is refused. `after`: the call takes effect and its answer is lost. `delay`: it is only slow. */
  readonly when: "before" | "after" | "delay";
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
  /** Real milliseconds, for `delay`. */
  readonly delayMs?: number;
  /** How many matching calls to let through first; default 0. */
  readonly skip?: number;
  /** How many calls it strikes; default 1. */
  readonly times?: number;
  /** Chance of striking a matching call, 0 to 1; default 1. */
  readonly chance?: number;
}

export interface CallIdentity {
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** The faults that are armed. Each strikes its number of times, then is spent. */
export class Faults {
  #armed: Armed[] = [];
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  inject(fault: Fault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this call, if any. */
  strike(call: CallIdentity): Fault | undefined {
    const armed = this.#armed.find((candidate) => matches(candidate.fault, call));
    if (armed === undefined) return undefined;
    if (armed.skip > 0) {
      armed.skip--;
      return undefined;
    }
    if (this.#random.next() >= (armed.fault.chance ?? 1)) return undefined;
    armed.times--;
    if (armed.times <= 0) this.#armed = this.#armed.filter((other) => other !== armed);
    return armed.fault;
  }
}

function matches(fault: Fault, call: CallIdentity): boolean {
  return (["service", "action", "account", "region"] as const).every(
    (key) => fault[key] === undefined || fault[key] === call[key],
  );
}
