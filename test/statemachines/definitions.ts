import { loadMachine } from "../../lab/workflow/asl/load-machine.ts";
import { branchesOf } from "../../lab/workflow/asl/machine-problems.ts";
import type { Branch, Machine, State, StateOf } from "../../lab/workflow/asl/schema.ts";
import { namesIn, read } from "../architecture/source-files.ts";

export interface Definition {
  /** The file's name, which is also the machine's. */
  readonly name: string;
  readonly text: string;
}

export const definitions: readonly Definition[] = namesIn("statemachines", ".asl.json").map((name) => ({
  name,
  text: read(`statemachines/${name}.asl.json`),
}));

export function parse({ text }: Definition): Machine {
  return loadMachine(JSON.parse(text));
}

/** Every state with its name, those inside others too. */
export function statesOf(branch: Branch): readonly (readonly [name: string, state: State])[] {
  return Object.entries(branch.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...branchesOf(state).flatMap((inner) => statesOf(inner)),
  ]);
}

export type Task = StateOf<"Task">;

export function tasksOf(machine: Machine): readonly (readonly [name: string, task: Task])[] {
  return statesOf(machine).flatMap(([name, state]) => (state.Type === "Task" ? [[name, state] as const] : []));
}

/** The second waits for an answer that comes from elsewhere. */
const lambdaInvoke = ["arn:aws:states:::lambda:invoke", "arn:aws:states:::lambda:invoke.waitForTaskToken"];

/** Whether a task is one of our steps. */
export function isStep(task: Task): boolean {
  return lambdaInvoke.includes(task.Resource);
}

/** `RoutePeering` → `route-peering`. */
export function kebab(name: string): string {
  return name.replaceAll(/(?<=.)([A-Z])/g, "-$1").toLowerCase();
}
