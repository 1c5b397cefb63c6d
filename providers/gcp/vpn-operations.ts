import { Busy, Throttled } from "../../core/faults.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt, isNotFound } from "./faults.ts";
import { newestOperation, type Purpose, refuseFailed, requestIdFor } from "./operations.ts";
import { collect } from "./pages.ts";
import { lastPart, type VpnPlace } from "./vpn-region.ts";

type Begun = readonly [{ readonly latestResponse?: unknown }, ...unknown[]];

export interface Write {
  readonly purpose: Purpose;
  /** What is tried, on which network: it follows "could not" in messages. */
  readonly doing: string;
  ask(requestId: string): Promise<Begun>;
}

/**
 * Begins an operation, unless the one that was begun for the same purpose before us still runs: it is waited for by
 * coming again. After one that failed another is begun in any case, so that what was put right since is not held back by
 * a failure of old; unless it was a failure that passes by itself, it is told then.
 *
 * @throws the fault that the last operation ended with
 */
export async function beginOnce(gcp: GcpClients, { purpose, doing, ask }: Write): Promise<void> {
  const before = await attempt(doing, () => newestOperation(gcp, purpose, doing));
  if (before.state === "running") return;
  await attempt(doing, async () => {
    const [{ latestResponse }] = await ask(requestIdFor(gcp, purpose));
    refuseFailed(latestResponse, doing);
  });
  if (before.state !== "failed" || before.fault instanceof Busy || before.fault instanceof Throttled) return;
  throw before.fault;
}

/** The same for several at once. All have ended before anything is thrown: nothing is left on its way. */
export async function beginEach(gcp: GcpClients, writes: readonly Write[]): Promise<void> {
  const answers = await Promise.allSettled(writes.map((write) => beginOnce(gcp, write)));
  for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
}

/** Asks for a deletion; what is gone already has been deleted. */
export async function askToDelete(ask: () => Promise<Begun>): Promise<Begun> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return [{ latestResponse: {} }];
    throw error;
  }
}

/** Whether an operation on our router runs, whoever began it: until it has ended the router reads as it was before. */
export async function isRouterChanging(gcp: GcpClients, place: VpnPlace): Promise<boolean> {
  const { project, region, name, network } = place;
  const request = { project, region, filter: 'status != "DONE"', ...gcp.paged };
  const running = await attempt(`look for what changes router ${name} of ${network}`, () =>
    collect(gcp.regionOperations.listAsync(request, reading())),
  );
  return running.some(
    ({ status, targetLink }) =>
      status !== "DONE" && targetLink?.includes("/routers/") === true && lastPart(targetLink) === name,
  );
}
