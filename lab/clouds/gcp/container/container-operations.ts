import type { Compute } from "../compute/state.ts";

export interface ContainerOperation {
  readonly name: string;
  readonly project: string;
  readonly location: string;
  readonly operationType: string;
  readonly target: string;
  readonly startedAt: number;
  endedAt?: number;
}

/** The long-running operations of GKE, on the lab's clock. */
export class ContainerOperations {
  readonly #compute: Compute;
  readonly #all: ContainerOperation[] = [];

  constructor(compute: Compute) {
    this.#compute = compute;
  }

  start(
    request: Pick<ContainerOperation, "project" | "location" | "operationType" | "target">,
    seconds: number,
    finish: () => void,
  ): ContainerOperation {
    const { clock, random } = this.#compute;
    const name = `operation-${clock.now()}-${random.uuid()}`;
    const operation: ContainerOperation = { ...request, name, startedAt: clock.now() };
    this.#all.push(operation);
    clock.at(clock.now() + seconds * 1000, () => {
      finish();
      operation.endedAt = clock.now();
    });
    return operation;
  }

  find(project: string, location: string, name: string): ContainerOperation | undefined {
    return this.#all.find((one) => one.project === project && one.location === location && one.name === name);
  }

  isChanging(target: string): boolean {
    return this.#all.some((one) => one.target === target && one.endedAt === undefined);
  }
}
