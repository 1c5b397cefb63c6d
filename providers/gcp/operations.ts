import { createHash } from "node:crypto";
import type { protos } from "@google-cloud/compute";
import * as z from "zod";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { Fault } from "../../core/faults.ts";
import { type GcpClients, reading } from "./client.ts";
import { faultOfOperation } from "./faults.ts";
import { collect } from "./pages.ts";

type Operation = protos.google.cloud.compute.v1.IOperation;

const answered = z.object({
  error: z
    .object({ errors: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish() })
    .nullish(),
  httpErrorStatusCode: z.number().nullish(),
});

/** What an operation is for: the key by which it is found again, by us or by whoever goes on after us. */
export interface Purpose {
  readonly network: NetworkId;
  /** The id of the connection that it serves, or the name of what it makes, changes or takes away. */
  readonly subject: string;
  readonly verb: Verb;
  /** Where the operation runs. @default in none: globally */
  readonly region?: string;
}

type Verb =
  | ("addPeering" | "updatePeering" | "patchRouter" | "removePeering" | "applyFirewall")
  | `${"insert" | "delete"}${"Router" | "VpnGateway" | "ExternalVpnGateway" | "VpnTunnel"}`
  | ("ensureSessions" | "removeSessions");

/** How the newest operation for a purpose stands. */
export type Begun =
  | { readonly state: "none" | "running" | "succeeded" }
  | { readonly state: "failed"; readonly fault: Fault };

/**
 * An id for a request, which its operation keeps. The first 48 bits tell the purpose. The rest is new for each request:
 * with the id of a request that has failed, Google would answer with that failure and not try again.
 */
export function requestIdFor(gcp: GcpClients, purpose: Purpose): string {
  return prefixOf(purpose) + gcp.uuid().slice(13);
}

/** Looks for the newest operation that was begun for a purpose. */
export async function newestOperation(gcp: GcpClients, purpose: Purpose, doing: string): Promise<Begun> {
  const prefix = prefixOf(purpose);
  const { account: project } = locate(purpose.network);
  const request = { project, filter: `clientOperationId eq "${prefix}.*"`, ...gcp.paged };
  const { region } = purpose;
  const listed: Operation[] = await collect(
    region === undefined
      ? gcp.operations.listAsync(request, reading())
      : gcp.regionOperations.listAsync({ ...request, region }, reading()),
  );
  const [newest] = listed
    // A server may ignore a filter.
    .filter((operation) => operation.clientOperationId?.startsWith(prefix))
    .sort((a, b) => insertedAt(b) - insertedAt(a));
  if (newest === undefined) return { state: "none" };
  if (newest.status !== "DONE") return { state: "running" };
  const fault = faultOfOperation(newest, doing);
  return fault === undefined ? { state: "succeeded" } : { state: "failed", fault };
}

/**
 * Throws when an operation had failed by the time that its request was answered.
 *
 * @param operation as it came with the answer, which the SDK's types take for one of another API
 */
export function refuseFailed(operation: unknown, doing: string): void {
  const fault = faultOfOperation(answered.parse(operation), doing);
  if (fault !== undefined) throw fault;
}

/** Twelve hexadecimal digits with the dash that a UUID has after the first eight. */
function prefixOf({ network, subject, verb }: Purpose): string {
  const digest = createHash("sha256").update(`${subject} ${network} ${verb}`).digest("hex");
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}`;
}

function insertedAt({ insertTime }: Operation): number {
  return Date.parse(insertTime ?? "") || 0;
}
