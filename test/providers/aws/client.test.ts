import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { createEc2Clients } from "../../../providers/aws/client.ts";
import { attempt } from "../../../providers/aws/faults.ts";
import { partitionOf } from "../../../providers/aws/places.ts";
import { type QueryAnswer, type QueryServer, startQueryServer } from "./query-server.ts";

const hub = "111111111111";
const member = "222222222222";

describe("providers/aws/client", () => {
  let server: QueryServer;
  let now = 0;
  let sts: (session: number) => QueryAnswer;

  beforeEach(async () => {
    now = Date.parse("2026-01-01T00:00:00Z");
    sts = session;
    server = await startQueryServer(({ action }) =>
      action === "AssumeRole" ? sts(assumed().length) : { xml: "<DescribeVpcsResponse/>" },
    );
  });

  afterEach(() => server.stop());

  it("given the hub's account, then its own keys sign and no role is assumed", async () => {
    await ask(clients(), hub, "us-east-1");
    expect(server.calls.map(({ action, accessKey }) => [action, accessKey])).toEqual([["DescribeVpcs", "HUBKEY"]]);
  });

  it("given a member, then its role is assumed with the external id and signs", async () => {
    await ask(clients(), member, "us-east-1");
    const [assume, describe] = server.calls;
    expect(Object.fromEntries(assume?.form ?? [])).toMatchObject({
      RoleArn: `arn:aws:iam::${member}:role/crosspeer-member`,
      ExternalId: "external",
    });
    expect(assume?.accessKey).toBe("HUBKEY");
    expect(describe?.accessKey).toBe("MEMBER1");
  });

  it("given no external id, then none is sent", async () => {
    const { externalId: _, ...rest } = config();
    await ask(
      createEc2Clients(rest, () => now),
      member,
      "us-east-1",
    );
    expect(assumed()[0]?.form.has("ExternalId")).toBe(false);
  });

  it("given a region of another partition, then the role's ARN is of that partition", async () => {
    await ask(clients(), member, "cn-north-1");
    expect(assumed()[0]?.form.get("RoleArn")).toBe(`arn:aws-cn:iam::${member}:role/crosspeer-member`);
  });

  it("given the same place twice, then the same client", () => {
    const ec2 = clients();
    const place = { account: hub, region: "us-east-1" };
    expect(ec2.at(place)).toBe(ec2.at({ ...place }));
    expect(ec2.at(place)).not.toBe(ec2.at({ ...place, region: "eu-west-1" }));
  });

  it("given several regions and calls at once, then one session serves them until shortly before it expires", async () => {
    const ec2 = clients();
    const regions = ["us-east-1", "eu-west-1", "us-east-1"];
    await Promise.all(regions.map((region) => ask(ec2, member, region)));
    now += 54 * 60_000;
    await ask(ec2, member, "us-east-1");
    expect(assumed()).toHaveLength(1);

    now += 2 * 60_000;
    await ask(ec2, member, "us-east-1");
    expect(assumed()).toHaveLength(2);
    expect(server.calls.at(-1)?.accessKey).toBe("MEMBER2");
  });

  it("given the role cannot be assumed, then Refused says what to deploy, and the next call tries again", async () => {
    sts = () => ({ status: 403, xml: refusal });
    const ec2 = clients();
    await expect(attempt("describe", () => ask(ec2, member, "us-east-1"))).rejects.toMatchObject({
      name: "Refused",
      message:
        "could not assume role crosspeer-member in account 222222222222: deploy the member stack there with the same external id",
      cause: { name: "AccessDenied" },
    });
    sts = session;
    await ask(ec2, member, "us-east-1");
    expect(server.calls.at(-1)?.action).toBe("DescribeVpcs");
  });

  it("given STS has trouble of its own, then Throttled", async () => {
    sts = () => ({ status: 500, xml: "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>" });
    await expect(ask(clients(), member, "us-east-1")).rejects.toMatchObject({ name: "Throttled" });
  });

  function config() {
    const sdk = {
      endpoint: server.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "HUBKEY", secretAccessKey: "secret" },
    };
    return { hubAccount: hub, memberRoleName: "crosspeer-member", externalId: "external", sdk };
  }

  function clients() {
    return createEc2Clients(config(), () => now);
  }

  function assumed() {
    return server.calls.filter(({ action }) => action === "AssumeRole");
  }
});

describe("providers/aws/places", () => {
  it.each([
    { region: "us-east-1", expected: "aws" },
    { region: "cn-northwest-1", expected: "aws-cn" },
    { region: "us-gov-west-1", expected: "aws-us-gov" },
  ])("given $region, then its ARNs are of $expected", ({ region, expected }) => {
    expect(partitionOf(region)).toBe(expected);
  });
});

const refusal = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
  <Message>User: x is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`;

function session(count: number): QueryAnswer {
  const keys = `<AccessKeyId>MEMBER${count}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`;
  const xml = `<Credentials>${keys}<Expiration>2026-01-01T01:00:00Z</Expiration></Credentials>`;
  return { xml: `<AssumeRoleResponse><AssumeRoleResult>${xml}</AssumeRoleResult></AssumeRoleResponse>` };
}

function ask(ec2: ReturnType<typeof createEc2Clients>, account: string, region: string) {
  return ec2.at({ account, region }).send(new DescribeVpcsCommand({}));
}
