interface Timer {
  readonly at: number;
  readonly order: number;
  readonly background: boolean;
  readonly run: () => void;
}

/**
 * The lab's time, in epoch milliseconds. It stands still while anything is busy (a request being answered, a function
 * running) and leaps to the next timer when nothing is: a wait of 45 minutes costs nothing, and two runs agree.
 *
 * Background timers (schedules) never make the clock leap: they fire when time passes over them.
 */
export class VirtualClock {
  #now: number;
  #order = 0;
  #busy = 0;
  #timers: Timer[] = [];
  #idle: (() => void)[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Runs a callback at a time; returns what cancels it. A time that has passed means as soon as the clock moves. */
  at(time: number, run: () => void, options: { readonly background?: boolean } = {}): () => void {
    const timer = { at: time, order: this.#order++, background: options.background ?? false, run };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Says that real work is under way, so that time must stand still until the returned function is called. */
  hold(): () => void {
    this.#busy++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#busy--;
      if (this.#busy === 0) for (const wake of this.#idle.splice(0)) wake();
    };
  }

  /** Holds the clock for as long as a promise is open. */
  async during<T>(work: Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      return await work;
    } finally {
      release();
    }
  }

  /** Lets time pass: every timer that falls into it fires in order, with the work it starts done before the next. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.#quiet();
    for (let next = this.#timers[0]; next !== undefined && next.at <= end; next = this.#timers[0]) {
      await this.#fire(next);
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Leaps from timer to timer until nothing is busy and only background timers are left. */
  async settle(): Promise<void> {
    await this.#quiet();
    for (let next = this.#nextWork(); next !== undefined; next = this.#nextWork()) {
      await this.advance(Math.max(0, next.at - this.#now));
    }
  }

  #nextWork(): Timer | undefined {
    return this.#timers.find((timer) => !timer.background);
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.run();
    await this.#quiet();
  }

  /** Resolves when nothing has been busy for a whole turn of the event loop. */
  async #quiet(): Promise<void> {
    do {
      if (this.#busy > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.#busy > 0);
  }
}
