import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import type { Caller } from "../credentials.ts";
import { isAllowed } from "../iam/policy.ts";
import type { Place } from "../scoped.ts";
import type { CloudEvent } from "../wire.ts";
import type { EventBus, EventBuses } from "./buses.ts";

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().min(1).optional(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
});
export const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });
type Entry = z.infer<typeof Entry>;

export interface PutEventsOptions {
  readonly buses: EventBuses;
  readonly now: () => number;
  readonly eventId: () => string;
  readonly ingest: (bus: EventBus, event: CloudEvent) => void;
}

/** Takes each entry by itself: one that is refused does not hold back the others. */
export function putEvents(options: PutEventsOptions, place: Place, caller: Caller, entries: readonly Entry[]) {
  const results = entries.map((entry) => {
    try {
      return { EventId: putEntry(options, place, caller, entry) };
    } catch (error) {
      if (error instanceof AwsError) return { ErrorCode: error.code, ErrorMessage: error.message };
      throw error;
    }
  });
  return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
}

/** Whether the policy of a bus lets a caller of another account put an event; within its account nothing is asked. */
export function mayPut(bus: EventBus, caller: Caller, event: Pick<CloudEvent, "source" | "detail-type">): boolean {
  if (caller.account === bus.place.account) return true;
  const root = `arn:aws:iam::${caller.account}:root`;
  return isAllowed(bus.policy, {
    principals: [root, caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn])],
    account: caller.account,
    action: "events:PutEvents",
    resource: bus.arn,
    context: {
      "aws:principalaccount": caller.account,
      "aws:principalarn": caller.roleArn ?? caller.arn,
      "events:source": event.source,
      "events:detail-type": event["detail-type"],
    },
  });
}

function putEntry(options: PutEventsOptions, place: Place, caller: Caller, entry: Entry): string {
  const source = given(entry, "Source");
  const detailType = given(entry, "DetailType");
  const detail = parseDetail(given(entry, "Detail"));
  if (source.startsWith("aws."))
    throw new AwsError("NotAuthorizedForSourceException", "Not authorized for the source.");
  const event: CloudEvent = {
    version: "0",
    id: options.eventId(),
    "detail-type": detailType,
    source,
    account: caller.account,
    time: wholeSeconds(entry.Time === undefined ? options.now() : entry.Time * 1000),
    region: place.region,
    resources: entry.Resources,
    detail,
  };
  const bus = options.buses.lookUp(place, entry.EventBusName ?? "default");
  // The service takes an event for a bus that does not exist, and drops it.
  if (bus === undefined) return event.id;
  if (!mayPut(bus, caller, event)) {
    const message = `User: ${caller.arn} is not authorized to perform: events:PutEvents on resource: ${bus.arn}`;
    throw new AwsError("AccessDeniedException", message);
  }
  options.ingest(bus, event);
  return event.id;
}

/** ISO 8601 without fractions, as events carry their time. */
export function wholeSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

function given(entry: Entry, field: "Source" | "DetailType" | "Detail"): string {
  const value = entry[field];
  if (value) return value;
  throw new AwsError("InvalidArgument", `Parameter ${field} is not valid. Reason: ${field} is a required argument.`);
}

function parseDetail(text: string): CloudEvent["detail"] {
  try {
    const detail: unknown = JSON.parse(text);
    if (isObject(detail)) return detail;
  } catch {
    // Told below, like any other detail that is not an object.
  }
  throw new AwsError("MalformedDetail", "Detail is malformed.");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
