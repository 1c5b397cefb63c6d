import { Refused } from "../../../core/faults.ts";
import { attempt, faultOf, faultOfOperation, isNotFound } from "../../../providers/gcp/faults.ts";

const busy = "There is a peering operation in progress on the local or peer network. Try again later.";
const rate =
  "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'compute.googleapis.com'";

/** As the Compute client throws it: gRPC's code beside HTTP's status. */
function googleError(httpStatusCode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 3, httpStatusCode });
}

describe("providers/gcp/faults", () => {
  it.each([
    { status: 400, message: busy, expected: "Busy" },
    { status: 400, message: "The resource 'projects/p/global/networks/n' is not ready", expected: "Busy" },
    { status: 400, message: "Cluster is running incompatible operation.", expected: "Busy" },
    { status: 400, message: "Labels could not be set due to fingerprint mismatch", expected: "Busy" },
    { status: 412, message: "Precondition failed", expected: "Busy" },
    { status: 403, message: "Rate Limit Exceeded", expected: "Throttled" },
    { status: 403, message: rate, expected: "Throttled" },
    { status: 429, message: "Too many", expected: "Throttled" },
    { status: 408, message: "Timeout", expected: "Throttled" },
    { status: 500, message: "Internal error", expected: "Throttled" },
    { status: 503, message: "Service Unavailable", expected: "Throttled" },
    { status: 403, message: "Quota 'FIREWALLS' exceeded.  Limit: 200.0 globally.", expected: "QuotaExceeded" },
    { status: 403, message: "Required 'compute.networks.get' permission for 'p'", expected: "Refused" },
    { status: 401, message: "Invalid Credentials", expected: "Refused" },
    { status: 400, message: "Error code invalid_grant: Received invalid AWS response", expected: "Refused" },
    { status: 400, message: "An IP range in the peer network (10.0.0.0/20) overlaps with", expected: "Overlap" },
    {
      status: 400,
      message: "There is already a peering 'x' with the same network. Select another network.",
      expected: "NotYetVisible",
    },
    {
      status: 400,
      message: "There is already a peering 'x' on network 'n'. Select another name.",
      expected: "Conflict",
    },
    { status: 409, message: "The resource 'x' already exists", expected: "NotYetVisible" },
    { status: 404, message: "The resource 'x' was not found", expected: "Invalid" },
    { status: 400, message: "Invalid value for field 'resource.name'", expected: "Invalid" },
  ])("given $status $message, then $expected", ({ status, message, expected }) => {
    const fault = faultOf(googleError(status, message), "do it");
    expect(fault).toMatchObject({ name: expected, message: `could not do it: ${message}` });
    const gaxios = Object.assign(new Error(message), { code: String(status), response: { status } });
    expect(faultOf(gaxios, "do it")).toMatchObject({ name: expected });
  });

  it.each([
    { given: "the SDK gave up", error: Object.assign(new Error("Exceeded maximum number of retries"), { code: 4 }) },
    { given: "a socket broke", error: Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }) },
    { given: "nothing listens", error: Object.assign(new Error("failed"), { code: 14 }) },
    { given: "a call was cut off", error: Object.assign(new Error("cut"), { name: "AbortError" }) },
  ])("given $given, then Throttled", ({ error }) => {
    expect(faultOf(error, "do it")).toMatchObject({ name: "Throttled" });
  });

  it.each([{ error: new TypeError("x is undefined") }, { error: "text" }, { error: undefined }])(
    "given $error, then Invalid",
    ({ error }) => {
      expect(faultOf(error, "do it")).toMatchObject({ name: "Invalid" });
    },
  );

  it("given a fault, also one that a client has wrapped, then it stays as it is", async () => {
    const fault = new Refused("no");
    await expect(attempt("do it", () => Promise.reject(fault))).rejects.toBe(fault);
    expect(faultOf(Object.assign(new Error("wrapped", { cause: fault }), { code: 14 }), "do it")).toBe(fault);
  });

  it("given an error that holds what was sent, then the fault does not", () => {
    const error = Object.assign(new Error("refused"), { config: { data: "subject_token=proof" }, status: 400 });
    const { cause } = faultOf(error, "do it");
    expect(cause).toMatchObject({ message: "refused", stack: error.stack });
    expect(Object.keys(Object(cause))).not.toContain("config");
  });

  it.each([
    {
      errors: [{ code: "INVALID_USAGE", message: "An IP range in the peer network overlaps with" }],
      status: 400,
      expected: "Overlap",
    },
    {
      errors: [{ code: "QUOTA_EXCEEDED", message: "Quota 'PEERINGS_PER_NETWORK' exceeded." }],
      status: 403,
      expected: "QuotaExceeded",
    },
    { errors: [{ code: "RESOURCE_NOT_READY", message: "later" }], status: 400, expected: "Busy" },
    { errors: [{ code: "RATE_LIMIT_EXCEEDED", message: "slow" }], status: 403, expected: "Throttled" },
    { errors: [{ code: "PERMISSIONS_ERROR", message: "no" }], status: 403, expected: "Refused" },
    { errors: [{ code: "INTERNAL_ERROR", message: "oh" }], status: 503, expected: "Throttled" },
    { errors: [{ code: "INVALID", message: "bad" }], status: undefined, expected: "Invalid" },
  ])("given an operation that ended with $errors, then $expected", ({ errors, status, expected }) => {
    const fault = faultOfOperation({ error: { errors }, httpErrorStatusCode: status }, "join a to b");
    expect(fault).toMatchObject({ name: expected, message: `could not join a to b: ${errors[0]?.message}` });
  });

  it("given an operation that went well, then no fault", () => {
    expect(faultOfOperation({ error: null }, "do it")).toBeUndefined();
  });

  it("given 404, then not found, whichever client says so", () => {
    expect(isNotFound(googleError(404, "x"))).toBe(true);
    expect(isNotFound(Object.assign(new Error(), { response: { status: 404 } }))).toBe(true);
    expect(isNotFound(googleError(403, "x"))).toBe(false);
  });
});
