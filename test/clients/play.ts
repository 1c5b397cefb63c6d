import type { VirtualClock } from "../../lab/world/clock.ts";
import type { Journal } from "../../lab/world/journal.ts";

const TICK_MS = 50;
const SPEED = 10;

/** Lets the lab's time run by itself, ten times as fast as real time, until it is stopped. */
export function play(clock: VirtualClock): () => void {
  const timer = setInterval(() => void clock.advance(TICK_MS * SPEED), TICK_MS);
  return () => clearInterval(timer);
}

/**
 * Lets a minute pass after every call that changes something, when the returned switch is on: az waits half a minute of
 * real time when the first look at an operation finds it under way.
 */
export function leap(clock: VirtualClock, journal: Journal): { on: boolean } {
  const leaping = { on: false };
  journal.onEntry(({ write }) => {
    if (leaping.on && write) void clock.advance(60_000);
  });
  return leaping;
}
