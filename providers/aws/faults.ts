import {
  Busy,
  Conflict,
  Invalid,
  NotYetVisible,
  Overlap,
  QuotaExceeded,
  Refused,
  Superseded,
  Throttled,
} from "../../core/faults.ts";

type FaultClass = new (message: string, options: { readonly cause: unknown }) => Error;

interface Failure {
  readonly code: string;
  readonly message: string;
  /** Whether the cloud answered that it is the cloud's own trouble, or did not answer at all. */
  readonly passing: boolean;
}

interface FaultRule {
  readonly when: RegExp;
  /** What the message must say as well, where one code stands for several failures. */
  readonly saying?: RegExp;
  readonly fault: FaultClass;
}

// First match wins. "Error codes for the Amazon EC2 API"; CredentialsProviderError is the SDK's own.
const faultRules: readonly FaultRule[] = [
  { when: /^(RequestLimitExceeded|Throttl\w*|EC2ThrottledException|TooManyRequestsException)$/, fault: Throttled },
  { when: /^(InternalError|InternalFailure|ServiceUnavailable|Unavailable|RequestTimeout)$/, fault: Throttled },
  { when: /^VpcPeeringConnectionAlreadyExists$/, fault: Conflict },
  { when: /LimitExceeded$|^MaxIOPSLimitExceeded$/, fault: QuotaExceeded },
  { when: /^OperationNotPermitted$/, saying: /not active/i, fault: NotYetVisible },
  { when: /^(UnauthorizedOperation|AccessDenied\w*|OperationNotPermitted|AuthFailure|OptInRequired)$/, fault: Refused },
  { when: /^(CredentialsProviderError|InvalidClientTokenId|SignatureDoesNotMatch|RequestExpired)$/, fault: Refused },
  { when: /^(UnrecognizedClientException|ExpiredToken\w*|Blocked|PendingVerification)$/, fault: Refused },
  { when: /^(IncorrectState|InvalidPermission\.Duplicate|ConcurrentTagAccess)$/, fault: Busy },
  // What we make and then name in other calls, elsewhere or at once.
  { when: /^InvalidVpcPeeringConnectionID\.NotFound$/i, fault: NotYetVisible },
  { when: /^Invalid(CustomerGateway|VpnGateway|VpnConnection)ID\.NotFound$/, fault: NotYetVisible },
  { when: /^InvalidTransitGateway(Attachment)?ID\.NotFound$/, fault: NotYetVisible },
  { when: /^DuplicateTransitGatewayAttachment$/, fault: NotYetVisible },
  { when: /^Gateway\.NotAttached$/, fault: NotYetVisible },
  { when: /^InvalidVpnConnection\.InvalidState$/, fault: Busy },
];

const ours: readonly FaultClass[] = [
  Throttled,
  NotYetVisible,
  Busy,
  Conflict,
  Refused,
  Overlap,
  QuotaExceeded,
  Invalid,
  Superseded,
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

/** The fault that an error of EC2, STS or the network stands for. A fault comes back as it is. */
export function faultOf(error: unknown, doing: string): unknown {
  if (ours.some((kind) => error instanceof kind)) return error;
  const failure = readFailure(error);
  const Kind = kindOf(failure);
  return new Kind(`could not ${doing}: ${failure.code}: ${withoutBlob(failure.message)}`, { cause: error });
}

/** The cloud's error code, without the `Client.` or `Server.` that some endpoints put before it. */
export function codeOf(error: unknown): string {
  return readFailure(error).code;
}

/** Whether an error says that the thing asked about does not exist. */
export function isNotFound(error: unknown): boolean {
  return /\.NotFound$/.test(codeOf(error));
}

function kindOf(failure: Failure): FaultClass {
  const rule = faultRules.find(
    ({ when, saying }) => when.test(failure.code) && (saying === undefined || saying.test(failure.message)),
  );
  if (rule !== undefined) return rule.fault;
  return failure.passing ? Throttled : Invalid;
}

/** The SDK puts the service's code in `name`, and counts its attempts also where no answer came. */
function readFailure(error: unknown): Failure {
  const { name = "Error", message = error, $metadata } = asRecord(error);
  const { httpStatusCode: status, attempts } = asRecord($metadata);
  return {
    code: String(name).replace(/^(Client|Server)\./, ""),
    message: String(message),
    passing: status === undefined ? attempts !== undefined : Number(status) >= 500 || status === 429,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** EC2 appends kilobytes of encoded policy evaluation to a refusal, which only an administrator can decode. */
function withoutBlob(message: string): string {
  return message.replace(/\s*Encoded authorization failure message:.*$/s, "");
}
