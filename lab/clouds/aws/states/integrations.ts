import * as z from "zod";
import { TaskFailure } from "../../../workflow/asl/failure.ts";
import type { Json } from "../../../workflow/asl/json.ts";
import type { RunTask, TaskContext } from "../../../workflow/asl/strand.ts";
import type { VirtualClock } from "../../../world/clock.ts";
import type { Faults } from "../../../world/faults.ts";
import { AwsError } from "../aws-error.ts";
import type { Functions } from "../lambda/functions.ts";
import { type Place, placeOf } from "../scoped.ts";
import { integrationResult } from "./execution-json.ts";
import type { StartedExecution, StartRequest, StateMachine } from "./state-machines.ts";

export interface IntegrationOptions {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly functions: Functions;
  readonly start: (request: StartRequest) => StartedExecution;
  /** EventBridge's PutEvents, in the name of the machine's role. */
  readonly putEvents: (place: Place, roleArn: string, entries: readonly EventEntry[]) => PutEventsResult;
  readonly sendMessage: (queueUrl: string, body: string) => { readonly MessageId: string };
}

export interface PutEventsResult {
  readonly FailedEntryCount: number;
  readonly Entries: readonly unknown[];
}

const Invoke = z.object({ FunctionName: z.string(), Payload: z.json().default({}) });
const Start = z.object({ StateMachineArn: z.string(), Name: z.string().optional(), Input: z.json().default({}) });
const Entry = z.object({
  Source: z.string(),
  DetailType: z.string(),
  Detail: z.json(),
  EventBusName: z.string().optional(),
});
const PutEvents = z.object({ Entries: z.array(Entry) });
const SendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.json() });
export type EventEntry = Omit<z.infer<typeof Entry>, "Detail"> & { readonly Detail: string };

type Integration = (args: Json, context: TaskContext, machine: StateMachine) => Promise<unknown>;

/** What tasks of a machine may ask for, by resource. Any other resource fails the execution with States.Runtime. */
export function taskRunner(options: IntegrationOptions): (machine: StateMachine) => RunTask {
  const integrations: Readonly<Record<string, Integration>> = {
    "lambda:invoke": async (args, _context, machine) => {
      const { FunctionName, Payload } = parse(Invoke, args);
      const result = await invokeFunction(options, FunctionName, Payload, placeOf(machine.arn));
      return { ExecutedVersion: "$LATEST", Payload: result, StatusCode: 200 };
    },
    "states:startExecution": async (args) => {
      const { arn, run } = start(options, args);
      return { ExecutionArn: arn, StartDate: run.startDate };
    },
    "states:startExecution.sync:2": (args, { signal }) => runChild(start(options, args), signal),
    "events:putEvents": async (args, _context, machine) => putEvents(options, args, machine),
    "sqs:sendMessage": async (args) => {
      const { QueueUrl, MessageBody } = parse(SendMessage, args);
      return serviceCall("Sqs", () => options.sendMessage(QueueUrl, asText(MessageBody)));
    },
  };
  return (machine) => async (resource, args, context) => {
    const name = resource.replace(/^arn:aws:states:::/, "").replace(/\.waitForTaskToken$/, "");
    const integration = integrations[name];
    if (integration !== undefined) return integration(args, context, machine);
    if (/^arn:aws:lambda:/.test(resource)) return invokeFunction(options, resource, args, placeOf(machine.arn));
    throw new Error(`the lab has no integration ${resource}`);
  };
}

async function invokeFunction(
  options: IntegrationOptions,
  name: string,
  payload: Json,
  place: Place,
): Promise<unknown> {
  const { functions, faults } = options;
  const fault = faults.strike({ service: "lambda", action: "Invoke", ...place });
  if (fault?.when === "before") throw serviceFailure("Lambda", fault.code ?? "ServiceException", fault.message ?? "");
  const spec = serviceCall("Lambda", () => functions.find(name, place));
  const result = await functions.invoke(spec, payload);
  if (fault?.when === "after") throw serviceFailure("Lambda", fault.code ?? "Unknown", fault.message ?? "");
  const failure = result.functionError;
  if (failure === undefined) return result.payload;
  throw new TaskFailure({ error: failure.errorType || "Lambda.Unknown", cause: JSON.stringify(failure) });
}

function start({ start: begin }: IntegrationOptions, args: Json): StartedExecution {
  const { StateMachineArn, Name, Input } = parse(Start, args);
  const request = { stateMachineArn: StateMachineArn, name: Name, input: asText(Input) };
  return serviceCall("StepFunctions", () => begin(request));
}

/** Waits for a child execution; when nobody waits for the answer any more, the child is stopped, as the service does. */
async function runChild(child: StartedExecution, signal: AbortSignal): Promise<unknown> {
  const stop = () => child.run.stop();
  signal.addEventListener("abort", stop, { once: true });
  const outcome = await child.run.finished;
  signal.removeEventListener("abort", stop);
  const result = integrationResult(child);
  if (outcome.status === "SUCCEEDED") return result;
  throw new TaskFailure({ error: "States.TaskFailed", cause: JSON.stringify(result) });
}

function putEvents(options: IntegrationOptions, args: Json, machine: StateMachine): PutEventsResult {
  const entries = parse(PutEvents, args).Entries.map((entry) => ({ ...entry, Detail: asText(entry.Detail) }));
  const result = serviceCall("EventBridge", () => options.putEvents(placeOf(machine.arn), machine.roleArn, entries));
  if (result.FailedEntryCount === 0) return result;
  throw new TaskFailure({ error: "EventBridge.FailedEntry", cause: JSON.stringify(result) });
}

/** Errors of a service reach a machine as `<Service>.<Code>`, with `Exception` at the end. */
function serviceCall<T>(service: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof AwsError) throw serviceFailure(service, error.code, error.message);
    throw error;
  }
}

function serviceFailure(service: string, code: string, message: string): TaskFailure {
  const name = code.endsWith("Exception") || code === "Unknown" ? code : `${code}Exception`;
  return new TaskFailure({ error: `${service}.${name}`, cause: message });
}

function parse<T>(schema: z.ZodType<T>, args: Json): T {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  throw new TaskFailure({ error: "States.Runtime", cause: z.prettifyError(parsed.error) });
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
