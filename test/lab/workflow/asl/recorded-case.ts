import * as z from "zod";
import type { Execution, RunTask } from "../../../../lab/workflow/asl/execution.ts";
import { TaskFailure } from "../../../../lab/workflow/asl/failure.ts";
import { isRecord, type Json } from "../../../../lab/workflow/asl/json.ts";
import { start } from "./start.ts";

const Mock = z.object({ ok: z.json().optional(), err: z.string().optional(), cause: z.json().optional() });
const RecordedCase = z.object({
  id: z.string(),
  n: z.number().optional(),
  kind: z.enum(["history", "choice"]),
  definition: z.record(z.string(), z.json()),
  input: z.json(),
  mocks: z.record(z.string(), z.array(Mock)),
  features: z.array(z.string()),
  expected: z.object({
    type: z.string(),
    output: z.json().optional(),
    error: z.string().nullish(),
    cause: z.json().optional(),
    entered: z.array(z.string()).optional(),
    types: z.array(z.string()).optional(),
  }),
});
export const RecordedCases = z.array(RecordedCase);
export type RecordedCase = z.infer<typeof RecordedCase>;

/** Runs a recorded machine as JSONata on recorded task results. */
export async function replay({ definition, input, mocks }: RecordedCase): Promise<Execution> {
  const left = structuredClone(mocks);
  const runTask: RunTask = async (_resource, _args, { stateName }) => {
    const mock = left[stateName]?.shift();
    if (mock === undefined) throw new Error(`no recorded result is left for ${stateName}`);
    if (mock.err === undefined) return mock.ok;
    const cause = typeof mock.cause === "string" ? mock.cause : JSON.stringify(mock.cause);
    throw new TaskFailure({ error: mock.err, ...(cause === undefined ? {} : { cause }) });
  };
  const world = start(Object.assign({ QueryLanguage: "JSONata" }, withoutLanguage(definition)), {
    input,
    runTask: () => runTask,
  });
  await world.clock.settle();
  return world.execution;
}

/** In what an execution differs from its recording; empty when it does not. */
export function differences({ expected }: RecordedCase, execution: Execution): string[] {
  const { outcome, events } = execution;
  const found: { [key: string]: Json | undefined } = { ...outcome };
  const entered = events
    .filter((event) => event.type.endsWith("StateEntered"))
    .map((event) => event["stateEnteredEventDetails"]?.["name"]);
  const end = events.at(-1)?.type;
  return [
    ...(end === expected.type ? [] : [`ended as ${end}, not ${expected.type}`]),
    ...(["output", "error", "cause"] as const)
      .filter((key) => !alike(expected[key] ?? null, found[key] ?? null))
      .map((key) => `${key} ${JSON.stringify(found[key])}, not ${JSON.stringify(expected[key])}`),
    ...(alike(expected.entered ?? [], entered.map(String)) ? [] : [`entered ${entered}, not ${expected.entered}`]),
  ];
}

/** Equal but for what the recorder masked (`<uuid:1>`, `date`, names of functions) and the spacing of JSON in a text. */
function alike(expected: unknown, found: unknown): boolean {
  if (typeof expected === "string" && /^([^{]*<[\w:-]+>.*|date|lambda_function_name)$/.test(expected)) return true;
  const [left, right] = [unpack(expected), unpack(found)];
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => alike(item, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return (left ?? null) === (right ?? null);
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => alike(left[key], right[key]));
}

function unpack(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value;
}

/** Machines that read nothing by path run alike in both languages: the recorded one is put aside. */
function withoutLanguage(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutLanguage);
  if (!isRecord(node)) return node;
  const kept = Object.entries(node).filter(([key]) => key !== "QueryLanguage");
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutLanguage(value)]));
}
