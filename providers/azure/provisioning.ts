import { Invalid } from "../../core/faults.ts";

interface Resource {
  readonly name?: string;
  readonly provisioningState?: string | undefined;
}

/**
 * Whether a resource is made.
 *
 * @throws Invalid when it failed: it stays so until somebody mends or deletes it
 */
export function isMade({ name = "", provisioningState }: Resource, kind: string): boolean {
  if (hasFailed({ provisioningState })) throw new Invalid(`${kind} ${name} is ${provisioningState}: mend or delete it`);
  return provisioningState === "Succeeded";
}

export function hasFailed({ provisioningState }: Pick<Resource, "provisioningState">): boolean {
  return provisioningState === "Failed" || provisioningState === "Canceled";
}

export function isLeaving({ provisioningState }: Resource): boolean {
  return provisioningState === "Deleting";
}
