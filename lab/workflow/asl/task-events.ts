import type { TaskFailure } from "./failure.ts";
import { document } from "./history.ts";
import type { Json } from "./json.ts";
import type { Strand } from "./strand.ts";

interface Limits {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

/** The history of one attempt at a task. A Lambda function's ARN as the resource has its own family of events. */
export interface TaskEvents {
  scheduled(args: Json, limits: Limits): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(failure: TaskFailure): void;
}

export function taskEvents(strand: Strand, resource: string): TaskEvents {
  return resource.split(":")[2] === "lambda" ? lambdaEvents(strand, resource) : integrationEvents(strand, resource);
}

function lambdaEvents(strand: Strand, resource: string): TaskEvents {
  return {
    scheduled(args, limits) {
      strand.emit("LambdaFunctionScheduled", { resource, ...document("input", args), ...limits });
      strand.emit("LambdaFunctionStarted");
    },
    submitted: () => undefined,
    succeeded: (output) => strand.emit("LambdaFunctionSucceeded", document("output", output)),
    failed: (failure) => strand.emit(`LambdaFunction${endOf(failure)}`, detailsOf(failure)),
  };
}

function integrationEvents(strand: Strand, arn: string): TaskEvents {
  // arn:aws:states:::lambda:invoke, arn:aws:states:::aws-sdk:ec2:describeVpcs
  const path = arn.split(":").slice(5);
  const resource = { resourceType: path.slice(0, -1).join(":"), resource: path.at(-1) ?? "" };
  return {
    scheduled(args, limits) {
      const region = arn.split(":")[3] ?? "";
      strand.emit("TaskScheduled", { ...resource, region, parameters: JSON.stringify(args), ...limits });
      strand.emit("TaskStarted", resource);
    },
    submitted: (output) => strand.emit("TaskSubmitted", { ...resource, ...document("output", output) }),
    succeeded: (output) => strand.emit("TaskSucceeded", { ...resource, ...document("output", output) }),
    failed: (failure) => strand.emit(`Task${endOf(failure)}`, { ...resource, ...detailsOf(failure) }),
  };
}

function endOf(failure: TaskFailure): "TimedOut" | "Failed" {
  return ["States.Timeout", "States.HeartbeatTimeout"].includes(failure.error) ? "TimedOut" : "Failed";
}

function detailsOf({ error, cause }: TaskFailure): { readonly [key: string]: unknown } {
  return { error, cause };
}
