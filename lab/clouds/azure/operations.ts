import type { VirtualClock } from "../../world/clock.ts";
import type { SeededRandom } from "../../world/random.ts";
import { providerError } from "./arm-error.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "./wire.ts";

/** Something that takes a while. */
export interface Operation {
  readonly id: string;
  /** As Microsoft.Network names it in messages: `PutSubnetOperation`. */
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  /** What is answered at the end, of one that was started for the sake of an answer. */
  readonly result: object | undefined;
  done: boolean;
}

interface Start {
  readonly name: string;
  readonly subscription: string;
  readonly location: string;
  /** Virtual seconds. */
  readonly seconds: number;
  readonly finish: () => void;
  readonly result?: object;
}

const PATH = "/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}";

/** The long-running operations of Microsoft.Network, on the lab's time. */
export class Operations {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #all = new Map<string, Operation>();

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  start({ name, subscription, location, seconds, finish, result }: Start): Operation {
    const id = this.#random.uuid();
    const operation: Operation = { id, name, subscription, location, result, done: seconds === 0 };
    this.#all.set(operation.id, operation);
    if (seconds === 0) finish();
    else {
      this.#clock.at(this.#clock.now() + seconds * 1000, () => {
        operation.done = true;
        finish();
      });
    }
    return operation;
  }

  routes(): ArmRoute[] {
    const provider = "Microsoft.Network";
    return [
      {
        ...{ method: "GET", path: `${PATH}/operations/{operation}`, provider, action: "locations/operations/read" },
        run: (call) => ({
          ...{ status: 200, headers: {} },
          body: { status: this.#find(call).done ? "Succeeded" : "InProgress" },
        }),
      },
      {
        ...{ method: "GET", path: `${PATH}/operationResults/{operation}`, provider },
        action: "locations/operationResults/read",
        run: (call) => {
          const operation = this.#find(call);
          const { done, result } = operation;
          if (result !== undefined) return resultAnswer(call, operation, result);
          return { status: done ? 204 : 202, headers: deletionHeaders(call, operation) };
        },
      },
    ];
  }

  #find(call: ArmCall): Operation {
    const id = param(call, "operation");
    const operation = this.#all.get(id);
    if (operation === undefined || operation.subscription !== param(call, "subscription").toLowerCase()) {
      throw providerError("NotFound", `Operation ${id} not found.`, 404);
    }
    return operation;
  }
}

/** Where a PUT's progress can be read: `Azure-AsyncOperation` and, as recorded of networks and peerings, no `Location`. */
export function progressHeaders(call: ArmCall, operation: Operation): Record<string, string> {
  return {
    "azure-asyncoperation": operationUrl(call, operation, "operations"),
    "azure-asyncnotification": "Enabled",
  };
}

/** The answer to a DELETE that was taken on. */
export function deletionAnswer(call: ArmCall, operation: Operation, retryAfter: number): HttpAnswer {
  return { status: 202, headers: { ...deletionHeaders(call, operation), "retry-after": String(retryAfter) } };
}

/** The answer to a POST that asks for something to be found out: where the result will be, and no more (recorded). */
export function acceptedAnswer(call: ArmCall, operation: Operation): HttpAnswer {
  return { status: 202, headers: resultHeaders(call, operation) };
}

function resultAnswer(call: ArmCall, operation: Operation, result: object): HttpAnswer {
  const headers = resultHeaders(call, operation);
  return operation.done ? { status: 200, headers, body: result } : { status: 202, headers };
}

/** Where an operation can be looked at. */
export function operationUrl(call: ArmCall, { id, subscription, location }: Operation, kind: string): string {
  const path = `/subscriptions/${subscription}/providers/Microsoft.Network/locations/${location}/${kind}/${id}`;
  return `${call.endpoint}${path}?api-version=${call.apiVersion}`;
}

function resultHeaders(call: ArmCall, operation: Operation): Record<string, string> {
  return { "azure-asyncnotification": "Enabled", location: operationUrl(call, operation, "operationResults") };
}

function deletionHeaders(call: ArmCall, operation: Operation): Record<string, string> {
  return { ...progressHeaders(call, operation), location: operationUrl(call, operation, "operationResults") };
}
