import { Throttled } from "../core/faults.ts";

/** What the SDK says of an error that a later call may not meet. */
interface ServiceError {
  readonly name: string;
  readonly $retryable?: { readonly throttling?: boolean };
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * Calls one of our own services.
 *
 * @throws Throttled when it asked us to slow down or failed by itself, beyond the SDK's own attempts
 */
export async function ask<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isServiceError(error) || !isPassing(error)) throw error;
    throw new Throttled(`could not ${doing}: ${error.name}`, { cause: error });
  }
}

function isServiceError(error: unknown): error is Error & ServiceError {
  return error instanceof Error && ("$metadata" in error || "$retryable" in error);
}

function isPassing({ name, $retryable, $metadata }: ServiceError): boolean {
  const { httpStatusCode = 0 } = $metadata ?? {};
  return (
    /Throttl|ThroughputExceeded|LimitExceeded|TooManyRequests/.test(name) ||
    $retryable !== undefined ||
    httpStatusCode >= 500
  );
}
