import { Execution } from "../../../workflow/asl/execution.ts";
import type { Json } from "../../../workflow/asl/json.ts";
import { loadMachine } from "../../../workflow/asl/load-machine.ts";
import type { Machine } from "../../../workflow/asl/schema.ts";
import type { RunTask } from "../../../workflow/asl/strand.ts";
import { TaskTokens } from "../../../workflow/asl/tokens.ts";
import type { VirtualClock } from "../../../world/clock.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import { arnAt, type Place } from "../scoped.ts";
import { checkExecutionName } from "./execution-name.ts";

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition as it was given, substitutions done. */
  readonly definition: string;
  readonly machine: Machine;
  readonly createdAt: number;
}

export interface StartedExecution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: StateMachine;
  /** JSON text, as given. */
  readonly input: string;
  readonly run: Execution;
}

export interface NewMachine {
  readonly place: Place;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: string;
}

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string | undefined;
  /** JSON text; `{}` when left out. */
  readonly input?: string | undefined;
}

/** A name may be used again when its execution has been closed for so long. */
const NAME_RETENTION_MS = 90 * 24 * 3600 * 1000;
const MAX_INPUT_BYTES = 262144;

interface StateMachinesOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Carries out the tasks of one machine. */
  readonly runTask: (machine: StateMachine) => RunTask;
}

/** The state machines (STANDARD) of all accounts and their executions. */
export class StateMachines {
  readonly tokens: TaskTokens;
  readonly #options: StateMachinesOptions;
  readonly #machines = new Map<string, StateMachine>();
  readonly #executions: StartedExecution[] = [];

  constructor(options: StateMachinesOptions) {
    this.#options = options;
    this.tokens = new TaskTokens(options.random);
  }

  /** Throws `MachineRefused` for a definition that the lab cannot run faithfully. */
  create({ place, name, roleArn, definition }: NewMachine): StateMachine {
    const arn = arnAt(place, "states", `stateMachine:${name}`);
    if (this.#machines.has(arn))
      throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
    const machine = loadMachine(JSON.parse(definition));
    const created = { arn, name, roleArn, definition, machine, createdAt: this.#options.clock.now() };
    this.#machines.set(arn, created);
    return created;
  }

  machines(): StateMachine[] {
    return [...this.#machines.values()];
  }

  machine(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine === undefined) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** In the order of their start. */
  executions(): readonly StartedExecution[] {
    return this.#executions;
  }

  execution(arn: string): StartedExecution {
    const execution = this.#latest(arn);
    if (execution === undefined) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /**
   * Starts an execution. The same name and input as a running execution give that execution; the same name otherwise is
   * ExecutionAlreadyExists.
   */
  start({ stateMachineArn, name = this.#options.random.uuid(), input = "{}" }: StartRequest): StartedExecution {
    const stateMachine = this.machine(stateMachineArn);
    checkExecutionName(name);
    const value = parseInput(input);
    const arn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const earlier = this.#latest(arn);
    if (earlier !== undefined && this.#isNameTaken(earlier)) {
      if (earlier.run.status === "RUNNING" && earlier.input === input) return earlier;
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
    const { clock, random } = this.#options;
    const run = new Execution({
      machine: stateMachine.machine,
      stateMachineArn,
      stateMachineName: stateMachine.name,
      executionArn: arn,
      executionName: name,
      roleArn: stateMachine.roleArn,
      input: value,
      clock,
      random,
      tokens: this.tokens,
      runTask: this.#options.runTask(stateMachine),
    });
    const started = { arn, name, stateMachine, input, run };
    this.#executions.push(started);
    return started;
  }

  #latest(arn: string): StartedExecution | undefined {
    return this.#executions.findLast((execution) => execution.arn === arn);
  }

  #isNameTaken({ run }: StartedExecution): boolean {
    return run.stopDate === undefined || this.#options.clock.now() - run.stopDate < NAME_RETENTION_MS;
  }
}

function parseInput(input: string): Json {
  const invalid = (why: string) =>
    new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`);
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) throw invalid(`input is longer than ${MAX_INPUT_BYTES} bytes`);
  try {
    const value: Json = JSON.parse(input);
    return value;
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}
