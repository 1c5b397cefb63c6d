import { prefix } from "../../core/address-space/prefix.ts";
import { vpcNetworkId } from "../../core/connection/network-id.ts";
import type { FaultName } from "../../core/faults.ts";
import { createAwsProvider } from "../../providers/aws/provider.ts";
import { makeVpc } from "./build.ts";
import type { Subject } from "./subject.ts";

interface FaultCase {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly fault: FaultName;
}

const cases: readonly FaultCase[] = [
  { code: "RequestLimitExceeded", status: 503, message: "Request limit exceeded.", fault: "Throttled" },
  { code: "InternalError", status: 500, message: "An internal error has occurred", fault: "Throttled" },
  { code: "RouteLimitExceeded", status: 400, message: "maximum number of routes", fault: "QuotaExceeded" },
  { code: "UnauthorizedOperation", status: 403, message: "You are not authorized", fault: "Refused" },
  { code: "IncorrectState", status: 400, message: "is being changed", fault: "Busy" },
  { code: "VpcPeeringConnectionAlreadyExists", status: 400, message: "already exists", fault: "Conflict" },
  { code: "OperationNotPermitted", status: 400, message: "pcx-1 is not active", fault: "NotYetVisible" },
  { code: "InvalidParameterValue", status: 400, message: "Value is invalid", fault: "Invalid" },
];

export function describeFaults(subject: Subject): void {
  describe("faults", () => {
    it.each(cases)("given $code, then $fault, which says what failed and where", async (planned) => {
      const { world, provider, tap } = subject;
      const network = vpcNetworkId({ account: world.hub, region: world.regions[0] }, "vpc-0123456789abcdef0");
      const destination = prefix("10.2.0.0/16");
      const change = { action: "create" as const, network, table: "rtb-1", destination, reason: "contract" };
      tap.fail({ ...planned, action: "CreateRoute", times: planned.fault === "Throttled" ? 3 : 1 });
      await expect(provider.applyRoutes(network, "pcx-1", [change])).rejects.toMatchObject({
        name: planned.fault,
        message: expect.stringMatching(
          new RegExp(`create the route to 10.2.0.0/16 in rtb-1 of ${network}.*${planned.code}`),
        ),
        cause: expect.any(Error),
      });
    });

    it("given throttling that passes, then the call succeeds", async () => {
      const { world, provider, tap } = subject;
      const place = { account: world.hub, region: world.regions[0] };
      const network = await makeVpc(world, place, { prefixes: ["10.1.0.0/16"], tags: { Name: "kept" } });
      tap.fail({ action: "DescribeVpcs", code: "RequestLimitExceeded", status: 503 });
      expect(await provider.readTags(network)).toEqual({ Name: "kept" });
    });

    it("given no connection to the API, then Throttled", async () => {
      const { world } = subject;
      const sdk = { ...world.config.sdk, endpoint: "http://127.0.0.1:9" };
      const provider = createAwsProvider({ ...world.config, hubAccount: world.hub, sdk }, Date.now);
      const place = { account: world.hub, region: world.regions[0] };
      await expect(provider.listNetworks(place)).rejects.toMatchObject({ name: "Throttled" });
    });

    it("given a member without the role, then Refused, which says what to deploy where", async () => {
      const { world, tap } = subject;
      const sdk = { ...world.config.sdk, endpoint: tap.endpoint };
      const provider = createAwsProvider({ ...world.config, hubAccount: world.hub, sdk }, Date.now);
      tap.fail({ action: "AssumeRole", code: "AccessDenied", status: 403 });
      const listed = provider.listNetworks({ account: world.member, region: world.regions[0] });
      await expect(listed).rejects.toMatchObject({
        name: "Refused",
        message: expect.stringMatching(
          new RegExp(`${world.config.memberRoleName} in account ${world.member}.*member stack.*external id`),
        ),
      });
    });

    if (!subject.gaps.has("role-checks")) {
      it("given another external id than the member's, then Refused", async () => {
        const { world } = subject;
        const sdk = { ...world.config.sdk, endpoint: world.endpoint };
        const config = { ...world.config, hubAccount: world.hub, externalId: "another", sdk };
        const listed = createAwsProvider(config, Date.now).listNetworks({
          account: world.member,
          region: world.regions[0],
        });
        await expect(listed).rejects.toMatchObject({ name: "Refused" });
      });
    }
  });
}
