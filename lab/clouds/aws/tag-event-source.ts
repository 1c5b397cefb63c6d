import type { VirtualClock } from "../../world/clock.ts";
import type { SeededRandom } from "../../world/random.ts";
import type { CloudEvent } from "./wire.ts";

/** How events of the cloud's own services fare on their way to EventBridge, which promises best effort and no more. */
export interface EventDelivery {
  /** Chance that an event is lost, 0 to 1; default 0. */
  readonly drop?: number;
  /** Chance that an event comes twice, 0 to 1; default 0. */
  readonly duplicate?: number;
  /** Virtual milliseconds on the way: always the same, or between two bounds, which puts events out of order. */
  readonly delayMs?: number | readonly [number, number];
}

const DEFAULT_DELAY_MS = [1000, 2000] as const;

/** Carries events of the cloud's own services to the default bus of their account and region. */
export class TagEventSource {
  delivery: EventDelivery = {};
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #receive: (event: CloudEvent) => void;

  constructor(options: { clock: VirtualClock; random: SeededRandom; receive: (event: CloudEvent) => void }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#receive = options.receive;
  }

  emit(event: CloudEvent): void {
    const { drop = 0, duplicate = 0 } = this.delivery;
    if (this.#random.next() < drop) return;
    const copies = this.#random.next() < duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#clock.at(this.#clock.now() + this.#delay(), () => this.#receive(event));
    }
  }

  #delay(): number {
    const { delayMs = DEFAULT_DELAY_MS } = this.delivery;
    if (typeof delayMs === "number") return delayMs;
    const [least, most] = delayMs;
    return least + Math.floor(this.#random.next() * (most - least));
  }
}
