import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Lab } from "../../../../../lab/lab.ts";
import { callJson, clientConfig, HUB, startTestLab } from "./lab-clients.ts";

describe("lab/clouds/aws/front-door", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());

  it.each([
    {
      given: "EC2",
      call: (config: Config) => new EC2Client(config).send(new DescribeVpcsCommand()),
      code: "AuthFailure",
    },
    {
      given: "STS",
      call: (config: Config) => new STSClient(config).send(new GetCallerIdentityCommand()),
      code: "InvalidClientTokenId",
    },
    {
      given: "DynamoDB",
      call: (config: Config) => new DynamoDBClient(config).send(new GetItemCommand({ TableName: "t", Key: {} })),
      code: "UnrecognizedClientException",
    },
  ])("given a key that nobody has, then $given answers $code", async ({ call, code }) => {
    await expect(call(clientConfig(lab, "333333333333"))).rejects.toMatchObject({ name: code });
  });

  it("given a service or an action that the lab does not have, then says so in its protocol", async () => {
    const unknownService = await callJson(lab, { service: "kinesis", target: "Kinesis.ListStreams", input: {} });
    const unknownAction = await callJson(lab, { service: "ssm", target: "AmazonSSM.SendCommand", input: {} });
    expect(unknownService).toMatchObject({ status: 400, body: { __type: "UnknownOperationException" } });
    expect(unknownAction.body).toMatchObject({ message: "the lab has no ssm:SendCommand" });
  });

  it("given a fault before a call, then the call is refused with its code and journalled as such", async () => {
    lab.faults.inject({ service: "states", when: "before", code: "ThrottlingException", message: "slow down" });
    const client = new SFNClient(clientConfig(lab));
    await expect(client.send(new ListStateMachinesCommand())).rejects.toMatchObject({ name: "ThrottlingException" });
    await client.send(new ListStateMachinesCommand());
    expect(lab.journal.entries.map(({ action, error }) => [action, error])).toEqual([
      ["ListStateMachines", "ThrottlingException"],
      ["ListStateMachines", undefined],
    ]);
  });

  it("given a fault after a call, then the effect stays and the answer is lost", async () => {
    lab.faults.inject({ service: "ssm", action: "PutParameter", when: "after" });
    const put = { service: "ssm", target: "AmazonSSM.PutParameter", input: { Name: "/a", Value: "1" } };
    await expect(callJson(lab, put)).rejects.toThrow();
    const get = await callJson(lab, { service: "ssm", target: "AmazonSSM.GetParameter", input: { Name: "/a" } });
    expect(get.body).toMatchObject({ Parameter: { Value: "1" } });
  });

  it("given a call, then the journal says who asked for what, and whether it writes", async () => {
    await callJson(lab, { service: "ssm", target: "AmazonSSM.PutParameter", input: { Name: "/a", Value: "hush" } });
    expect(lab.journal.entries).toEqual([
      {
        ...{ sequence: 1, at: lab.clock.now(), cloud: "aws", service: "ssm", action: "PutParameter", write: true },
        ...{ account: HUB, region: "us-east-1", principal: `arn:aws:iam::${HUB}:root`, status: 200 },
        params: { Name: "/a", Value: "(secret)" },
      },
    ]);
  });
});

type Config = ReturnType<typeof clientConfig>;
