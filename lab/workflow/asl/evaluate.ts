import jsonata from "jsonata";
import { expressionIn } from "./expressions.ts";
import { TaskFailure } from "./failure.ts";
import { isRecord, type Json, toJson, typeName } from "./json.ts";

/** Where an evaluation takes place: what names mean there, and how a failure introduces itself. */
export interface Evaluation {
  readonly bindings: Record<string, unknown>;
  /** "An error occurred while executing the state 'X' (entered at the event id #2)." */
  readonly preface: string;
  /** Told before the failure is thrown: Step Functions puts an EvaluationFailed event into the history. */
  readonly onFailure: (failure: { readonly error: string; readonly cause: string; readonly location: string }) => void;
}

/**
 * The value of a template: each string between {% and %} replaced by what it evaluates to.
 * Fails with States.QueryEvaluationError in the words of Step Functions.
 */
export async function evaluate(at: Evaluation, field: string, template: unknown): Promise<Json> {
  if (typeof template === "string") {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateExpression(at, field, source);
  }
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluate(at, `${field}[${index}]`, item));
    return items;
  }
  if (!isRecord(template)) return toJson(template) ?? null;
  const object: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(template)) object[key] = await evaluate(at, `${field}/${key}`, item);
  return object;
}

/** The value of a field whose type is fixed. */
export async function evaluateTo<Type extends keyof Types>(
  at: Evaluation,
  field: string,
  template: unknown,
  type: Type,
): Promise<Types[Type]> {
  const value = await evaluate(at, field, template);
  if (isA(value, type)) return value;
  const source = typeof template === "string" ? expressionIn(template) : undefined;
  const what = source === undefined ? "The value" : `The JSONata expression '${source}'`;
  return fail(
    at,
    field,
    `${what} specified for the field '${field}' returned an unexpected result type. Expected '${type}', ` +
      `but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
  );
}

/** Ends an evaluation that gave a value which the state cannot use. */
export function fail(at: Evaluation, location: string, problem: string): never {
  const failure = { error: "States.QueryEvaluationError", cause: `${at.preface} ${problem}` };
  at.onFailure({ ...failure, location });
  throw new TaskFailure(failure);
}

interface Types {
  readonly array: Json[];
  readonly boolean: boolean;
  readonly number: number;
  readonly string: string;
}

function isA<Type extends keyof Types>(value: Json, type: Type): value is Json & Types[Type] {
  return typeName(value) === type;
}

async function evaluateExpression(at: Evaluation, field: string, source: string): Promise<Json> {
  let result: unknown;
  try {
    result = await jsonata(source).evaluate(undefined, at.bindings);
  } catch (error) {
    const { code, message } = isRecord(error) ? error : { code: undefined, message: String(error) };
    const problem = code === undefined ? message : `${code}: ${message}`;
    return fail(
      at,
      field,
      `The JSONata expression '${source}' specified for the field '${field}' threw an error. ${problem}`,
    );
  }
  const value = toJson(result);
  if (value !== undefined) return value;
  const nothing = result === undefined ? "nothing (undefined)" : "a function";
  return fail(at, field, `The JSONata expression '${source}' specified for the field '${field}' returned ${nothing}.`);
}
