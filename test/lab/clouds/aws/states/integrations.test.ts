import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, startTestLab } from "../server/lab-clients.ts";
import { deployMachines, machineArn } from "./machine-lab.ts";

const invoke = (name: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: `\${${name}Arn}`, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  End: true,
});
const only = (state: unknown) => ({ StartAt: "Only", States: { Only: state } });
const child = (name: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::states:startExecution.sync:2",
  Arguments: { StateMachineArn: `\${${name}Arn}`, Name: "child", Input: { from: "parent" } },
  Output: "{% $states.result.Output %}",
  End: true,
});

const MACHINES = {
  doubles: only(invoke("double")),
  breaks: only(invoke("broken")),
  adopts: only(child("doubles")),
  suffers: only(child("breaks")),
  announces: only({
    Type: "Task",
    Resource: "arn:aws:states:::events:putEvents",
    Arguments: { Entries: [{ Source: "test", DetailType: "Said", Detail: { n: 1 }, EventBusName: "default" }] },
    End: true,
  }),
};
const FUNCTIONS = {
  double: "async (event) => ({ twice: [event, event], region: process.env.AWS_REGION })",
  broken: `async () => { const error = new Error("no way"); error.name = "Refused"; throw error; }`,
};

describe("lab/clouds/aws/states/integrations", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startTestLab();
    await deployMachines(lab, { machines: MACHINES, functions: FUNCTIONS });
  });
  afterEach(() => lab.close());
  const run = async (name: string) => {
    const request = { stateMachineArn: machineArn(name), name: "parent", input: '{"n":1}' };
    await new SFNClient(clientConfig(lab)).send(new StartExecutionCommand(request));
    await lab.settle();
    return lab.executions().find((execution) => execution.stateMachine === name);
  };

  it("given a function, then its result is the Payload", async () => {
    const execution = await run("doubles");
    expect(execution).toMatchObject({
      status: "SUCCEEDED",
      output: { twice: [{ n: 1 }, { n: 1 }], region: "us-east-1" },
    });
  });

  it("given a function that throws, then the error's name is the failure's and its cause is JSON", async () => {
    const execution = await run("breaks");
    expect(execution).toMatchObject({ status: "FAILED", error: "Refused" });
    expect(JSON.parse(execution?.cause ?? "")).toMatchObject({ errorType: "Refused", errorMessage: "no way" });
  });

  it("given a fault that throttles Lambda, then the task fails with Lambda.TooManyRequestsException", async () => {
    lab.faults.inject({ service: "lambda", action: "Invoke", when: "before", code: "TooManyRequestsException" });
    expect(await run("doubles")).toMatchObject({ status: "FAILED", error: "Lambda.TooManyRequestsException" });
  });

  it("given a child execution, then the parent waits and gets its output parsed", async () => {
    expect(await run("adopts")).toMatchObject({
      status: "SUCCEEDED",
      output: { twice: [{ from: "parent" }, { from: "parent" }] },
    });
  });

  it("given a child that fails, then States.TaskFailed with the child's description as the cause", async () => {
    const execution = await run("suffers");
    expect(execution).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(JSON.parse(execution?.cause ?? "")).toMatchObject({ Name: "child", Status: "FAILED", Error: "Refused" });
  });

  it("given an event to put, then it is on the bus", async () => {
    expect(await run("announces")).toMatchObject({ status: "SUCCEEDED", output: { FailedEntryCount: 0 } });
    expect(lab.events().map(({ event }) => [event.source, event.detail])).toEqual([["test", { n: 1 }]]);
  });
});
