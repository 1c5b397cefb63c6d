import { setTimeout as delay } from "node:timers/promises";
import { notFound } from "../../gcp-error.ts";
import { type Call, type Method, param } from "../../method.ts";
import { listing, reading, waiting } from "../compute-method.ts";
import { regionPath } from "../links.ts";
import type { Compute, Project } from "../state.ts";
import { operationPath, renderOperation } from "./operation-view.ts";
import type { Operation } from "./operations.ts";

/** "This method waits for no more than the 2 minutes and then returns the current state". */
const LONGEST_WAIT = 120_000;

/**
 * Real milliseconds after which a wait gives up. Google allows for it ("on a best-effort basis … might return before the
 * operation is done"), and the lab needs it: a caller that holds the clock would wait for ever.
 */
const PATIENCE = 2_000;

export function operationMethods(compute: Compute): Method[] {
  return [
    ...methodsOf(compute, "globalOperations", "global"),
    ...methodsOf(compute, "regionOperations", "regions/{region}"),
  ];
}

function methodsOf(compute: Compute, collection: string, home: string): Method[] {
  const path = `${home}/operations/{operation}`;
  return [
    reading(compute, { name: `${collection}.get`, path, run: (...asked) => renderOperation(find(compute, ...asked)) }),
    listing(compute, {
      name: `${collection}.list`,
      kind: "operation",
      path: `${home}/operations`,
      items: ({ id }, { params }) => compute.operations.list(id, params["region"]).map(renderOperation),
      home: ({ id }, { params }) => homeOf(id, params["region"]),
    }),
    waiting(compute, {
      name: `${collection}.wait`,
      path: `${path}/wait`,
      run: async (...asked) => {
        const operation = find(compute, ...asked);
        await done(compute, operation);
        return renderOperation(operation);
      },
    }),
  ];
}

function homeOf(project: string, region: string | undefined): string {
  return `${region === undefined ? `projects/${project}/global` : regionPath(project, region)}/operations`;
}

function find({ operations }: Compute, call: Call, { id }: Project): Operation {
  const key = param(call, "operation");
  const found = operations.find(id, call.params["region"], key);
  if (found === undefined) throw notFound(operationPath(id, call.params["region"], key));
  return found;
}

async function done({ clock, operations }: Compute, operation: Operation): Promise<void> {
  const giveUp = new AbortController();
  let cancel = () => {};
  const deadline = new Promise<void>((resolve) => {
    cancel = clock.at(clock.now() + LONGEST_WAIT, resolve, { background: true });
  });
  const patience = delay(PATIENCE, undefined, { signal: giveUp.signal, ref: false }).catch(() => {});
  await Promise.race([operations.whenDone(operation), deadline, patience]);
  giveUp.abort();
  cancel();
}
