import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, startTestLab } from "../server/lab-clients.ts";
import { deployMachines, machineArn } from "./machine-lab.ts";

const WAITING = {
  StartAt: "Nap",
  States: { Nap: { Type: "Wait", Seconds: 60, Next: "Done" }, Done: { Type: "Succeed" } },
};
const stateMachineArn = machineArn("waiting");

describe("lab/clouds/aws/states", () => {
  let lab: Lab;
  let sfn: SFNClient;
  const start = (name: string | undefined, input: string) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  beforeEach(async () => {
    lab = await startTestLab();
    sfn = new SFNClient(clientConfig(lab));
    await deployMachines(lab, { machines: { waiting: WAITING } });
  });
  afterEach(() => lab.close());

  it("given the name and input of a running execution, then gives that execution", async () => {
    const first = await start("one", "{}");
    expect((await start("one", "{}")).executionArn).toBe(first.executionArn);
    expect(lab.executions()).toHaveLength(1);
  });

  it("given the name of a running execution with other input, or of a closed one, then ExecutionAlreadyExists", async () => {
    await start("one", "{}");
    await expect(start("one", '{"a":1}')).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    await lab.settle();
    await expect(start("one", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  it("given a name that has been closed for 90 days, then it may be used again", async () => {
    await start("one", "{}");
    await lab.settle();
    await lab.clock.advance(90 * 24 * 3600 * 1000);
    await start("one", "{}");
    expect(lab.executions()).toHaveLength(2);
  });

  it.each(["a b", "a/b", "a:b", "a*", "x".repeat(81)])("given the name %s, then InvalidName", async (name) => {
    await expect(start(name, "{}")).rejects.toMatchObject({ name: "InvalidName" });
  });

  it("given input that is not JSON, then InvalidExecutionInput", async () => {
    await expect(start(undefined, "{")).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  });

  it("given an execution that ended, then it is described, and its history is read in pages both ways", async () => {
    const { executionArn } = await start("one", '{"a":1}');
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe("RUNNING");
    await lab.settle();
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: "SUCCEEDED", input: '{"a":1}', output: '{"a":1}' });
    expect(Number(described.stopDate) - Number(described.startDate)).toBe(60_000);
    const first = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 2 }));
    expect(first.events?.map(({ type }) => type)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
    const request = { executionArn, maxResults: 1, nextToken: first.nextToken };
    const second = await sfn.send(new GetExecutionHistoryCommand(request));
    expect(second.events?.[0]?.type).toBe("WaitStateExited");
    const backwards = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(backwards.events?.[0]?.type).toBe("ExecutionSucceeded");
  });

  it("given executions that end in different ways, then they are listed, newest first, and by status", async () => {
    const { executionArn } = await start("stopped", "{}");
    await start("left", "{}");
    await sfn.send(new StopExecutionCommand({ executionArn, error: "Enough" }));
    await lab.settle();
    const all = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(all.executions?.map(({ name, status }) => [name, status])).toEqual([
      ["left", "SUCCEEDED"],
      ["stopped", "ABORTED"],
    ]);
    const aborted = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }));
    expect(aborted.executions).toHaveLength(1);
  });
});
