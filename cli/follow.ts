import { Invalid } from "../core/faults.ts";
import { failureText } from "./failure-text.ts";
import type { Session } from "./session.ts";

/** Seconds between two looks: steps take some seconds, and a look costs a call. */
const pause = 5;

/**
 * Follows an execution to its end.
 *
 * @param look is asked after each look, and may end the following by what it returns
 * @throws Invalid with the reason when the execution failed
 */
export async function follow<T>(
  { hub, terminal }: Session,
  execution: string,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    const { status, failure } = await hub.observe(execution);
    if (status === "FAILED") throw new Invalid(failureText(failure));
    const found = await look();
    if (status === "ENDED" || found !== undefined) return found;
    await terminal.sleep(pause);
  }
}
