/** What a process of the Lambda host is told about one invocation. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** X-Ray header: `Root=…;Parent=…;Sampled=1`. */
  readonly traceId: string;
  /** Epoch milliseconds of the real clock at which the process is killed. */
  readonly deadline: number;
}

/** What a function's failure looks like to whoever invoked it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What such a process says: it has loaded its handler, an invocation's result as JSON text, or a failure of either. */
export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly payload: string }
  | { readonly kind: "failure"; readonly error: FunctionError };

/** Written to both streams when an invocation ends, so that the host knows that it has read all its lines. */
export const END_OF_LOG = "\u0000end of invocation";

export function isAnswer(message: unknown): message is Answer {
  return typeof message === "object" && message !== null && "kind" in message;
}

export function isInvocation(message: unknown): message is Invocation {
  return typeof message === "object" && message !== null && "requestId" in message;
}
