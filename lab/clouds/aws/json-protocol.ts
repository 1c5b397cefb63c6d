import * as z from "zod";
import { AwsError } from "./aws-error.ts";
import type { AwsService, WireAnswer, WireCall } from "./wire.ts";

/** One action of a service that speaks AWS JSON. */
export interface JsonAction {
  readonly write: boolean;
  run(input: unknown, call: WireCall): Promise<unknown>;
}

type Run<T> = (input: T, call: WireCall) => unknown;

/** An action that changes nothing. */
export function reads<T>(schema: z.ZodType<T>, run: Run<T>): JsonAction {
  return { write: false, run: async (input, call) => run(parse(schema, input), call) };
}

/** An action that changes something. */
export function writes<T>(schema: z.ZodType<T>, run: Run<T>): JsonAction {
  return { write: true, run: async (input, call) => run(parse(schema, input), call) };
}

export interface JsonService {
  /** Signing name. */
  readonly name: string;
  readonly version: "1.0" | "1.1";
  readonly actions: Readonly<Record<string, JsonAction>>;
}

/** A service that speaks AWS JSON: action in `X-Amz-Target`, errors by `__type`. */
export function jsonService({ name, version, actions }: JsonService): AwsService {
  return {
    name,
    isWrite: (action) => actions[action]?.write ?? false,
    async answer(call) {
      try {
        const action = actions[call.action];
        if (action === undefined)
          throw new AwsError("UnknownOperationException", `the lab has no ${name}:${call.action}`);
        return jsonAnswer(await action.run(parseBody(call.body), call), version);
      } catch (error) {
        if (error instanceof AwsError) return jsonError(error, version);
        throw error;
      }
    },
  };
}

function jsonAnswer(value: unknown, version: string): WireAnswer {
  return { status: 200, headers: jsonHeaders(version), body: JSON.stringify(value ?? {}) };
}

export function jsonError(error: AwsError, version: string): WireAnswer {
  return {
    status: error.status,
    headers: { ...jsonHeaders(version), "x-amzn-ErrorType": error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
    error: error.code,
  };
}

/** Timestamps of AWS JSON are seconds, with milliseconds as a fraction. */
export function epochSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

function jsonHeaders(version: string): Record<string, string> {
  return { "content-type": `application/x-amz-json-${version}` };
}

function parseBody(body: string): unknown {
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch {
    throw new AwsError("SerializationException", "the body is not JSON");
  }
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError("ValidationException", z.prettifyError(parsed.error));
}
