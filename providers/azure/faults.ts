import { Busy, Fault, Invalid, NotYetVisible, Overlap, QuotaExceeded, Refused, Throttled } from "../../core/faults.ts";

type FaultClass = new (message: string, options: { readonly cause: unknown }) => Fault;

interface Failure {
  /** The error's code, then those of its details. */
  readonly codes: readonly string[];
  readonly message: string;
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
}

interface FaultRule {
  readonly when: RegExp;
  readonly fault: FaultClass;
}

// First match wins. Codes of Resource Manager and Microsoft.Network, as documented and recorded.
const codeRules: readonly FaultRule[] = [
  // Locks. A 429 of this kind is no throttling ("Resource Manager throttling"), and the first one is a 400.
  { when: /^(ReferencedResourceNotProvisioned|AnotherOperationInProgress|RetryableError\w*)$/, fault: Busy },
  // What still refers to it is going as well.
  { when: /CannotBeDeleted/, fault: Busy },
  { when: /^(CanceledAndSupersededDueToAnotherOperation|PreconditionFailed)$/, fault: Busy },
  // The state is not the one that was read: the next attempt reads again, and repairs or adopts.
  { when: /^(RemotePeeringIsDisconnected|AnotherPeeringAlreadyReferencesRemoteVnet)$/, fault: Busy },
  { when: /^SecurityRuleConflict$/, fault: Busy },
  { when: /^InvalidResourceReference$/, fault: NotYetVisible },
  { when: /^(VnetAddressSpacesOverlap|VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)$/, fault: Overlap },
  { when: /LimitReached$|QuotaExceeded$|^(InvalidTagCount|TooManyTags)$/, fault: QuotaExceeded },
  { when: /^(AuthorizationFailed|LinkedAuthorizationFailed|LinkedAccessCheckFailed)$/, fault: Refused },
  // Without a role in it, a subscription is said not to be there.
  {
    when: /^(RequestDisallowedByPolicy|ScopeLocked|SubscriptionNotFound|ReadOnlyDisabledSubscription)$/,
    fault: Refused,
  },
];

/** Entra's codes for trouble of its own ("Microsoft Entra authentication and authorization error codes"). */
const entraTrouble = /AADSTS(90033|90036|50196)\b/;

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

/**
 * The same for a call that carries a secret: the SDK's error holds the request, body and all, so nothing of it is handed
 * on but what Azure said, and that without the secret.
 */
export async function attemptWithSecret<T>(doing: string, secret: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, code, message, statusCode, details } = asRecord(error);
    const said = JSON.stringify({ name, code, message, statusCode, details });
    throw faultOf(JSON.parse(said.replaceAll(secret, "***")), doing);
  }
}

/** The fault that an error of Resource Manager, Entra or the network stands for. A fault comes back as it is. */
export function faultOf(error: unknown, doing: string): unknown {
  const own = ownFault(error);
  if (own !== undefined) return own;
  const failure = readFailure(error);
  const Kind = kindOf(failure);
  const code = failure.codes.map((one) => `${one}: `).join("");
  return new Kind(`could not ${doing}: ${code}${failure.message}${adviceOn(failure)}`, { cause: error });
}

/** Whether an error says that the thing asked about, or its resource group, does not exist. */
export function isNotFound(error: unknown): boolean {
  return ["ResourceNotFound", "ResourceGroupNotFound", "NotFound"].includes(readFailure(error).codes[0] ?? "");
}

/** What `read` finds; undefined when there is no such thing. */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The token of our AWS role is asked for deep within the SDK, which wraps what goes wrong with it. */
function ownFault(error: unknown): Fault | undefined {
  for (let depth = 0, at = error; depth < 5 && at instanceof Error; depth++, at = at.cause) {
    if (at instanceof Fault) return at;
  }
  return undefined;
}

function kindOf({ codes, message, status }: Failure): FaultClass {
  const rule = codes.flatMap((code) => codeRules.find(({ when }) => when.test(code)) ?? [])[0];
  if (rule !== undefined) return rule.fault;
  if (/AADSTS\d+/.test(message)) return entraTrouble.test(message) ? Throttled : Refused;
  if (status === 401 || status === 403) return Refused;
  return status === undefined ? kindOfSilence(codes) : status === 429 || status >= 500 ? Throttled : Invalid;
}

/** No answer: the network's trouble, unless it is a mistake of ours. */
function kindOfSilence(codes: readonly string[]): FaultClass {
  return codes.some((code) => silences.test(code)) ? Throttled : Invalid;
}

/** Node's codes for a connection that failed, the SDK's own, and the names of errors that bear none. */
const silences = /^(E[A-Z]{2,}|REQUEST_SEND_ERROR|PARSE_ERROR|AbortError|CredentialUnavailableError)$/;

function readFailure(error: unknown): Failure {
  const { name, code, message = error, statusCode, details } = asRecord(error);
  const { details: inner } = asRecord(asRecord(details)["error"]);
  const below = Array.isArray(inner) ? inner.map(asRecord) : [];
  return {
    codes: [code ?? name ?? "Error", ...below.map((one) => one["code"])].filter(isText),
    message: [message, ...below.map((one) => one["message"])].map((text) => firstLineOf(String(text))).join(" "),
    status: typeof statusCode === "number" ? statusCode : undefined,
  };
}

/**
 * "No matching federated identity" is Refused and not NotYetVisible, although it is also said for some minutes after a
 * federated credential was made: a wrong subject is far more usual, and the next sweep asks again anyway.
 */
function adviceOn({ message }: Failure): string {
  if (!/AADSTS70021\d?\b/.test(message)) return "";
  return " (one that was made minutes ago may take some more: the next sweep tries again)";
}

/** Entra appends its trace ids. */
function firstLineOf(text: string): string {
  return text.split(/\r?\n| Trace ID:/, 1)[0] ?? "";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
