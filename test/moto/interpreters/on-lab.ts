import * as z from "zod";
import { Execution } from "../../../lab/workflow/asl/execution.ts";
import { TaskFailure } from "../../../lab/workflow/asl/failure.ts";
import type { Json } from "../../../lab/workflow/asl/json.ts";
import { loadMachine } from "../../../lab/workflow/asl/load-machine.ts";
import { TaskTokens } from "../../../lab/workflow/asl/tokens.ts";
import { VirtualClock } from "../../../lab/world/clock.ts";
import { SeededRandom } from "../../../lab/world/random.ts";
import type { Case } from "./cases.ts";
import { definitionOf, failure, machineArn, Script, type Trace } from "./script.ts";

const invoke = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const start = z.object({ StateMachineArn: z.string(), Input: z.json() });

/** Runs a case on the lab's interpreter, in virtual time. */
export async function runOnLab(example: Case): Promise<Trace> {
  const clock = new VirtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const random = new SeededRandom(1);
  const tokens = new TaskTokens(random);
  const script = new Script(example);
  const states: string[] = [];
  const execution = run(example.machine, z.json().parse(example.input));
  await clock.settle();
  const { outcome } = execution;
  if (outcome === undefined) throw new Error("the execution has not ended");
  return {
    states,
    invocations: script.invocations,
    status: outcome.status,
    ...(outcome.status === "SUCCEEDED" ? { output: outcome.output } : { error: outcome.error ?? "" }),
  };

  function run(machine: string, input: Json): Execution {
    return new Execution({
      machine: loadMachine(JSON.parse(definitionOf(machine))),
      stateMachineArn: machineArn(machine),
      stateMachineName: machine,
      executionArn: `${machineArn(machine).replace(":stateMachine:", ":execution:")}:1`,
      executionName: "1",
      roleArn: "arn:aws:iam::111111111111:role/machine",
      input,
      ...{ clock, random, tokens },
      runTask: async (resource, args) => (resource.endsWith("lambda:invoke") ? callFunction(args) : runChild(args)),
      onEvent: ({ type, stateEnteredEventDetails }) => {
        if (type.endsWith("StateEntered")) states.push(`${machine}:${stateEnteredEventDetails?.["name"]}`);
      },
    });
  }

  function callFunction(args: Json): Json {
    const { FunctionName, Payload } = invoke.parse(args);
    const answer = script.play(FunctionName, Payload);
    if ("fails" in answer) throw new TaskFailure({ error: answer.fails, cause: JSON.stringify(failure(answer.fails)) });
    return z.json().parse({ ExecutedVersion: "$LATEST", Payload: answer.payload, StatusCode: 200 });
  }

  /** `states:startExecution.sync:2`: the child's output as JSON, or States.TaskFailed with its description. */
  async function runChild(args: Json): Promise<Json> {
    const { StateMachineArn, Input } = start.parse(args);
    const { finished } = run(StateMachineArn.slice(StateMachineArn.lastIndexOf(":") + 1), Input);
    const { status, ...rest } = await finished;
    if ("output" in rest) return { Status: status, Output: rest.output };
    const cause = JSON.stringify({ Status: status, Error: rest.error, Cause: rest.cause });
    throw new TaskFailure({ error: "States.TaskFailed", cause });
  }
}
