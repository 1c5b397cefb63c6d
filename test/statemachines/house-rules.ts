import type { Machine, Retrier, State } from "../../lab/workflow/asl/schema.ts";
import { isStep, statesOf, type Task, tasksOf } from "./definitions.ts";
import { knownErrors, transientFaults, transientLambdaErrors } from "./error-names.ts";

const childMachine = "arn:aws:states:::states:startExecution.sync:2";

/** What Step Functions would take and we do not, as `RoutePeering: no TimeoutSeconds`. */
export function houseProblems(machine: Machine): readonly string[] {
  const lastResorts = new Set(tasksOf(machine).flatMap(([, task]) => targetsOfCatchAll(task)));
  return [
    ...unless(machine.Comment !== undefined, "machine: no Comment"),
    ...unless(machine.TimeoutSeconds !== undefined, "machine: no TimeoutSeconds"),
    ...statesOf(machine).flatMap(([name, state]) =>
      about(name, [...namingProblems(name, state), ...jsonPathProblems(state)]),
    ),
    ...tasksOf(machine).flatMap(([name, task]) =>
      about(name, [
        ...callProblems(name, task),
        ...retryProblems(task),
        // Where every failure leads there is nowhere left to go: it fails the execution by itself.
        ...(lastResorts.has(name) ? [] : catchProblems(task)),
      ]),
    ),
  ];
}

function namingProblems(name: string, { Type }: State): readonly string[] {
  return [
    ...unless(/^([A-Z][a-z0-9]*)+$/.test(name), "not PascalCase"),
    ...unless((Type === "Wait") === name.startsWith("WaitFor"), "WaitFor… is for waits, and they for it"),
    ...unless((Type === "Choice") === /^(Is|Has)[A-Z]/.test(name), "Is… and Has… are for choices, and they for these"),
  ];
}

/** JSONPath inside a JSONata state is no error to Step Functions: the text itself is passed on. */
function jsonPathProblems(value: unknown): readonly string[] {
  if (typeof value === "string") return unless(!/^\$(?!\{)/.test(value), `${value} is passed on as text`);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...unless(!key.endsWith(".$"), `${key} is passed on as a key`),
    ...jsonPathProblems(inner),
  ]);
}

function callProblems(name: string, task: Task): readonly string[] {
  const called = task.Arguments;
  const functionName = isRecord(called) ? called["FunctionName"] : undefined;
  return [
    ...unless(task.TimeoutSeconds !== undefined, "no TimeoutSeconds"),
    ...unless(isStep(task) || task.Resource === childMachine, `calls ${task.Resource}`),
    ...unless(!isStep(task) || functionName === `\${${name}FunctionArn}`, "calls the function of another step"),
  ];
}

function retryProblems(task: Task): readonly string[] {
  const retriers = task.Retry ?? [];
  const retried = retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
  const expected = isStep(task) ? [...transientFaults, ...transientLambdaErrors] : [];
  return [
    ...unless(retriers.length > 0, "no Retry"),
    ...expected.filter((error) => !retried.includes(error)).map((error) => `Retry: no ${error}`),
    ...unknownErrors("Retry", retried),
    ...retriers.flatMap(retrierProblems),
  ];
}

function retrierProblems({ ErrorEquals, JitterStrategy, MaxDelaySeconds }: Retrier): readonly string[] {
  const all = ErrorEquals.filter((error) => error === "States.ALL" || error === "States.TaskFailed");
  return [
    ...all.map((error) => `Retry: ${error} tries again what can never work`),
    ...unless(JitterStrategy === "FULL", "Retry: no JitterStrategy FULL"),
    ...unless(MaxDelaySeconds !== undefined, "Retry: no MaxDelaySeconds"),
  ];
}

function catchProblems(task: Task): readonly string[] {
  const caught = (task.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
  return [...unless(caught.at(-1) === "States.ALL", "no Catch of States.ALL"), ...unknownErrors("Catch", caught)];
}

function unknownErrors(field: string, errors: readonly string[]): readonly string[] {
  return errors.filter((error) => !knownErrors.has(error)).map((error) => `${field}: nobody throws ${error}`);
}

function targetsOfCatchAll({ Catch = [] }: Task): readonly string[] {
  return Catch.filter(({ ErrorEquals }) => ErrorEquals.includes("States.ALL")).map(({ Next }) => Next);
}

function about(name: string, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${name}: ${problem}`);
}

function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
