import { GcpError } from "../gcp-error.ts";

/** A refusal of the token service, which words it as RFC 6749 does. */
export class OAuthError extends GcpError {
  constructor(code: "invalid_request" | "invalid_grant" | "invalid_target", message: string) {
    super({ status: 400, reason: code, message });
  }

  override render() {
    return { error: this.reason, error_description: this.message };
  }
}
