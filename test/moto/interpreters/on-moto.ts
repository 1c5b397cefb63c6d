import { setTimeout as delay } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { MotoWorld } from "../world.ts";
import type { Case } from "./cases.ts";
import { definitionOf, failure, machineArn, machineNames, Script, type Trace } from "./script.ts";

/** moto's interpreter, with the product's machines and scripted functions. */
export class MotoInterpreter {
  readonly #world: MotoWorld;
  readonly #sfn: SFNClient;

  constructor(world: MotoWorld) {
    this.#world = world;
    const credentials = { accessKeyId: "LABK111111111111", secretAccessKey: "any" };
    this.#sfn = new SFNClient({ endpoint: world.endpoint, region: "us-east-1", credentials });
  }

  async load(): Promise<void> {
    const roleArn = "arn:aws:iam::111111111111:role/machine";
    for (const name of machineNames) {
      await this.#sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: definitionOf(name) }));
    }
  }

  /** Runs a case; its waits and back-offs are real. */
  async run(example: Case): Promise<Trace> {
    const script = new Script(example);
    this.#world.gateway.script = (arn, payload) => {
      const answer = script.play(arn, payload);
      return "fails" in answer ? { functionError: failure(answer.fails) } : { payload: answer.payload };
    };
    const before = await this.#children();
    const stateMachineArn = machineArn(example.machine);
    const input = JSON.stringify(example.input);
    const { executionArn = "" } = await this.#sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const ended = await this.#ended(executionArn);
    const children = (await this.#children()).filter((arn) => arn !== executionArn && !before.includes(arn));
    return {
      states: await this.#states(executionArn, children.toReversed()),
      invocations: script.invocations,
      status: ended.status ?? "",
      ...(ended.output === undefined ? { error: ended.error ?? "" } : { output: JSON.parse(ended.output) }),
    };
  }

  /** The executions of the only machine that another one runs, newest first. */
  async #children(): Promise<readonly string[]> {
    const command = new ListExecutionsCommand({ stateMachineArn: machineArn("peer-networks") });
    const { executions = [] } = await this.#sfn.send(command);
    return executions.map(({ executionArn = "" }) => executionArn);
  }

  async #ended(executionArn: string) {
    for (;;) {
      const told = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (told.status !== "RUNNING") return told;
      await delay(100);
    }
  }

  /** The states of an execution, those of its children behind the state that started each. */
  async #states(executionArn: string, children: readonly string[]): Promise<readonly string[]> {
    const { events = [] } = await this.#sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const rest = [...children];
    const states: string[] = [];
    for (const event of events) {
      if (event.stateEnteredEventDetails !== undefined) {
        states.push(`${executionArn.split(":")[6]}:${event.stateEnteredEventDetails.name}`);
      }
      const child = isChildStarted(event) ? rest.shift() : undefined;
      if (child !== undefined) states.push(...(await this.#states(child, [])));
    }
    return states;
  }
}

function isChildStarted({ taskSubmittedEventDetails }: HistoryEvent): boolean {
  return taskSubmittedEventDetails?.resource?.startsWith("startExecution") === true;
}
