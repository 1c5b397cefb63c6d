import { RestError } from "@azure/core-rest-pipeline";
import { Conflict } from "../../../core/faults.ts";
import { attempt, faultOf, isNotFound, unlessMissing } from "../../../providers/azure/faults.ts";

describe("providers/azure/faults", () => {
  it.each([
    { code: "ReferencedResourceNotProvisioned", status: 400, expected: "Busy" },
    { code: "AnotherOperationInProgress", status: 409, expected: "Busy" },
    { code: "RetryableErrorDueToAnotherOperation", status: 429, expected: "Busy" },
    { code: "RetryableError", status: 429, expected: "Busy" },
    { code: "CanceledAndSupersededDueToAnotherOperation", status: 409, expected: "Busy" },
    { code: "PreconditionFailed", status: 412, expected: "Busy" },
    { code: "RemotePeeringIsDisconnected", status: 400, expected: "Busy" },
    { code: "AnotherPeeringAlreadyReferencesRemoteVnet", status: 400, expected: "Busy" },
    { code: "SecurityRuleConflict", status: 400, expected: "Busy" },
    { code: "InvalidResourceReference", status: 400, expected: "NotYetVisible" },
    { code: "VnetAddressSpacesOverlap", status: 400, expected: "Overlap" },
    { code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", status: 400, expected: "Overlap" },
    { code: "VirtualNetworkPeeringCountLimitReached", status: 400, expected: "QuotaExceeded" },
    { code: "MaxSecurityRulesLimitReached", status: 400, expected: "QuotaExceeded" },
    { code: "QuotaExceeded", status: 409, expected: "QuotaExceeded" },
    { code: "InvalidTagCount", status: 400, expected: "QuotaExceeded" },
    { code: "AuthorizationFailed", status: 403, expected: "Refused" },
    { code: "LinkedAuthorizationFailed", status: 403, expected: "Refused" },
    { code: "RequestDisallowedByPolicy", status: 403, expected: "Refused" },
    { code: "ScopeLocked", status: 409, expected: "Refused" },
    { code: "SubscriptionNotFound", status: 404, expected: "Refused" },
    { code: "InvalidAuthenticationTokenTenant", status: 401, expected: "Refused" },
    { code: "SubscriptionRequestsThrottled", status: 429, expected: "Throttled" },
    { code: "InternalServerError", status: 500, expected: "Throttled" },
    { code: "SomethingNew", status: 400, expected: "Invalid" },
    { code: "ResourceNotFound", status: 404, expected: "Invalid" },
    { code: "ECONNRESET", status: undefined, expected: "Throttled" },
    { code: "ENOTFOUND", status: undefined, expected: "Throttled" },
    { code: "REQUEST_SEND_ERROR", status: undefined, expected: "Throttled" },
  ])("given $code with status $status, then $expected", ({ code, status, expected }) => {
    const error = restError(code, status);
    expect(faultOf(error, "do it")).toMatchObject({ name: expected, cause: error });
  });

  it("given a lock that is told in the details, then Busy with all of their text", () => {
    const details = [{ code: "RetryableErrorDueToAnotherOperation", message: "Retry in 10 seconds." }];
    const error = restError("SomethingGeneral", 429);
    error.details = { error: { code: "SomethingGeneral", message: "said", details } };
    expect(faultOf(error, "peer a with b")).toMatchObject({
      name: "Busy",
      message:
        "could not peer a with b: SomethingGeneral: RetryableErrorDueToAnotherOperation: said Retry in 10 seconds.",
    });
  });

  it.each([
    { said: "AADSTS700213: No matching federated identity record found.", expected: "Refused", more: /the next sweep/ },
    { said: "AADSTS700016: Application was not found.\r\nTrace ID: 1", expected: "Refused", more: /not found\.$/ },
    { said: "AADSTS90033: A transient error has occurred.", expected: "Throttled", more: /occurred\.$/ },
  ])("given Entra says $said, then $expected", ({ said, expected, more }) => {
    const error = Object.assign(new Error(said), { name: "AuthenticationRequiredError" });
    expect(faultOf(error, "do it")).toMatchObject({ name: expected, message: expect.stringMatching(more) });
  });

  it.each([
    { error: Object.assign(new Error("timed out"), { name: "AbortError" }), expected: "Throttled" },
    { error: new TypeError("x is undefined"), expected: "Invalid" },
    { error: "text", expected: "Invalid" },
    { error: undefined, expected: "Invalid" },
  ])("given $error, then $expected", ({ error, expected }) => {
    expect(faultOf(error, "do it")).toMatchObject({ name: expected, cause: error });
  });

  it("given a fault, also deep within the SDK's own error, then it passes as it is", async () => {
    const fault = new Conflict("in the way");
    await expect(attempt("do it", () => Promise.reject(fault))).rejects.toBe(fault);
    const wrapped = new Error("outer", { cause: new Error("inner", { cause: fault }) });
    await expect(attempt("do it", () => Promise.reject(wrapped))).rejects.toBe(fault);
  });

  it.each(["ResourceNotFound", "ResourceGroupNotFound", "NotFound"])("given %s, then there is none", async (code) => {
    expect(await unlessMissing(() => Promise.reject(restError(code, 404)))).toBeUndefined();
  });

  it("given a subscription that is not there, then that is not nothing", () => {
    expect(isNotFound(restError("SubscriptionNotFound", 404))).toBe(false);
  });
});

function restError(code: string, statusCode: number | undefined): RestError {
  return new RestError("said", { code, ...(statusCode === undefined ? {} : { statusCode }) });
}
