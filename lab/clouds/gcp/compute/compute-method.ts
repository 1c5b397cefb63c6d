import type * as z from "zod";
import { GcpError, invalidField } from "../gcp-error.ts";
import { type Call, type Method, method, methodWithBody, param } from "../method.ts";
import { aggregatedPage } from "./lists/aggregated-page.ts";
import { LIST_QUERY, listPage } from "./lists/list-page.ts";
import { renderOperation } from "./operations/operation-view.ts";
import type { OperationRequest } from "./operations/operations.ts";
import type { Compute, Project } from "./state.ts";

const ROOT = "/compute/v1/projects/{project}/";
/** "The same request ID … the server can check": the time for which is not documented. */
const REMEMBERED_MS = 3_600_000;

interface Reading {
  readonly name: string;
  /** Below the project. */
  readonly path: string;
  run(call: Call<string>, project: Project): unknown;
}

export function reading(compute: Compute, { name, path, run }: Reading): Method {
  return method({
    ...{ service: "compute", verb: "GET", name, path: ROOT + path },
    run: (call) => run(call, compute.project(param(call, "project"))),
  });
}

/** A method that answers when virtual time has passed. */
export function waiting(compute: Compute, { name, path, run }: Reading): Method {
  return method({
    ...{ service: "compute", verb: "POST", name, path: ROOT + path, write: false, waits: true },
    run: (call) => run(call, compute.project(param(call, "project"))),
  });
}

interface Listing {
  readonly name: string;
  readonly path: string;
  /** `network` for `compute#networkList`. */
  readonly kind: string;
  readonly query?: readonly string[];
  items(project: Project, call: Call<string>): readonly object[];
  /** The path of the list itself. */
  home(project: Project, call: Call<string>): string;
}

export function listing(compute: Compute, { name, path, kind, query = [], items, home }: Listing): Method {
  return method({
    ...{ service: "compute", verb: "GET", name, path: ROOT + path, query: [...LIST_QUERY, ...query] },
    run: (call) => {
      const project = compute.project(param(call, "project"));
      return listPage({ kind, home: home(project, call), items: items(project, call), query: call.query });
    },
  });
}

interface AggregatedListing {
  /** As paths name it: `vpnTunnels`. */
  readonly collection: string;
  readonly kind: string;
  /** All of a project's, each with its region. */
  items(project: Project): readonly (readonly [string, object])[];
}

export function aggregatedListing(compute: Compute, { collection, kind, items }: AggregatedListing): Method {
  return method({
    ...{ service: "compute", verb: "GET", name: `${collection}.aggregatedList` },
    path: `${ROOT}aggregated/${collection}`,
    query: [...LIST_QUERY, "includeAllScopes", "serviceProjectNumber"],
    run: (call) => {
      const project = compute.project(param(call, "project"));
      return aggregatedPage({ collection, kind, project: project.id, items: items(project), query: call.query });
    },
  });
}

interface Mutation<Body> {
  readonly name: string;
  readonly verb: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body: z.ZodType<Body>;
  /** Checks the request, throwing GcpError, and says what is to be done. */
  run(call: Call<Body>, project: Project): Omit<OperationRequest, "project">;
}

/** A method that begins an operation; a `requestId` that was seen before gives the operation of then. */
export function mutation<Body>(compute: Compute, { name, verb, path, body, run }: Mutation<Body>): Method {
  return methodWithBody({
    ...{ service: "compute", verb, name, path: ROOT + path, query: ["requestId"], body },
    run: (call) => {
      const project = compute.project(param(call, "project"));
      const before = seenBefore(compute, project, call);
      if (before !== undefined) return renderOperation(before);
      refuseTooMany(compute, project);
      const requestId = call.query.get("requestId");
      const named = requestId === null ? {} : { requestId };
      const operation = compute.operations.start(
        { ...run(call, project), ...named, project: project.id },
        call.principal,
      );
      if (requestId !== null) compute.operations.remember(requestId, operation);
      return renderOperation(operation);
    },
  });
}

function seenBefore({ operations, clock }: Compute, project: Project, { query }: Call) {
  const requestId = query.get("requestId");
  if (requestId === null) return undefined;
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  if (!uuid.test(requestId) || /^[0-]+$/.test(requestId)) {
    throw invalidField("requestId", requestId, "Must be a valid, non-zero UUID");
  }
  const found = operations.remembered(project.id, requestId);
  return found !== undefined && clock.now() - found.insertedAt < REMEMBERED_MS ? found : undefined;
}

/** Google answers an exhausted quota of running operations with 403: GoogleCloudPlatform/pbmm-on-gcp-onboarding#391. */
function refuseTooMany({ operations, limits }: Compute, { id }: Project): void {
  const running = operations.running().filter(({ project }) => project === id).length;
  if (running < limits.concurrentOperations) return;
  throw new GcpError({ status: 403, reason: "rateLimitExceeded", message: "Rate Limit Exceeded" });
}
