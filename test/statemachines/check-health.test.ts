import * as z from "zod";
import { TaskFailure } from "../../lab/workflow/asl/failure.ts";
import type { Json } from "../../lab/workflow/asl/json.ts";
import { start } from "../lab/workflow/asl/start.ts";
import { definitions } from "./definitions.ts";

const definition = JSON.parse(definitions.find(({ name }) => name === "check-health")?.text ?? "");
const call = z.object({ FunctionName: z.string(), Payload: z.object({ connections: z.array(z.json()).default([]) }) });
const drift = { requester: "a", accepter: "b" };

/** Runs check-health over batches of one connection each; gives what was started, and the end. */
async function run(answers: Readonly<Record<string, () => Json>>) {
  const started: Json[] = [];
  const { clock, execution } = start(definition, {
    runTask: () => async (_resource, args) => {
      const { FunctionName, Payload } = call.parse(args);
      if (FunctionName.includes("ListConnections")) {
        return { Payload: { batches: Object.keys(answers).map((id) => [id]) } };
      }
      if (FunctionName.includes("CheckHealth")) return { Payload: answers[String(Payload.connections[0])]?.() };
      started.push(Payload.connections);
      return { Payload: {} };
    },
  });
  await clock.settle();
  return { started, outcome: execution.outcome };
}

const sound = () => ({ connections: [] });
const drifted = () => ({ connections: [drift] });
const closed = () => {
  throw new TaskFailure({ error: "Refused", cause: "no" });
};

describe("check-health", () => {
  it.each([
    { given: "all is sound", answers: { one: sound }, started: [], status: "SUCCEEDED" },
    {
      given: "drift in two batches",
      answers: { one: drifted, two: drifted },
      started: [[drift, drift]],
      status: "SUCCEEDED",
    },
    {
      given: "a batch that cannot be read",
      answers: { one: closed, two: drifted },
      started: [[drift]],
      status: "FAILED",
    },
    { given: "no batch that can be read", answers: { one: closed, two: closed }, started: [], status: "FAILED" },
    { given: "no connection", answers: {}, started: [], status: "SUCCEEDED" },
  ])("given $given, then what can be put right is, and the end is $status", async ({ answers, started, status }) => {
    const ended = await run(answers);
    expect(ended.started).toEqual(started);
    expect(ended.outcome).toMatchObject({ status, ...(status === "FAILED" ? { error: "Refused" } : {}) });
  });
});
