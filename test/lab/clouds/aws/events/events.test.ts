import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { Lab } from "../../../../../lab/lab.ts";
import { callJson, clientConfig, HUB, MEMBER, REGION, startTestLab } from "../server/lab-clients.ts";
import { deployMachines, machineArn } from "../states/machine-lab.ts";

const ECHO = { StartAt: "Echo", States: { Echo: { Type: "Succeed" } } };
const ROLE = `arn:aws:iam::${HUB}:role/any`;
const HUB_BUS = `arn:aws:events:${REGION}:${HUB}:event-bus/hub`;
const toMachine = (more: Partial<Target> = {}): Target => ({
  Id: "m",
  Arn: machineArn("echo"),
  RoleArn: ROLE,
  ...more,
});
const said = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  ...{ Source: "test", DetailType: "Said", Detail: '{"word":"hello"}', Resources: ["r1"] },
  ...more,
});

describe("lab/clouds/aws/events", () => {
  let lab: Lab;
  let hub: EventBridgeClient;
  beforeEach(async () => {
    lab = await startTestLab();
    hub = new EventBridgeClient(clientConfig(lab));
    await deployMachines(lab, { machines: { echo: ECHO } });
  });
  afterEach(() => lab.close());
  const rule = async (client: EventBridgeClient, target: Target, EventBusName = "default") => {
    await client.send(new PutRuleCommand({ Name: "said", EventBusName, EventPattern: '{"source":["test"]}' }));
    await client.send(new PutTargetsCommand({ Rule: "said", EventBusName, Targets: [target] }));
  };
  const put = (client: EventBridgeClient, entry: PutEventsRequestEntry) =>
    client.send(new PutEventsCommand({ Entries: [entry] }));

  it.each([
    { given: "no input field", target: {}, expected: { source: "test", account: HUB, detail: { word: "hello" } } },
    { given: "Input", target: { Input: '{"sweep":true}' }, expected: { sweep: true } },
    { given: "InputPath", target: { InputPath: "$.detail" }, expected: { word: "hello" } },
    {
      given: "an InputTransformer",
      target: { InputTransformer: { InputPathsMap: { r: "$.resources[0]" }, InputTemplate: '{"network":<r>}' } },
      expected: { network: "r1" },
    },
  ])("given a target with $given, then its machine is started with that", async ({ target, expected }) => {
    await rule(hub, toMachine(target));
    await put(hub, said());
    await lab.settle();
    expect(lab.executions()).toEqual([expect.objectContaining({ status: "SUCCEEDED" })]);
    expect(lab.executions()[0]?.input).toMatchObject(expected);
  });

  it.each([
    { given: "a source of AWS", entry: said({ Source: "aws.ec2" }), code: "NotAuthorizedForSourceException" },
    { given: "a detail that is not JSON", entry: said({ Detail: "word" }), code: "MalformedDetail" },
    { given: "no detail type", entry: said({ DetailType: "" }), code: "InvalidArgument" },
  ])("given $given, then that entry alone is refused as $code", async ({ entry, code }) => {
    const answer = await hub.send(new PutEventsCommand({ Entries: [entry, said()] }));
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toEqual([expect.objectContaining({ ErrorCode: code }), { EventId: expect.any(String) }]);
  });

  it("given more than ten entries, then the call is refused", async () => {
    const Entries = Array.from({ length: 11 }, () => said());
    await expect(hub.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("given a rule that forwards to another account's bus, then its policy decides", async () => {
    const member = new EventBridgeClient(clientConfig(lab, MEMBER));
    await hub.send(new CreateEventBusCommand({ Name: "hub" }));
    await rule(hub, toMachine(), "hub");
    await rule(member, { Id: "hub", Arn: HUB_BUS, RoleArn: `arn:aws:iam::${MEMBER}:role/forward` });
    await put(member, said());
    await lab.settle();
    expect(lab.deliveries().map(({ status }) => status)).toEqual(["lost"]);
    const permission = { StatementId: "s", Action: "events:PutEvents", Principal: MEMBER, EventBusName: "hub" };
    await hub.send(new PutPermissionCommand(permission));
    await put(member, said());
    await lab.settle();
    expect(lab.executions()[0]?.input).toMatchObject({ account: MEMBER, source: "test" });
  });

  it("given a target that is not there, then the event goes to its dead-letter queue with the reason", async () => {
    await deployMachines(lab, { machines: {}, queues: ["dead"] });
    const DeadLetterConfig = { Arn: `arn:aws:sqs:${REGION}:${HUB}:dead` };
    await rule(hub, toMachine({ Arn: machineArn("nobody"), DeadLetterConfig }));
    await put(hub, said());
    await lab.settle();
    const QueueUrl = `https://sqs.${REGION}.amazonaws.com/${HUB}/dead`;
    const { body } = await callJson(lab, { service: "sqs", target: "AmazonSQS.ReceiveMessage", input: { QueueUrl } });
    expect(body).toMatchObject({
      Messages: [{ MessageAttributes: { ERROR_CODE: { StringValue: "StateMachineDoesNotExist" } } }],
    });
    expect(lab.deliveries().map(({ status }) => status)).toEqual(["dead-lettered"]);
  });

  it("given a target that is throttled for a while, then the event is delivered in the end", async () => {
    await rule(hub, toMachine());
    lab.faults.inject({ service: "states", action: "StartExecution", when: "before", code: "ThrottlingException" });
    await put(hub, said());
    await lab.settle();
    expect(lab.deliveries().map(({ status }) => status)).toEqual(["retried", "delivered"]);
  });

  it("given an event put on another account's bus without its leave, then AccessDeniedException", async () => {
    await hub.send(new CreateEventBusCommand({ Name: "hub" }));
    const answer = await put(new EventBridgeClient(clientConfig(lab, MEMBER)), said({ EventBusName: HUB_BUS }));
    expect(answer.Entries?.[0]?.ErrorCode).toBe("AccessDeniedException");
  });

  it("given a schedule, then it fires when time passes over it, and never makes time pass", async () => {
    await hub.send(new PutRuleCommand({ Name: "sweep", ScheduleExpression: "rate(5 minutes)" }));
    await hub.send(new PutTargetsCommand({ Rule: "sweep", Targets: [toMachine({ Input: '{"sweep":true}' })] }));
    await lab.settle();
    expect(lab.executions()).toHaveLength(0);
    await lab.clock.advance(11 * 60 * 1000);
    expect(lab.executions().map(({ input }) => input)).toEqual([{ sweep: true }, { sweep: true }]);
  });

  it("given a pattern that is not valid, then InvalidEventPatternException", async () => {
    const request = { Name: "bad", EventPattern: '{"source":"test"}' };
    await expect(hub.send(new PutRuleCommand(request))).rejects.toMatchObject({ name: "InvalidEventPatternException" });
  });
});
