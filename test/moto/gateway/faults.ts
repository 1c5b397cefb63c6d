/** A failure that the gateway adds to matching calls. */
export interface GatewayFault {
  readonly action: string;
  /** @default in any account */
  readonly account?: string;
  /**
   * `drop`: the call never reaches AWS and no answer comes. `lost`: it takes effect and no answer comes.
   * `error`: it is refused. `delay`: it is only slow.
   */
  readonly kind: "drop" | "lost" | "error" | "delay";
  /** Error code, for `error`. @default RequestLimitExceeded */
  readonly code?: string;
  /** HTTP status, for `error`. @default 503 */
  readonly status?: number;
  /** Milliseconds, for `delay`. */
  readonly delayMs?: number;
  /** How many calls it strikes. @default every one */
  readonly times?: number;
}

interface Armed {
  readonly fault: GatewayFault;
  left: number;
}

/** The faults that are armed. Each strikes its number of times, then is spent. */
export class GatewayFaults {
  #armed: Armed[] = [];

  arm(fault: GatewayFault): void {
    this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Whether any fault is still to come. */
  get armed(): boolean {
    return this.#armed.some(({ left }) => left > 0);
  }

  /** The fault that strikes a call, if any. */
  strike(action: string, account: string): GatewayFault | undefined {
    const armed = this.#armed.find(
      ({ fault, left }) => left > 0 && fault.action === action && (fault.account ?? account) === account,
    );
    if (armed === undefined) return undefined;
    armed.left--;
    return armed.fault;
  }
}
