import {
  Busy,
  Conflict,
  Fault,
  Invalid,
  NotYetVisible,
  Overlap,
  QuotaExceeded,
  Refused,
  Throttled,
} from "../../core/faults.ts";

type FaultClass = new (message: string, options: { readonly cause: unknown }) => Fault;

/** What went wrong: in an answer, or within an operation that has ended. */
interface Failure {
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;
  readonly text: string;
  /** Whether the cloud did not answer at all. */
  readonly silent: boolean;
}

/** What an operation says of its end. The exchange may go well where the operation does not: then it has an `error`. */
interface EndedOperation {
  readonly error?: { readonly errors?: readonly OperationError[] | null | undefined } | null | undefined;
  readonly httpErrorStatusCode?: number | null | undefined;
}

interface OperationError {
  readonly code?: string | null | undefined;
  readonly message?: string | null | undefined;
}

interface FaultRule {
  readonly status?: RegExp;
  readonly saying?: RegExp;
  readonly fault: FaultClass;
}

// First match wins. The SDK's own codes are gRPC's and blur what the server said: only HTTP's status and the text count.
const faultRules: readonly FaultRule[] = [
  { saying: /overlap/i, fault: Overlap },
  // "There is a peering operation in progress on the local or peer network": hashicorp/terraform-provider-google#3026.
  { saying: /operation in progress|incompatible operation|not ?ready|RESOURCE_NOT_READY/i, fault: Busy },
  { saying: /fingerprint|being used by another|RESOURCE_IN_USE/i, fault: Busy },
  { status: /^412$/, fault: Busy },
  // An exhausted rate is 403 here, not 429: GoogleCloudPlatform/pbmm-on-gcp-onboarding#391.
  { saying: /rate ?_?limit ?_?exceeded|per (second|minute|100 seconds)/i, fault: Throttled },
  { status: /^(408|429|5\d\d)$/, fault: Throttled },
  { saying: /quota/i, fault: QuotaExceeded },
  { saying: /exceed\w* .*(limit|maximum)|(limit|maximum) .*exceed/i, fault: QuotaExceeded },
  { saying: /invalid_grant|invalid_target|invalid_client|unauthorized_client|Unable to determine AWS/, fault: Refused },
  { status: /^(401|403)$/, fault: Refused },
  { saying: /already a peering .* with the same network/i, fault: NotYetVisible },
  { saying: /already a peering/i, fault: Conflict },
  // Somebody made it since we looked: the next call finds it.
  { status: /^409$/, fault: NotYetVisible },
];

/**
 * Makes a call and turns what goes wrong into a fault.
 *
 * @param doing what is tried, on which network: it follows "could not" in the message
 */
export async function attempt<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw faultOf(error, doing);
  }
}

/** The fault that an error of Google's clients, of Google's token services or of the way there stands for. */
export function faultOf(error: unknown, doing: string): Fault {
  const known = faultWithin(error);
  if (known !== undefined) return known;
  const failure = readFailure(error);
  const Kind = kindOf(failure);
  return new Kind(`could not ${doing}: ${failure.text}`, { cause: withoutRequest(error) });
}

/** The fault of an operation that has ended with an error; undefined when it has not. */
export function faultOfOperation(operation: EndedOperation, doing: string): Fault | undefined {
  const [error] = operation.error?.errors ?? [];
  if (error === undefined) return undefined;
  const { code, message } = error;
  // Without a status the error is the operation's own: asking again as it is would give the same.
  const Kind = kindOf({ status: operation.httpErrorStatusCode ?? 400, text: `${code} ${message}`, silent: false });
  return new Kind(`could not ${doing}: ${message ?? code}`, { cause: undefined });
}

/** Whether an error says that the thing asked about does not exist. */
export function isNotFound(error: unknown): boolean {
  return readFailure(error).status === 404;
}

function kindOf({ status, text, silent }: Failure): FaultClass {
  if (silent) return Throttled;
  const rule = faultRules.find(
    (one) =>
      (one.status === undefined || one.status.test(String(status))) &&
      (one.saying === undefined || one.saying.test(text)),
  );
  return rule?.fault ?? Invalid;
}

/** A fault that was thrown while a call got its credentials comes back wrapped. */
function faultWithin(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  const { cause } = asRecord(error);
  return cause === undefined ? undefined : faultWithin(cause);
}

function readFailure(error: unknown): Failure {
  const { name, message = error, code, httpStatusCode, status = httpStatusCode, response } = asRecord(error);
  const answered = status ?? asRecord(response)["status"];
  const text = String(message);
  return {
    status: typeof answered === "number" ? answered : undefined,
    text,
    silent: typeof answered !== "number" && (isSilence(code) || name === "AbortError" || name === "TimeoutError"),
  };
}

/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE, as the SDK calls it when no answer came; or a socket's own error. */
function isSilence(code: unknown): boolean {
  return code === 4 || code === 14 || (typeof code === "string" && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(code));
}

/** What asked for a token holds proof of who we are: it must not travel along with the error. */
function withoutRequest(error: unknown): unknown {
  const { message, stack } = asRecord(error);
  if (!(error instanceof Error)) return error;
  const bare = new Error(String(message));
  bare.name = error.name;
  if (typeof stack === "string") bare.stack = stack;
  return bare;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
