import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, HUB, MEMBER, startTestLab } from "../server/lab-clients.ts";

const ROLE = `arn:aws:iam::${MEMBER}:role/member`;

describe("lab/clouds/aws/sts", () => {
  let lab: Lab;
  let hub: STSClient;
  beforeEach(async () => {
    lab = await startTestLab();
    hub = new STSClient(clientConfig(lab));
    const principal = { AWS: `arn:aws:iam::${HUB}:root` };
    const condition = { StringEquals: { "sts:ExternalId": "crosspeer" } };
    lab.roles.create({
      account: MEMBER,
      name: "member",
      trust: { Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", Condition: condition } },
    });
  });
  afterEach(() => lab.close());

  it("given the role's external id, then gives out keys of a session of that role", async () => {
    const request = { RoleArn: ROLE, RoleSessionName: "s1", ExternalId: "crosspeer" };
    const { Credentials } = await hub.send(new AssumeRoleCommand(request));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    const identity = await new STSClient({ ...clientConfig(lab), credentials }).send(new GetCallerIdentityCommand());
    expect(identity.Arn).toBe(`arn:aws:sts::${MEMBER}:assumed-role/member/s1`);
    expect(identity.Account).toBe(MEMBER);
    const ec2 = new EC2Client({ ...clientConfig(lab), credentials });
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
  });

  it.each([
    { given: "no external id", RoleArn: ROLE, ExternalId: undefined, account: HUB },
    { given: "another external id", RoleArn: ROLE, ExternalId: "other", account: HUB },
    { given: "a caller that is not trusted", RoleArn: ROLE, ExternalId: "crosspeer", account: MEMBER },
    { given: "a role that is not there", RoleArn: `${ROLE}2`, ExternalId: "crosspeer", account: HUB },
  ])("given $given, then AccessDenied", async ({ RoleArn, ExternalId, account }) => {
    const client = new STSClient(clientConfig(lab, account));
    await expect(
      client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "s1", ExternalId })),
    ).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: arn:aws:iam::${account}:root is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    });
  });
});
