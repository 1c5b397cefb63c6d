import type { Place } from "../core/connection/network-id.ts";
import type { FlowLogger } from "./ports.ts";

export interface QueryFlowsInput {
  readonly place: Place;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface QueryFlowsOutput {
  /** Absent where nothing was ever logged. */
  readonly query?: string;
}

/** The last check's time and the ten minutes that a flow is gathered, with some to spare: milliseconds. */
const back = 30 * 60_000;

/** Begins to look for what was rejected lately in one account and region. */
export async function queryFlows(
  { flowLogs }: Pick<FlowLogger, "flowLogs">,
  { place, at }: QueryFlowsInput,
): Promise<QueryFlowsOutput> {
  const from = new Date(Date.parse(at) - back).toISOString();
  const query = await flowLogs.startQuery(place, { from, to: at });
  return query === undefined ? {} : { query };
}
