import { AwsError } from "./aws-error.ts";

export interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list, and the token of the next. Throws InvalidToken. */
export function page<T>(items: readonly T[], request: PageRequest, limit: number): { items: T[]; nextToken?: string } {
  const start = Number(request.nextToken ?? 0);
  if (!Number.isInteger(start)) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  // Step Functions: 0 means the default.
  const end = start + Math.min(request.maxResults || limit, limit);
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}
