import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** Few attempts and short waits, since the state machines retry as well. Milliseconds. */
export const patience = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
} as const;

/** Milliseconds. A call that hangs must end before its function does. */
const timeout = 15_000;
/** Seconds. What a function may sleep when Azure asks it to come again later. */
const longestNap = 3;

/**
 * Ends calls that hang, and keeps the SDK from sleeping long within a function: an answer that asks for a longer wait than
 * we have loses its Retry-After, without which the SDK hands it on. To be put behind the SDK's own retries.
 */
export const patient: PipelinePolicy = {
  name: "crosspeerPatience",
  async sendRequest(request, next) {
    request.timeout = timeout;
    const response = await next(request);
    const asked = Number(response.headers.get("retry-after") ?? 0);
    // A date is not a number: too long to tell is too long to wait.
    if (!(asked <= longestNap)) response.headers.delete("retry-after");
    for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) response.headers.delete(name);
    return response;
  },
};
