import { definitions } from "../../statemachines/definitions.ts";
import type { Answer, Case } from "./cases.ts";

/** What came of a run. */
export interface Trace {
  /** `<machine>:<state>` of every state entered, in order, those of nested machines at their place. */
  readonly states: readonly string[];
  /** `<function> <payload>` of every invocation, in order, times left out. */
  readonly invocations: readonly string[];
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
}

/** Plays the functions of a case, and writes down how they are invoked. */
export class Script {
  readonly invocations: string[] = [];
  readonly #answers: Case["answers"];
  readonly #played = new Map<string, number>();

  constructor({ answers }: Case) {
    this.#answers = answers;
  }

  /** @throws Error of a function that the case does not expect */
  play(functionArn: string, payload: unknown): Answer {
    const name = functionArn.slice(functionArn.lastIndexOf(":") + 1);
    this.invocations.push(`${name} ${JSON.stringify(sorted(payload))}`);
    const answers = this.#answers[name];
    if (answers === undefined) throw new Error(`${name} is not expected`);
    const turn = this.#played.get(name) ?? 0;
    this.#played.set(name, turn + 1);
    return answers[Math.min(turn, answers.length - 1)] ?? answers[0];
  }
}

export const machineNames = definitions.map(({ name }) => name);

/** A machine's definition as deployed: every function under its step's name, every machine under its own. */
export function definitionOf(machine: string): string {
  const text = definitions.find(({ name }) => name === machine)?.text ?? "";
  return text.replaceAll(/\$\{(\w+?)(Function|Machine)Arn\}/g, (_, name: string, kind: string) => {
    const kebab = name.replaceAll(/(?<=.)([A-Z])/g, "-$1").toLowerCase();
    return kind === "Function" ? `arn:aws:lambda:us-east-1:111111111111:function:${kebab}` : machineArn(kebab);
  });
}

export function machineArn(machine: string): string {
  return `arn:aws:states:us-east-1:111111111111:stateMachine:${machine}`;
}

/** An error's text as Lambda gives it. */
export function failure(name: string): { readonly errorType: string; readonly errorMessage: string } {
  return { errorType: name, errorMessage: "as scripted" };
}

/** The same for payloads that mean the same: keys in order; times, and what an interpreter writes of a failure, left out. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !["at", "began", "since", "cause"].includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
