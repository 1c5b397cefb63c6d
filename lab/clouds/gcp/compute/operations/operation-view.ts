import { pacificTime } from "../../timestamps.ts";
import { link, regionPath } from "../links.ts";
import type { Operation, OperationFailure } from "./operations.ts";

const MESSAGES: Readonly<Record<number, string>> = { 400: "BAD REQUEST", 403: "FORBIDDEN", 409: "CONFLICT" };

/** Where an operation is found: globally, or in its region. */
export function operationPath(project: string, region: string | undefined, name: string): string {
  const home = region === undefined ? `projects/${project}/global` : regionPath(project, region);
  return `${home}/operations/${name}`;
}

/** An operation as answers show it. */
export function renderOperation(operation: Operation) {
  const { id, name, project, region, type, target, targetId, user, insertedAt, endedAt, failure, requestId } =
    operation;
  const started = pacificTime(insertedAt);
  return {
    ...{ kind: "compute#operation", id, name, operationType: type, targetLink: link(target), targetId },
    // "The value of `requestId` if you provided it in the request. Not present otherwise."
    ...(requestId === undefined ? {} : { clientOperationId: requestId }),
    status: endedAt === undefined ? "RUNNING" : "DONE",
    ...{ user, progress: endedAt === undefined ? 0 : 100, insertTime: started, startTime: started },
    ...(endedAt === undefined ? {} : { endTime: pacificTime(endedAt) }),
    ...(failure === undefined ? {} : renderFailure(failure)),
    selfLink: link(operationPath(project, region, name)),
    ...(region === undefined ? {} : { region: link(regionPath(project, region)) }),
  };
}

/** The HTTP exchange went well; what went wrong stands inside. */
function renderFailure({ code, message, httpStatus }: OperationFailure) {
  return {
    error: { errors: [{ code, message }] },
    httpErrorStatusCode: httpStatus,
    httpErrorMessage: MESSAGES[httpStatus] ?? "ERROR",
  };
}
