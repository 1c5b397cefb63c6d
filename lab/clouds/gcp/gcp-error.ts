interface Details {
  readonly status: number;
  /** Google's short name of what went wrong: `notFound`, `resourceNotReady`. */
  readonly reason: string;
  readonly message: string;
  /** The canonical code that the answer carries beside its HTTP status, where the API sends one. */
  readonly canonical?: string;
}

/** A refusal as Google's APIs word it. */
export class GcpError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly canonical: string | undefined;

  constructor({ status, reason, message, canonical }: Details) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.canonical = canonical;
  }

  /** The answer's body. */
  render(): object {
    const { message, reason } = this;
    const domain = ["rateLimitExceeded", "quotaExceeded"].includes(reason) ? "usageLimits" : "global";
    const status = this.canonical === undefined ? {} : { status: this.canonical };
    return { error: { code: this.status, message, errors: [{ message, domain, reason }], ...status } };
  }
}

export function notFound(path: string): GcpError {
  return new GcpError({ status: 404, reason: "notFound", message: `The resource '${path}' was not found` });
}

export function alreadyExists(path: string): GcpError {
  return new GcpError({ status: 409, reason: "alreadyExists", message: `The resource '${path}' already exists` });
}

export function notReady(path: string): GcpError {
  return new GcpError({ status: 400, reason: "resourceNotReady", message: `The resource '${path}' is not ready` });
}

/** @param kind the resource's kind in Google's words: `vpn_tunnel` */
export function inUse(kind: string, path: string, user: string): GcpError {
  const message = `The ${kind} resource '${path}' is already being used by '${user}'`;
  return new GcpError({ status: 400, reason: "resourceInUseByAnotherResource", message });
}

export function badRequest(message: string): GcpError {
  return new GcpError({ status: 400, reason: "badRequest", message });
}

export function required(field: string): GcpError {
  return new GcpError({ status: 400, reason: "required", message: `Required field '${field}' not specified` });
}

export function invalidField(field: string, value: unknown, why: string): GcpError {
  const message = `Invalid value for field '${field}': '${value}'. ${why}`;
  return new GcpError({ status: 400, reason: "invalid", message });
}

/** What the front of all of Google's APIs says of a request that it cannot read. */
export function invalidArgument(message: string): GcpError {
  return new GcpError({ status: 400, reason: "badRequest", message, canonical: "INVALID_ARGUMENT" });
}
