import { expressionIn, expressionsOf, syntaxProblem } from "./expressions.ts";
import type { Branch, State } from "./schema.ts";

/** What Step Functions would refuse in a machine whose fields are known: broken paths, bad handlers, bad expressions. */
export function machineProblems(branch: Branch, outer: ReadonlySet<string> = new Set()): string[] {
  const states = Object.entries(branch.States);
  const assigned = new Set([...outer, ...states.flatMap(([, state]) => assignedBy(state))]);
  return [
    ...(branch.StartAt in branch.States ? [] : [`StartAt: there is no state "${branch.StartAt}" beside it`]),
    ...states.flatMap(([name, state]) => [
      ...stateProblems(state, branch).map((problem) => `state "${name}": ${problem}`),
      // Step Functions: a branch reads the variables outside it and may not assign a name that is assigned there.
      ...assignedBy(state)
        .filter((variable) => outer.has(variable))
        .map((variable) => `state "${name}": Assign: $${variable} belongs to an outer scope`),
      ...expressProblems(state).map((problem) => `state "${name}": ${problem}`),
      ...branchesOf(state).flatMap((inner) => machineProblems(inner, isDistributed(state) ? new Set() : assigned)),
    ]),
  ];
}

/** The machines inside a state. */
export function branchesOf(state: State): Branch[] {
  if (state.Type === "Parallel") return state.Branches;
  return state.Type === "Map" ? [state.ItemProcessor] : [];
}

/** Whether a state's branch runs in executions of their own, which see no variable from outside. */
export function isDistributed(state: State): boolean {
  return state.Type === "Map" && state.ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED";
}

/** An express execution neither waits for a job nor for a token (Step Functions: "Express workflows"). */
function expressProblems(state: State): string[] {
  if (!isDistributed(state)) return [];
  const { ToleratedFailureCount, ToleratedFailurePercentage } = { ...(state.Type === "Map" ? state : {}) };
  const waiting = branchesOf(state)
    .flatMap(({ States }) => Object.values(States))
    .filter((inner) => inner.Type === "Task" && /\.(sync(:2)?|waitForTaskToken)$/.test(inner.Resource));
  return [
    ...(waiting.length === 0 ? [] : ["an express execution cannot wait for a job or a token"]),
    ...(ToleratedFailureCount === undefined && ToleratedFailurePercentage === undefined
      ? []
      : ["the lab does not know what a tolerated failure leaves in a Distributed Map's results: catch it inside"]),
  ];
}

/** The variables that a state assigns, on any of its ways out. */
export function assignedBy(state: State): string[] {
  const own = "Assign" in state ? Object.keys(state.Assign ?? {}) : [];
  const handlers = "Catch" in state ? (state.Catch ?? []) : state.Type === "Choice" ? state.Choices : [];
  return [...own, ...handlers.flatMap((handler) => Object.keys(handler.Assign ?? {}))];
}

function stateProblems(state: State, branch: Branch): string[] {
  const missing = targetsOf(state).filter((target) => !(target in branch.States));
  return [
    ...missing.map((target) => `there is no state "${target}" beside it to go to`),
    ...flowProblems(state),
    ...waitProblems(state),
    ...handlerProblems(state),
    ...expressionsOf(state).flatMap(({ field, source }) => {
      const problem = syntaxProblem(source);
      return problem === undefined ? [] : [`${field}: ${problem}`];
    }),
  ];
}

function targetsOf(state: State): string[] {
  const direct = "Next" in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type === "Choice") {
    return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
  }
  return [...direct, ...("Catch" in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [])];
}

function flowProblems(state: State): string[] {
  if (state.Type === "Choice" || state.Type === "Succeed" || state.Type === "Fail") return [];
  return (state.Next !== undefined) === (state.End === true) ? ["give either Next or End: true"] : [];
}

function waitProblems(state: State): string[] {
  if (state.Type === "Wait" && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    return ["give either Seconds or Timestamp"];
  }
  if (state.Type === "Wait" && state.Timestamp !== undefined && expressionIn(state.Timestamp) === undefined) {
    return Number.isNaN(Date.parse(state.Timestamp)) ? [`Timestamp: "${state.Timestamp}" is not a time`] : [];
  }
  if (state.Type !== "Task" || state.HeartbeatSeconds === undefined) return [];
  return state.Resource.endsWith(".waitForTaskToken")
    ? []
    : ["HeartbeatSeconds: only a task with a token has heartbeats"];
}

function handlerProblems(state: State): string[] {
  if (!("Retry" in state) && !("Catch" in state)) return [];
  return [...catchAllProblems("Retry", state.Retry), ...catchAllProblems("Catch", state.Catch)];
}

function catchAllProblems(field: string, handlers: readonly { ErrorEquals: string[] }[] | undefined): string[] {
  return (handlers ?? []).flatMap(({ ErrorEquals }, index) => {
    if (!ErrorEquals.includes("States.ALL")) return [];
    const last = index === (handlers ?? []).length - 1;
    return ErrorEquals.length === 1 && last ? [] : [`${field}[${index}]: States.ALL must stand alone and last`];
  });
}
