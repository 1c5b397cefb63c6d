import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy, { type MiddlewareObj } from "@middy/core";
import type * as z from "zod";
import { Invalid } from "../core/faults.ts";

const logger = new Logger();
const metrics = new Metrics();

/**
 * Makes a Lambda handler of a step: structured logs, metrics as EMF, and both ends held to their schemas.
 *
 * The handler rejects with the step's own fault, whose name the state machine routes by, and with `Invalid` when the
 * input or the output does not fit.
 *
 * @param count metrics of the step's own, by name
 */
export function step<I extends z.ZodType, O extends z.ZodType>(
  schemas: { readonly input: I; readonly output: O },
  run: (input: z.output<I>) => Promise<z.input<O>>,
  count: (output: z.output<O>) => Readonly<Record<string, number>> = () => ({}),
) {
  return middy<unknown, z.output<O>>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .use(outcome())
    .handler(async (event) => {
      const input = parse(schemas.input, event, "input");
      logger.appendKeys(subjectOf(input));
      const output = parse(schemas.output, await run(input), "output");
      for (const [name, value] of Object.entries(count(output))) metrics.addMetric(name, MetricUnit.Count, value);
      return output;
    });
}

/** Counts steps done and failed by the fault's name, and logs the failure once. */
function outcome(): MiddlewareObj {
  return {
    after: () => {
      metrics.addMetric("StepDone", MetricUnit.Count, 1);
    },
    onError: ({ error }) => {
      metrics.addMetric("StepFailed", MetricUnit.Count, 1);
      metrics.addMetadata("fault", error?.name ?? "unknown");
      logger.error("step failed", error ?? new Error("unknown"));
    },
  };
}

function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Invalid(`${what} does not fit: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`, {
    cause: result.error,
  });
}

/** Connection and network ids on every log line, so that one query tells a connection's story. */
function subjectOf(input: unknown): Record<string, string> {
  const fields = typeof input === "object" && input !== null ? Object.entries(input) : [];
  return Object.fromEntries(
    fields.filter((field): field is [string, string] => typeof field[1] === "string" && subjects.has(field[0])),
  );
}

const subjects = new Set(["connection", "requester", "accepter", "network", "peering"]);
