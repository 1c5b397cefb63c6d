import { EC2ServiceException } from "@aws-sdk/client-ec2";
import { Conflict } from "../../../core/faults.ts";
import { attempt, codeOf, faultOf, isNotFound } from "../../../providers/aws/faults.ts";

describe("providers/aws/faults", () => {
  it.each([
    { code: "RequestLimitExceeded", status: 503, expected: "Throttled" },
    { code: "Client.RequestLimitExceeded", status: 503, expected: "Throttled" },
    { code: "Throttling", status: 400, expected: "Throttled" },
    { code: "ThrottlingException", status: 400, expected: "Throttled" },
    { code: "EC2ThrottledException", status: 400, expected: "Throttled" },
    { code: "Unavailable", status: 503, expected: "Throttled" },
    { code: "SomethingNew", status: 500, expected: "Throttled" },
    { code: "SomethingNew", status: 429, expected: "Throttled" },
    { code: "SomethingNew", status: 400, expected: "Invalid" },
    { code: "RouteLimitExceeded", status: 400, expected: "QuotaExceeded" },
    { code: "RulesPerSecurityGroupLimitExceeded", status: 400, expected: "QuotaExceeded" },
    { code: "ActiveVpcPeeringConnectionPerVpcLimitExceeded", status: 400, expected: "QuotaExceeded" },
    { code: "OutstandingVpcPeeringConnectionLimitExceeded", status: 400, expected: "QuotaExceeded" },
    { code: "TagLimitExceeded", status: 400, expected: "QuotaExceeded" },
    { code: "UnauthorizedOperation", status: 403, expected: "Refused" },
    { code: "AccessDenied", status: 403, expected: "Refused" },
    { code: "AccessDeniedException", status: 403, expected: "Refused" },
    { code: "AuthFailure", status: 401, expected: "Refused" },
    { code: "OperationNotPermitted", status: 400, expected: "Refused" },
    { code: "VpcPeeringConnectionAlreadyExists", status: 400, expected: "Conflict" },
    { code: "IncorrectState", status: 400, expected: "Busy" },
    { code: "InvalidPermission.Duplicate", status: 400, expected: "Busy" },
    { code: "InvalidStateTransition", status: 400, expected: "Invalid" },
    { code: "InvalidVpcPeeringConnectionID.NotFound", status: 400, expected: "NotYetVisible" },
    { code: "InvalidVpcPeeringConnectionId.NotFound", status: 400, expected: "NotYetVisible" },
    { code: "InvalidRouteTableID.NotFound", status: 400, expected: "Invalid" },
    { code: "InvalidGroup.NotFound", status: 400, expected: "Invalid" },
  ])("given $code with status $status, then $expected", ({ code, status, expected }) => {
    const error = exception(code, "said", status);
    expect(faultOf(error, "do it")).toMatchObject({ name: expected, cause: error });
  });

  it("given peering options before the peering is active, then NotYetVisible", () => {
    const message = "Peering pcx-1 is not active. Peering options can be added only to active peerings.";
    expect(faultOf(exception("OperationNotPermitted", message, 400), "do it")).toMatchObject({ name: "NotYetVisible" });
  });

  it("given an error, then the message says what failed and why, without EC2's encoded blob", () => {
    const message = "You are not authorized. Encoded authorization failure message: abc\ndef";
    expect(faultOf(exception("UnauthorizedOperation", message, 403), "tag vpc-1")).toMatchObject({
      message: "could not tag vpc-1: UnauthorizedOperation: You are not authorized.",
    });
  });

  it("given the SDK gave up without an answer, then Throttled", () => {
    const error = Object.assign(new Error("socket hang up"), { $metadata: { attempts: 3 } });
    expect(faultOf(error, "do it")).toMatchObject({ name: "Throttled" });
  });

  it.each([{ error: new TypeError("x is undefined") }, { error: "text" }, { error: undefined }])(
    "given $error, then Invalid",
    ({ error }) => {
      expect(faultOf(error, "do it")).toMatchObject({ name: "Invalid", cause: error });
    },
  );

  it("given a fault, then it passes as it is", async () => {
    const fault = new Conflict("in the way");
    await expect(attempt("do it", () => Promise.reject(fault))).rejects.toBe(fault);
  });

  it("given a code with a prefix, then it is read without", () => {
    expect(codeOf(exception("Client.InvalidVpcID.NotFound", "said", 400))).toBe("InvalidVpcID.NotFound");
    expect(isNotFound(exception("InvalidVpcID.NotFound", "said", 400))).toBe(true);
    expect(isNotFound(exception("InvalidVpcID.Malformed", "said", 400))).toBe(false);
  });
});

function exception(name: string, message: string, httpStatusCode: number): EC2ServiceException {
  return new EC2ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode, attempts: 1 } });
}
