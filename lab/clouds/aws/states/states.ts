import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import { epochSeconds, jsonService, reads, writes } from "../json-protocol.ts";
import { page } from "../paging.ts";
import { type Place, placeOf } from "../scoped.ts";
import type { AwsService } from "../wire.ts";
import { describeExecution, historyEvent, summarizeExecution } from "./execution-json.ts";
import type { StateMachine, StateMachines } from "./state-machines.ts";

const Paged = z.object({ maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() });
const Start = z.object({
  stateMachineArn: z.string().min(1),
  name: z.string().optional(),
  input: z.string().optional(),
});
const ByExecution = z.object({ executionArn: z.string().min(1) });
const Stop = ByExecution.extend({ error: z.string().optional(), cause: z.string().optional() });
const History = ByExecution.extend({ ...Paged.shape, reverseOrder: z.boolean().default(false) });
const ByMachine = z.object({ stateMachineArn: z.string().min(1) });
const List = ByMachine.extend({ ...Paged.shape, statusFilter: z.string().optional() });
const Token = z.object({ taskToken: z.string().min(1).max(2048) });
const Success = Token.extend({ output: z.string() });
const Failure = Token.extend({ error: z.string().optional(), cause: z.string().optional() });

/** Step Functions over AWS JSON 1.0. */
export function statesService(machines: StateMachines): AwsService {
  return jsonService({
    name: "states",
    version: "1.0",
    actions: { ...executionActions(machines), ...machineActions(machines), ...tokenActions(machines) },
  });
}

function executionActions(machines: StateMachines) {
  return {
    StartExecution: writes(Start, (input) => {
      const { arn, run } = machines.start(input);
      return { executionArn: arn, startDate: epochSeconds(run.startDate) };
    }),
    StopExecution: writes(Stop, ({ executionArn, error, cause }) => {
      const { run } = machines.execution(executionArn);
      run.stop({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
      return { stopDate: epochSeconds(run.stopDate ?? run.startDate) };
    }),
    DescribeExecution: reads(ByExecution, ({ executionArn }) => describeExecution(machines.execution(executionArn))),
    GetExecutionHistory: reads(History, ({ executionArn, reverseOrder, ...request }) => {
      const events = machines.execution(executionArn).run.events.map(historyEvent);
      const { items, ...rest } = page(reverseOrder ? events.reverse() : events, request, 1000);
      return { events: items, ...rest };
    }),
    ListExecutions: reads(List, ({ stateMachineArn, statusFilter, ...request }) => {
      const machine = machines.machine(stateMachineArn);
      const newestFirst = machines
        .executions()
        .filter(({ stateMachine, run }) => stateMachine === machine && (statusFilter ?? run.status) === run.status)
        .toReversed();
      const { items, ...rest } = page(newestFirst.map(summarizeExecution), request, 1000);
      return { executions: items, ...rest };
    }),
  };
}

function machineActions(machines: StateMachines) {
  return {
    DescribeStateMachine: reads(ByMachine, ({ stateMachineArn }) => {
      const machine = machines.machine(stateMachineArn);
      return { ...summarize(machine), status: "ACTIVE", definition: machine.definition, roleArn: machine.roleArn };
    }),
    ListStateMachines: reads(Paged, (request, call) => {
      const here = machines.machines().filter(({ arn }) => isIn(arn, call));
      const { items, ...rest } = page(here.map(summarize), request, 1000);
      return { stateMachines: items, ...rest };
    }),
  };
}

function tokenActions({ tokens }: StateMachines) {
  return {
    SendTaskSuccess: writes(Success, ({ taskToken, output }) =>
      found(taskToken, tokens.succeed(taskToken, parse(output))),
    ),
    SendTaskFailure: writes(Failure, ({ taskToken, error, cause }) =>
      found(taskToken, tokens.fail(taskToken, { error: error ?? "", ...(cause === undefined ? {} : { cause }) })),
    ),
    SendTaskHeartbeat: writes(Token, ({ taskToken }) => found(taskToken, tokens.heartbeat(taskToken))),
  };
}

function summarize({ arn, name, createdAt }: StateMachine) {
  return { stateMachineArn: arn, name, type: "STANDARD", creationDate: epochSeconds(createdAt) };
}

function isIn(arn: string, place: Place): boolean {
  const { account, region } = placeOf(arn);
  return account === place.account && region === place.region;
}

function parse(output: string) {
  try {
    return JSON.parse(output);
  } catch {
    throw new AwsError("InvalidOutput", `Invalid Output: '${output}'`);
  }
}

/** A token that was given out once is told from one that never was by its form. */
function found(token: string, taken: boolean): void {
  if (taken) return;
  if (/^[0-9a-f]{64}$/.test(token)) {
    throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }
  throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
}
