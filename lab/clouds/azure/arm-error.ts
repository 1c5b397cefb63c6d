/** One line below an error, as Azure Resource Manager lists them. */
export interface ArmErrorDetail {
  readonly code: string;
  readonly message: string;
}

interface ArmErrorOptions {
  /** HTTP status; default 400. */
  readonly status?: number;
  /** What the resource providers add and the front end does not. */
  readonly details?: readonly ArmErrorDetail[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as ARM answers it: `{"error":{"code","message","details"?}}`. */
export class ArmError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: readonly ArmErrorDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, { status = 400, details, headers = {} }: ArmErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
    this.headers = headers;
  }
}

/** An error of a resource provider, whose answers have an empty list of details where the front end's have none. */
export function providerError(code: string, message: string, status = 400): ArmError {
  return new ArmError(code, message, { status, details: [] });
}
