import { ArmError, providerError } from "../arm-error.ts";
import { operationUrl } from "../operations.ts";
import type { ArmCall } from "../wire.ts";
import type { Busy, TopLevel } from "./resources.ts";

const MORE = "For more details please go to https://aka.ms/ARMResourceNotFoundFix";

/** A resource under a group that is not there: the front end says so. */
export function resourceNotFound(type: string, name: string, group: string): ArmError {
  const message = `The Resource '${type}/${name}' under resource group '${group}' was not found. ${MORE}`;
  return new ArmError("ResourceNotFound", message, { status: 404 });
}

/** A child of a resource that is there: Microsoft.Network says so, in its own words. */
export function childNotFound(id: string): ArmError {
  return providerError("NotFound", `Resource ${id} not found.`, 404);
}

export function parentNotFound(name: string): ArmError {
  const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
  return new ArmError("ParentResourceNotFound", message, { status: 404 });
}

/** What a write to a resource itself gets while an operation runs on it or on a child. */
export function lockedByAnother(id: string, { operation }: Busy): ArmError {
  const message = `Operation ${operation.name} (${operation.id}) is updating resource ${id}. The call can be retried in 10 seconds.`;
  return new ArmError("RetryableError", "A retryable error occurred.", {
    status: 429,
    details: [{ code: "RetryableErrorDueToAnotherOperation", message }],
    headers: { "retry-after": "10" },
  });
}

/** What a write to a child gets while an operation runs on its parent or on another child. */
export function anotherInProgress(call: ArmCall, { operation }: Busy): ArmError {
  const message =
    "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: " +
    `${operationUrl(call, operation, "operations")}.`;
  return providerError("AnotherOperationInProgress", message, 409);
}

/** What a write gets that refers to a resource on which an operation runs. */
export function notProvisioned(referenced: TopLevel, user: string, { operation }: Busy): ArmError {
  const message =
    `Cannot proceed with operation because resource ${referenced.id} used by resource ${user} is not in Succeeded ` +
    "state. Resource is in Updating state and the last operation that updated/is updating the resource is " +
    `${operation.name}.`;
  return providerError("ReferencedResourceNotProvisioned", message);
}

export function badReference(referenced: string, user: string): ArmError {
  const message =
    `Resource ${referenced} referenced by resource ${user} was not found. Please make sure that the referenced ` +
    "resource exists, and that both resources are in the same region.";
  return providerError("InvalidResourceReference", message);
}
