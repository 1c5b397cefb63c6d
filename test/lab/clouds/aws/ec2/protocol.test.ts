import {
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { makeVpc } from "./builders.ts";
import { codeOf, type Ec2Lab, errorOf, MEMBER, SECOND, startEc2 } from "./ec2-lab.ts";

let lab: Ec2Lab;
let hub: EC2Client;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
});
afterEach(() => lab.stop());

describe("what the lab refuses", () => {
  it("given DryRun, then DryRunOperation with status 412 and nothing done", async () => {
    const error = await errorOf(hub.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun: true })));
    expect(error).toMatchObject({ name: "DryRunOperation", $metadata: { httpStatusCode: 412 } });
    expect((await hub.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  });

  it("given an action that it lacks, then InvalidAction with a request id", async () => {
    const error = await errorOf(hub.send(new DescribeInstancesCommand({})));
    const $metadata = expect.objectContaining({
      httpStatusCode: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(error).toMatchObject({ name: "InvalidAction", $metadata });
  });

  it.each([
    {
      given: "a parameter that it lacks",
      body: "CidrBlock=10.0.0.0/16&Ipv4NetmaskLength=20",
      expected: "UnknownParameter",
    },
    { given: "a list where there is none", body: "CidrBlock.1=10.0.0.0/16", expected: "UnknownParameter" },
    { given: "nothing", body: "", expected: "MissingParameter" },
    {
      given: "another version of the API",
      body: "CidrBlock=10.0.0.0/16&Version=2014-01-01",
      expected: "NoSuchVersion",
    },
    {
      given: "a flag that is none",
      body: "CidrBlock=10.0.0.0/16&AmazonProvidedIpv6CidrBlock=maybe",
      expected: "InvalidParameterValue",
    },
  ])("given $given, then $expected", async ({ body, expected }) => {
    const call = {
      service: "ec2",
      action: "CreateVpc",
      account: MEMBER,
      region: "us-east-1",
      principal: "any",
      headers: {},
    };
    const answer = await lab.service.answer({ ...call, body: `Action=CreateVpc&${body}` });
    expect(answer).toMatchObject({ status: 400, error: expected });
    expect(answer.body).toContain(`<Response><Errors><Error><Code>${expected}</Code>`);
  });

  it("given actions, then those that change something are writes", () => {
    const actions = ["DescribeVpcs", "CreateTags", "AcceptVpcPeeringConnection", "ModifyVpcAttribute"];
    expect(actions.map((action) => lab.service.isWrite(action))).toEqual([false, true, true, true]);
  });
});

describe("throttling", () => {
  it("given more calls than a bucket holds, then RequestLimitExceeded with status 503 until it fills again", async () => {
    const busy = await startEc2({ throttling: { writes: { capacity: 3, refill: 2 } } });
    const client = busy.client();
    const write = () => errorOf(client.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" })));
    for (let n = 0; n < 3; n++) expect((await write()).name).toBe("no error");
    expect(await write()).toMatchObject({ name: "RequestLimitExceeded", $metadata: { httpStatusCode: 503 } });
    const other = busy.client(MEMBER);
    expect(await codeOf(other.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" })))).toBe("no error");
    const group = { GroupName: "a", Description: "a", VpcId: "vpc-0123456789abcdef0" };
    expect(await codeOf(client.send(new CreateSecurityGroupCommand(group)))).toBe("InvalidVpcID.NotFound");
    await busy.clock.advance(SECOND / 2);
    expect((await write()).name).toBe("no error");
    expect((await write()).name).toBe("RequestLimitExceeded");
    await busy.stop();
  });

  it("given AWS's own buckets, then unfiltered reads of groups have the smaller one", async () => {
    const busy = await startEc2({ throttling: {} });
    const client = busy.client();
    const unfiltered = Array.from({ length: 51 }, () => codeOf(client.send(new DescribeSecurityGroupsCommand({}))));
    const paged = Array.from({ length: 100 }, () =>
      codeOf(client.send(new DescribeSecurityGroupsCommand({ MaxResults: 5 }))),
    );
    const codes = [await Promise.all(unfiltered), await Promise.all(paged)].map((all) =>
      all.filter((code) => code !== "no error"),
    );
    await busy.stop();
    expect(codes).toEqual([["RequestLimitExceeded"], []]);
  });
});

describe("determinism", () => {
  it("given the same writes with other reads between, then the same ids", async () => {
    const [first, second] = [await startEc2(), await startEc2()];
    const ids = [await idsOf(first, 0), await idsOf(second, 3)];
    await Promise.all([first.stop(), second.stop()]);
    expect(ids[0]).toEqual(ids[1]);
  });
});

async function idsOf(run: Ec2Lab, reads: number): Promise<string[]> {
  const client = run.client();
  const a = await makeVpc(client, "10.0.0.0/16");
  for (let n = 0; n < reads; n++) await client.send(new DescribeVpcsCommand({}));
  return [a, await makeVpc(client, "10.1.0.0/16")];
}
