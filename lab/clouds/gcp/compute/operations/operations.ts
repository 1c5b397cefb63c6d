import type { VirtualClock } from "../../../../world/clock.ts";
import type { SeededRandom } from "../../../../world/random.ts";
import { numericId, operationName } from "../../ids.ts";

/** Why an operation that was begun did not do what it should. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
  readonly httpStatus: number;
}

export interface OperationRequest {
  readonly project: string;
  /** Global operations have none. */
  readonly region?: string;
  readonly type: string;
  /** The path of the resource that it changes. */
  readonly target: string;
  readonly targetId: string;
  /** How long it takes, in virtual seconds. */
  readonly seconds: number;
  /** The id that the caller gave to its request. */
  readonly requestId?: string;
  /** Paths of the networks whose peerings it changes, or whose static routes. */
  readonly peeringsOf?: readonly string[];
  readonly routesOf?: readonly string[];
  /** Makes the change when the time has come, or says why it cannot be made. */
  finish(): OperationFailure | undefined;
}

export interface Operation extends Omit<OperationRequest, "finish" | "seconds"> {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  /** Epoch milliseconds. */
  readonly insertedAt: number;
  endedAt?: number;
  failure?: OperationFailure;
}

/** The operations of all projects. An operation runs for its time on the lab's clock, then its change is made at once. */
export class Operations {
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  readonly #all: Operation[] = [];
  readonly #byRequest = new Map<string, Operation>();
  readonly #waiting = new Map<Operation, (() => void)[]>();

  constructor(clock: VirtualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  start({ finish, seconds, ...request }: OperationRequest, user: string): Operation {
    const now = this.#clock.now();
    const ids = { id: numericId(this.#random), name: operationName(now, this.#random) };
    const operation: Operation = { ...request, ...ids, user, insertedAt: now };
    this.#all.push(operation);
    this.#clock.at(now + seconds * 1000, () => {
      const failure = finish();
      operation.endedAt = this.#clock.now();
      if (failure !== undefined) operation.failure = failure;
      for (const wake of this.#waiting.get(operation) ?? []) wake();
      this.#waiting.delete(operation);
    });
    return operation;
  }

  /** By name or by numeric id, where it ran. */
  find(project: string, region: string | undefined, key: string): Operation | undefined {
    return this.list(project, region).find(({ id, name }) => id === key || name === key);
  }

  list(project: string, region: string | undefined): Operation[] {
    return this.#all.filter((operation) => operation.project === project && operation.region === region);
  }

  running(): Operation[] {
    return this.#all.filter(({ endedAt }) => endedAt === undefined);
  }

  /** Whether a resource is being made, changed or taken away. What a peering does to its network does not count. */
  isChanging(target: string): boolean {
    return this.running().some(({ target: other, peeringsOf }) => other === target && peeringsOf === undefined);
  }

  /** Keeps an operation under the id that its caller gave to the request. */
  remember(requestId: string, operation: Operation): void {
    this.#byRequest.set(`${operation.project} ${requestId}`, operation);
  }

  remembered(project: string, requestId: string): Operation | undefined {
    return this.#byRequest.get(`${project} ${requestId}`);
  }

  whenDone(operation: Operation): Promise<void> {
    if (operation.endedAt !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set(operation, [...(this.#waiting.get(operation) ?? []), resolve]);
    });
  }
}
