import type { InvocationResult, LambdaFunction } from "../../../workflow/lambda-host.ts";
import type { VirtualClock } from "../../../world/clock.ts";
import { AwsError } from "../aws-error.ts";
import { arnAt, type Place } from "../scoped.ts";

/** Runs the code of functions. */
export interface FunctionHost {
  invoke(fn: LambdaFunction, payload: unknown): Promise<InvocationResult>;
  close(): Promise<void>;
}

/** The functions of all accounts. A run holds the clock. */
export class Functions {
  readonly #byArn = new Map<string, LambdaFunction>();
  readonly #host: FunctionHost;
  readonly #clock: VirtualClock;

  constructor(options: { readonly host: FunctionHost; readonly clock: VirtualClock }) {
    this.#host = options.host;
    this.#clock = options.clock;
  }

  /** Throws ResourceConflictException. */
  add(fn: LambdaFunction): void {
    if (this.#byArn.has(fn.arn)) {
      throw new AwsError("ResourceConflictException", `Function already exist: ${fn.name}`, 409);
    }
    this.#byArn.set(fn.arn, fn);
  }

  list(): LambdaFunction[] {
    return [...this.#byArn.values()];
  }

  /** By ARN (a version or alias behind it is ignored), or by name in a place. Throws ResourceNotFoundException. */
  find(name: string, place: Place): LambdaFunction {
    const arn = name.startsWith("arn:")
      ? name.split(":").slice(0, 7).join(":")
      : arnAt(place, "lambda", `function:${name.split(":").at(0)}`);
    const fn = this.#byArn.get(arn);
    if (fn === undefined) throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
    return fn;
  }

  invoke(fn: LambdaFunction, payload: unknown): Promise<InvocationResult> {
    return this.#clock.during(this.#host.invoke(fn, payload));
  }

  close(): Promise<void> {
    return this.#host.close();
  }
}
