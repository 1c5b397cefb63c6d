import { nextFiring } from "../../../workflow/schedule.ts";
import type { VirtualClock } from "../../../world/clock.ts";

/** Fires a schedule whenever the lab's time passes over it, without ever making time pass. Returns what ends it. */
export function startSchedule(clock: VirtualClock, expression: string, fire: () => void): () => void {
  let cancel = () => {};
  const arm = (after: number) => {
    const time = nextFiring(expression, after);
    if (time === undefined) return;
    const run = () => {
      arm(time);
      fire();
    };
    cancel = clock.at(time, run, { background: true });
  };
  arm(clock.now());
  return () => cancel();
}
